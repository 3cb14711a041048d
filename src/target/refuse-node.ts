import { Problem } from '../model/problem.ts';
import type { RuntimeFamily } from '../model/runtime-family.ts';
import type { Node } from './node.ts';
import type { Pod } from './pod.ts';

/** Labels of nodes that are no machines: nothing there could be entered. */
const serverlessLabels = [
  { key: 'type', value: 'virtual-kubelet', what: 'a virtual kubelet' },
  { key: 'eks.amazonaws.com/compute-type', value: 'fargate', what: 'AWS Fargate' },
] as const;

/** Throws where the layers below the kubelet cannot be reached on this kind of node. */
export function refuseNode(pod: Pod, node: Node, family: RuntimeFamily): void {
  const { name, operatingSystem, runtimeVersion } = node.facts;
  const systems = [operatingSystem, node.labels.get('kubernetes.io/os'), pod.operatingSystem];
  if (systems.includes('windows')) {
    throw new Problem(`Node ${name} runs Windows; only containers of Linux nodes can be diagnosed.`);
  }
  const serverless = serverlessLabels.find(({ key, value }) => node.labels.get(key) === value);
  if (serverless) {
    throw new Problem(`Node ${name} is ${serverless.what}, not a machine: no debug pod can enter its runtime.`, {
      next: 'Ask its provider for the state of the container.',
    });
  }
  const [scheme = ''] = runtimeVersion.split('://');
  if (scheme !== '' && scheme !== family.containerIDScheme) {
    throw new Problem(
      `Node ${name} runs ${runtimeVersion}, but the container's id in the pod's status is one of ${family.name}.`,
      {
        why: 'The node was moved to another runtime and the status is from before.',
        next: `Delete the pod so that it is made anew: kubectl delete pod ${pod.name} -n ${pod.namespace}`,
      },
    );
  }
}

import { Problem } from '../model/problem.ts';
import { parseContainerID, type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';
import type { Node } from './node/node.ts';
import { describeState, type PodContainer } from './pod/container.ts';
import { deletionSentence, type Pod } from './pod/pod.ts';

/** Throws where there is nothing to exec into: no node, no container, or one that does not run. */
export function refuseStopped(pod: Pod, container: PodContainer): void {
  if (pod.nodeName === '') throw unscheduled(pod);
  if (container.state.kind !== 'running') throw stopped(pod, container);
  if (container.containerID === '') {
    throw new Problem(`${subject(pod, container)} is running, but its status has no container id yet.`, {
      next: 'Try again in a few seconds.',
    });
  }
}

function unscheduled(pod: Pod): Problem {
  return new Problem(`Pod ${pod.namespace}/${pod.name} is on no node yet; its phase is ${pod.phase || 'not known'}.`, {
    ...(pod.unschedulable && { why: `The scheduler says: ${sentence(pod.unschedulable)}` }),
    next: `See why: kubectl describe pod ${pod.name} -n ${pod.namespace}`,
  });
}

function stopped(pod: Pod, container: PodContainer): Problem {
  const reason = [pod.reason, pod.message].filter(Boolean).join(': ');
  const facts = [
    deletionSentence(pod),
    `The pod's phase is ${pod.phase || 'not known'}${reason ? ` (${reason})` : ''}.`,
    container.restartCount > 0 ? `The container was restarted ${times(container.restartCount)}.` : '',
    container.lastState.kind === 'terminated' ? `The time before it ${describeState(container.lastState)}.` : '',
  ];
  return new Problem(`${subject(pod, container)} is not running: it ${describeState(container.state)}.`, {
    why: facts.filter(Boolean).join(' '),
    next: nextStep(pod, container),
  });
}

function nextStep(pod: Pod, container: PodContainer): string {
  const { namespace, name, finalizers } = pod;
  if (pod.deletedAt !== '' && finalizers.length > 0) {
    return `Find out from whoever set the finalizer why it stays: kubectl get pod ${name} -n ${namespace} -o yaml`;
  }
  const logs = `See what it said: kubectl logs ${name} -n ${namespace} -c ${container.name}`;
  if (container.state.kind === 'terminated') return logs;
  if (container.lastState.kind === 'terminated') return `${logs} --previous`;
  return `See why: kubectl describe pod ${name} -n ${namespace}`;
}

function subject(pod: Pod, container: PodContainer): string {
  return `Container ${JSON.stringify(container.name)} of pod ${pod.namespace}/${pod.name}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

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
      next: 'Request the state of the container from its provider.',
    });
  }
  const [scheme = ''] = runtimeVersion.split('://');
  if (scheme !== '' && scheme !== family.containerIDScheme) {
    throw new Problem(
      `Node ${name} runs ${runtimeVersion}, but the container's id in the pod's status is one of ${family.name}.`,
      {
        why: 'The node was moved to another runtime and the status is from before.',
        next: `Delete the pod so that it is created again: kubectl delete pod ${pod.name} -n ${pod.namespace}`,
      },
    );
  }
}

/** The runtime that made a container, and its id there. Throws where it is not one that we can enter. */
export function findRuntime(containerID: string): { readonly family: RuntimeFamily; readonly id: string } {
  const parsed = parseContainerID(containerID);
  if (!parsed || !/^[A-Za-z0-9][\w.-]*$/.test(parsed.id)) {
    throw new Problem(`The container id ${JSON.stringify(containerID)} is of no runtime that is known here.`, {
      next: `Known are: ${runtimeFamilies.map(({ name }) => name).join(', ')}.`,
    });
  }
  return parsed;
}

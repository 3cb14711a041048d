import { Problem } from '../../model/problem.ts';
import type { Target } from '../../model/target.ts';
import type { NodeContainer } from './read-containers.ts';

/**
 * The container that was named: by its id or the beginning of it, by docker's name, or as Kubernetes has it, as CONTAINER,
 * POD, POD/CONTAINER or NAMESPACE/POD/CONTAINER. Throws a Problem where it is none or several.
 */
export function chooseNodeContainer(containers: readonly NodeContainer[], named: string): NodeContainer {
  const byID = /^[0-9a-f]{4,64}$/.test(named) ? containers.filter(({ id }) => id.startsWith(named)) : [];
  const matching = byID.length > 0 ? byID : containers.filter((container) => namesOf(container).includes(named));
  const [only, ...others] = matching;
  if (only && others.length === 0) return only;
  if (only) {
    throw new Problem(`${named} is the name of ${matching.length} containers of this node.`, {
      next: 'Name one by its id:',
      lines: list(matching),
    });
  }
  const known = containers.filter((container) => container.kubernetes?.sandbox !== true);
  throw new Problem(`No container of this node has the id or name ${JSON.stringify(named)}.`, {
    next:
      known.length === 0
        ? 'No container was found in the folders of containerd and docker: does one run here, and is this the node?'
        : 'These run here:',
    lines: list(known),
  });
}

function namesOf({ name, kubernetes }: NodeContainer): readonly string[] {
  if (kubernetes === null) return [name];
  const { namespace, pod, container, sandbox } = kubernetes;
  // the pause container is nobody's patient, but by its own name
  if (sandbox) return [name];
  return [name, container, pod, `${pod}/${container}`, `${namespace}/${pod}/${container}`];
}

const shown = 30;

function list(containers: readonly NodeContainer[]): readonly string[] {
  const lines = containers.map(({ id, name, kubernetes: of }) => {
    const called = of ? `${of.namespace}/${of.pod}/${of.container}` : name;
    return `${id.slice(0, 12)} ${called}`;
  });
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : [];
  return [...lines.toSorted().slice(0, shown), ...more];
}

/** What this machine is, as it says itself. */
export interface ThisNode {
  readonly hostname: string;
  readonly kernelVersion: string;
  readonly architecture: string;
}

/** The target as the node alone knows it: of the pod its names, if it is of a pod, and nothing of what the API server has. */
export function targetOnNode({ id, runtime, name, image, kubernetes }: NodeContainer, node: ThisNode): Target {
  return {
    namespace: kubernetes?.namespace ?? '',
    pod: kubernetes?.pod ?? '',
    podUID: kubernetes?.podUID ?? '',
    container: kubernetes?.container || name || id.slice(0, 12),
    containerKind: 'regular',
    containerID: id,
    runtime,
    image,
    restartCount: 0,
    startedAt: null,
    node: {
      name: node.hostname,
      ready: null,
      unschedulable: null,
      lease: null,
      kubeletVersion: '',
      runtimeVersion: '',
      osImage: '',
      kernelVersion: node.kernelVersion,
      operatingSystem: 'linux',
      architecture: node.architecture === 'x64' ? 'amd64' : node.architecture,
      address: '',
    },
  };
}

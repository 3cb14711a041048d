import type { Target } from '../../model/target.ts';
import type { NodeContainer } from './read-containers.ts';

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

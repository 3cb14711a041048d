import type { Observation } from '../evidence/observation.ts';
import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import type { Action } from '../model/step.ts';
import type { Ends } from '../model/verdict.ts';

/** What a remedy may take away: of a daemon, what it waits for. */
export type Loss =
  | 'files'
  | 'files of the node'
  | 'record'
  | 'processes'
  | 'shim'
  | 'dockerd'
  | 'containerd'
  | 'kubelet';

/** What a step ends, and what cannot be seen any more after it. */
export interface Effect {
  readonly ends: Ends;
  readonly destroys: readonly Loss[];
}

type Ending = Effect | Readonly<Record<'onDocker' | 'otherwise', Effect>>;

const harmless: Effect = { ends: 'nothing', destroys: [] };
// the kubelet keeps the container that was, with its log and its writable layer, until the next one has ended too
const endsContainer: Effect = { ends: 'container', destroys: ['processes'] };
// of containerd's CRI plugin the streams of the sessions are a part
const restartsContainerd: Ending = {
  onDocker: { ends: 'nothing', destroys: ['containerd'] },
  otherwise: { ends: 'exec-sessions', destroys: ['containerd'] },
};

const endings: Readonly<Record<Action, Ending>> = {
  harmless,
  'go-on': harmless,
  thaw: harmless,
  unpause: harmless,
  'raise-file-limit': harmless,
  remount: harmless,
  unmount: harmless,
  'make-folder': harmless,
  'end-execs': { ends: 'exec-sessions', destroys: ['processes'] },
  'end-processes': { ends: 'processes', destroys: ['processes'] },
  'kill-runtime': { ends: 'exec-sessions', destroys: ['processes'] },
  'kill-init': endsContainer,
  'clear-and-kill-init': { ends: 'container', destroys: ['record', 'processes'] },
  // containerd's shim has all containers of the pod
  'kill-shim': {
    onDocker: { ends: 'container', destroys: ['shim', 'processes'] },
    otherwise: { ends: 'pod', destroys: ['shim', 'processes'] },
  },
  'kill-containerd': restartsContainerd,
  'delete-pod': { ends: 'pod', destroys: ['files', 'processes', 'shim'] },
  'restart-container': endsContainer,
  'drain-node': { ends: 'containers-of-node', destroys: ['files of the node', 'processes', 'shim'] },
  // without live-restore it ends what has outlived the one before
  'start-dockerd': { ends: 'containers-of-node', destroys: [] },
  'start-containerd': harmless,
  'restart-dockerd': { ends: 'containers-of-node', destroys: ['dockerd'] },
  'restart-containerd': restartsContainerd,
  'restart-kubelet': { ends: 'exec-sessions', destroys: ['kubelet'] },
};

/** What an action ends on a node with that runtime. */
export function effectOf(action: Action, runtime: RuntimeFamilyName): Effect {
  const ending = endings[action];
  if ('ends' in ending) return ending;
  return runtime === 'docker' ? ending.onDocker : ending.otherwise;
}

/** Actions that mend in some runs only; of the others nothing speaks against it. */
const fits: Readonly<Partial<Record<Action, (observation: Observation) => boolean>>> = {
  'start-dockerd': (observation) => !runs('dockerd', observation),
  'start-containerd': (observation) => !isDockersOwn(observation) && !runs('containerd', observation),
  'restart-containerd': (observation) => !isDockersOwn(observation),
};

/** Whether the action can mend anything in this run. */
export const isFitting = (action: Action, observation: Observation): boolean => fits[action]?.(observation) ?? true;

const runs = (daemon: string, { evidence }: Observation): boolean =>
  (evidence?.processes ?? []).some(({ name }) => name === daemon);

/** A containerd that dockerd has started is no unit of systemd's. */
const isDockersOwn = ({ evidence, probes }: Observation): boolean =>
  evidence?.facts['target.address']?.includes('/docker/containerd') === true ||
  probes.some(({ outcome }) => outcome.kind === 'error' && outcome.text.includes('/docker/containerd'));

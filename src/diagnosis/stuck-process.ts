import type { Layer } from '../model/layer.ts';
import type { Evidence } from '../records/evidence.ts';

/** A process of the call chain that cannot work at all. */
export interface StuckProcess {
  readonly layer: Layer;
  readonly name: string;
  readonly pid: number;
  readonly state: 'stopped' | 'traced' | 'uninterruptible';
  /** Only one container hangs on it, or the whole node. */
  readonly shared: boolean;
  /** No other process of that name works: a node may run a second containerd that the target has nothing to do with. */
  readonly only: boolean;
}

/** proc_pid_stat(5) */
const states: Readonly<Record<string, StuckProcess['state']>> = { T: 'stopped', t: 'traced', D: 'uninterruptible' };
const daemons: Readonly<Record<string, Layer>> = {
  dockerd: 'dockerd',
  containerd: 'containerd',
  'docker-containe': 'containerd',
  'cri-dockerd': 'cri',
  kubelet: 'kubelet',
};

/** Processes of the target's call chain that are stopped, traced or in uninterruptible sleep. */
export function stuckProcesses(evidence: Evidence | null): readonly StuckProcess[] {
  const processes = evidence?.processes ?? [];
  return processes.flatMap(({ name, pid, state: letter, shimOf }) => {
    const state = states[letter];
    if (!state || (shimOf && shimOf !== 'target')) return [];
    const layer = shimOf ? 'shim' : daemons[name];
    if (!layer) return [];
    const others = shimOf ? [] : processes.filter((other) => !other.shimOf && daemons[other.name] === layer);
    return [{ layer, name, pid, state, shared: !shimOf, only: others.every((other) => states[other.state]) }];
  });
}

/** As in: "containerd-shim (process 123) is stopped (T)". */
export const spellStuck = ({ name, pid, state }: StuckProcess): string =>
  `${name} (process ${pid}) is ${state === 'uninterruptible' ? 'in uninterruptible sleep (D)' : `${state} (${state === 'traced' ? 't' : 'T'})`}`;

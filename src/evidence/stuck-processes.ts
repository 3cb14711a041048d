import { limits } from '../limits.ts';
import type { Layer } from '../model/layer.ts';
import type { Evidence } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';
import { columnsOf, faultBoundaryOf } from './fault-boundary.ts';
import { familyOf, type Observation } from './observation.ts';

type Process = RecordOf<'process'>;

/** A process of the call chain that cannot work at all. */
export interface StuckProcess {
  readonly layer: Layer;
  readonly name: string;
  readonly pid: number;
  readonly state: 'stopped' | 'frozen' | 'traced' | 'uninterruptible';
  /** The cgroup that holds it; empty where none does. */
  readonly frozenAt: string;
  /** Only one container hangs on it, or the whole node. */
  readonly shared: boolean;
  /** It is the target's for certain: a node may run a second containerd that the target has nothing to do with. */
  readonly certain: boolean;
}

/** proc_pid_stat(5) */
const states: Readonly<Record<string, StuckProcess['state']>> = { T: 'stopped', t: 'traced', D: 'uninterruptible' };
/** The layer of a daemon, by the name that the kernel has for its process. */
export const daemons: Readonly<Record<string, Layer>> = {
  dockerd: 'dockerd',
  containerd: 'containerd',
  'docker-containe': 'containerd',
  'cri-dockerd': 'cri',
  crio: 'cri',
  kubelet: 'kubelet',
};

/** What is frozen looks, with cgroup v1, as if it waited in the kernel. */
const stateOf = ({ state, frozenAt }: Process): StuckProcess['state'] | undefined =>
  frozenAt === '' ? states[state] : 'frozen';

/** It does nothing at all, and goes on when it is let. */
export const standsStill = ({ state }: StuckProcess): boolean => state === 'stopped' || state === 'frozen';

/** A debugger or strace lets it run only as that one says; perhaps it was stopped for a moment only. */
export const isTraced = ({ state }: StuckProcess): boolean => state === 'traced';

/** Processes of the target's call chain that are stopped, traced or in uninterruptible sleep. */
export function stuckProcesses(evidence: Evidence | null): readonly StuckProcess[] {
  const processes = evidence?.processes ?? [];
  return processes.flatMap((process) => {
    const { name, pid, role, of, frozenAt } = process;
    const state = stateOf(process);
    const isShim = role === 'shim' && of === 'target';
    if (!state || (role !== 'daemon' && !isShim)) return [];
    const layer = isShim ? 'shim' : daemons[name];
    if (!layer) return [];
    return [{ layer, name, pid, state, frozenAt, shared: !isShim, certain: isShim || isTargets(layer, pid, evidence) }];
  });
}

/** One that belongs to one of these layers stands still. */
export const isStopped = (evidence: Evidence | null, suspects: readonly Layer[]): boolean =>
  stuckProcesses(evidence).some((process) => standsStill(process) && suspects.includes(process.layer));

/** The daemon that serves the target is known, or no other of its kind works. */
function isTargets(layer: Layer, pid: number, evidence: Evidence | null): boolean {
  const known = layer === 'containerd' && evidence?.facts['target.containerd'];
  if (known) return known === String(pid);
  const others = (evidence?.processes ?? []).filter(({ name, role }) => role === 'daemon' && daemons[name] === layer);
  return others.every(stateOf);
}

/** As in: "containerd-shim (process 123) is stopped (T)". */
export const spellStuck = ({ name, pid, state, frozenAt }: StuckProcess): string =>
  `${name} (process ${pid}) is ${spellState[state]}${frozenAt && `, by cgroup ${frozenAt}`}`;

const spellState: Readonly<Record<StuckProcess['state'], string>> = {
  stopped: 'stopped (T)',
  frozen: 'frozen',
  traced: 'traced (t)',
  uninterruptible: 'in uninterruptible sleep (D)',
};

/** Runtimes below the target's shim that have run for long, or are stopped: it may wait for them. */
export function oldRuntimes(
  evidence: Evidence | null,
): readonly { readonly process: Process; readonly ageMs: number }[] {
  const { processes = [], uptimeMs = null, facts = {} } = evidence ?? {};
  return processes
    .filter(({ role, of, parent, pid }) => {
      const isTargets = of === 'target' || String(parent) === facts['target.shim'];
      return role === 'runtime' && isTargets && pid !== evidence?.guard?.stuckInit;
    })
    .flatMap((process) => {
      const ageMs = uptimeMs === null ? null : uptimeMs - process.start * limits.msPerTick;
      const isHeld = process.state === 'T' || process.state === 't';
      return ageMs === null || (ageMs < limits.oldRuntimeMs && !isHeld) ? [] : [{ process, ageMs }];
    });
}

/** Those from before this run, which has to wait for them, too: one of its own is as the next one will be. */
export const runtimesFromBefore = (evidence: Evidence | null): readonly Process[] =>
  oldRuntimes(evidence).flatMap(({ process, ageMs }) => (ageMs > 0 ? [process] : []));

/** What the target's shim has started in this run: a runtime, or what may be of the container. */
export function startedByShim(evidence: Evidence | null): readonly Process[] {
  const { uptimeMs = null, processes = [], facts = {} } = evidence ?? {};
  return processes.filter(
    ({ role, of, start, parent, state }) =>
      (role === 'runtime' || role === 'inside') &&
      of === 'target' &&
      uptimeMs !== null &&
      start * limits.msPerTick >= uptimeMs &&
      String(parent) === facts['target.shim'] &&
      !'ZX'.includes(state),
  );
}

/**
 * The runtime that holds up the target's shim by itself, though one that is started by hand works: nothing of it has come into the
 * container, which could stop it there. Null where that is not so.
 */
export function hangingRuntime(observation: Observation): Process | null {
  const boundary = faultBoundaryOf(columnsOf(observation).target, familyOf(observation));
  if (boundary?.failing.outcome.kind !== 'hang' || boundary.working?.name !== 'runc') return null;
  if (observation.evidence?.facts['target.noneEntered'] !== 'yes') return null;
  const started = startedByShim(observation.evidence);
  return (started.every(({ role }) => role === 'runtime') && started[0]) || null;
}

/** What the target's shim has started in this run is at work: both are slow, and neither has hung. */
export const hasRunningRuntime = ({ evidence }: Observation): boolean =>
  startedByShim(evidence).some(({ role, state }) => role === 'runtime' && state === 'R');

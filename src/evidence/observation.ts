import type { StartFailure } from '../debug-pod/start-failure.ts';
import type { PodContext } from '../model/pod-context.ts';
import { isOk, type Probe, type ProbeName, type Subject } from '../model/probe.ts';
import type { CrossCheck, Repeats, SecondOpinion } from '../model/report.ts';
import { type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import type { Evidence } from '../records/evidence.ts';

/** Everything that the verdict is a function of. */
export interface Observation {
  readonly target: Target;
  /** A file tells it all, which anybody may have written. */
  readonly fromFile: boolean;
  readonly podContext: PodContext;
  /** Each probe of the runtime family, target and control. */
  readonly probes: readonly Probe[];
  /** The target by the path that cannot exist, which runs no program of its own; empty where nothing gave reason to ask. */
  readonly passages: readonly Probe[];
  /** The same with a terminal; empty where none was asked for. */
  readonly terminals: readonly Probe[];
  /** crictl through the CRI's stream server; empty where it was not asked. */
  readonly streams: readonly Probe[];
  /** Empty where each was asked once. */
  readonly repeats: readonly Repeats[];
  readonly crossChecks: readonly CrossCheck[];
  readonly secondOpinions: readonly SecondOpinion[];
  /** Of the containers that were asked beside the target, those of pods in its namespace; null where that is not known. */
  readonly sameOwnerIDs: readonly string[] | null;
  /** What the script told; null where it did not run or nothing came back. */
  readonly evidence: Evidence | null;
  readonly debugPod: {
    readonly failure: StartFailure | null;
    /** The API server reached the kubelet to read the debug pod's log; null where it was not let try. */
    readonly logReadable: boolean | null;
    /** The control lives in the target's namespace: the same rules of access hold for both. */
    readonly sameNamespace: boolean;
  };
  /** Container id, restart count and start are the same before and after, and it runs; null where they were not read again. */
  readonly sameContainer: boolean | null;
  /**
   * The node's lease was not renewed in the time that this run took, which was longer than the renewal interval, or by a kubelet
   * that the control plane calls Unknown. Or nobody listened at its port, and it did not take up the debug pod.
   */
  readonly kubeletSilent: boolean;
}

export function familyOf({ target }: Pick<Observation, 'target'>): RuntimeFamily {
  const family = runtimeFamilies.find((row) => row.name === target.runtime);
  if (!family) throw new Error(`no runtime family ${target.runtime}`);
  return family;
}

export const columnOf = (probes: readonly Probe[], subject: Subject): readonly Probe[] =>
  probes.filter((probe) => probe.subject === subject);

export const probeOf = ({ probes }: Observation, subject: Subject, name: ProbeName): Probe | undefined =>
  probes.find((probe) => probe.subject === subject && probe.name === name);

/** A run on the node itself, or from saved records, asks no cluster: its matrix has no row for kubectl. */
export const isClusterAsked = (observation: Observation): boolean =>
  probeOf(observation, 'target', 'kubectl') !== undefined;

/**
 * The entry that all else lies below: that of kubectl; of a run which asked no cluster, the runtime's own, for not every
 * node has crictl.
 */
export const topOf = (observation: Observation): Probe | undefined =>
  probeOf(observation, 'target', 'kubectl') ??
  columnOf(observation.probes, 'target').find(({ name }) => name !== 'crictl');

/** Exec works for the target, whatever else was seen. */
export const execWorks = (observation: Observation): boolean => isOk(topOf(observation));

/** Without a debug pod there is no fresh container: one that runs, of somebody else's, stands for it. */
export const hasExistingControl = ({ evidence }: Observation): boolean => evidence?.facts['control.lent'] === 'yes';

/** The control, as a reader has to know it. */
export const describeControl = (observation: Observation): string =>
  hasExistingControl(observation)
    ? 'the control, another container on the same node'
    : 'the control, a fresh container on the same node';

/**
 * Is that container somebody else's than the target's? Who owns a namespace may have made its containers fail alike, so what
 * they say of the node is one voice. Where it is not known whose they are, none is left aside.
 */
export const isOfOthers = ({ sameOwnerIDs }: Pick<Observation, 'sameOwnerIDs'>, containerID: string): boolean =>
  sameOwnerIDs === null || (containerID !== '' && !sameOwnerIDs.includes(containerID));

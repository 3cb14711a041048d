import type { StartFailure } from '../debug-pod/start-failure.ts';
import type { Probe } from '../model/probe.ts';
import type { CrossCheck, Repeats, SecondOpinion } from '../model/report.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { Target } from '../model/target.ts';
import type { Evidence } from '../records/evidence.ts';

/** Everything that the verdict is a function of. */
export interface Observation {
  readonly target: Target;
  /** A file tells it all, which anybody may have written. */
  readonly fromFile: boolean;
  readonly surroundings: Surroundings;
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
  /** Container id and restart count are the same before and after; null where they were not read again. */
  readonly sameContainer: boolean | null;
  /** The node's lease was not renewed in the time that this run took, which was longer than the renewal interval. */
  readonly kubeletSilent: boolean;
}

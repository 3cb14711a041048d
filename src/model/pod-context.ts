/** A probe of the kubelet's that executes something in a container: it goes the way that an exec goes. */
export interface ExecProbe {
  readonly namespace: string;
  readonly pod: string;
  readonly podUID: string;
  readonly container: string;
  readonly kind: 'liveness' | 'readiness' | 'startup';
  /** From its first failure on, until the kubelet acts. */
  readonly actsAfterSeconds: number;
}

/** A warning of the last hour, as an event has it: whoever may write events in its namespace may have written it. */
export interface Warning {
  readonly about: 'pod' | 'node' | 'debug-pod';
  /** Which program wrote it, by its own word; empty where it does not say. */
  readonly from: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339; null where the event does not say. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** Somebody has deleted the pod. */
export interface Deletion {
  /** RFC 3339; null where its grace period is beyond all times. */
  readonly askedAt: string | null;
  /** Its processes have their grace period until then; RFC 3339. */
  readonly endsBy: string;
  /** They keep the pod's object after that. */
  readonly finalizers: readonly string[];
}

/** What is there of a pod once it is deleted: a new one by its controller; itself, for it is static; nothing. */
export type Successor =
  | {
      readonly by: 'controller';
      /** Of its API; empty: the core's; null where that is not told. */
      readonly group: string | null;
      readonly kind: string;
      readonly name: string;
    }
  | { readonly by: 'kubelet' }
  | { readonly by: 'nobody' };

/** What the API server alone knows around the target. */
export interface PodContext {
  /** Of all pods on the target's node, as far as they may be read. */
  readonly execProbes: readonly ExecProbe[];
  /** Containers of the pod that run beside the target; null where the API server was not contacted. */
  readonly otherContainers: number | null;
  /** The latest first. */
  readonly warnings: readonly Warning[];
  /** There are at least so many more. */
  readonly moreWarnings: number;
  /** Null where nobody has deleted the pod, and where the API server was not contacted. */
  readonly deletion: Deletion | null;
  /** Null where the API server was not contacted. */
  readonly successor: Successor | null;
  /** Does the application itself serve? */
  readonly serving: {
    readonly ready: boolean;
    readonly restartCount: number;
    /** How the container ended the last time; null where it never did. */
    readonly lastEnd: string | null;
  };
}

/** Where the API server was not contacted. */
export const notAsked: PodContext = {
  execProbes: [],
  otherContainers: null,
  warnings: [],
  moreWarnings: 0,
  deletion: null,
  successor: null,
  serving: { ready: true, restartCount: 0, lastEnd: null },
};

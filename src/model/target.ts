import type { RuntimeFamilyName } from './runtime-family.ts';

/** The container that the user asked about, and where it runs. */
export interface Target {
  readonly namespace: string;
  readonly pod: string;
  readonly podUID: string;
  readonly container: string;
  readonly containerKind: 'regular' | 'init' | 'ephemeral';
  readonly containerID: string;
  readonly runtime: RuntimeFamilyName;
  readonly image: string;
  readonly restartCount: number;
  /** RFC 3339, from the pod's status; null where the status does not say. */
  readonly startedAt: string | null;
  readonly node: NodeFacts;
}

/** What the API server knows of the node, without asking the node. */
export interface NodeFacts {
  readonly name: string;
  readonly ready: {
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    /** RFC 3339, since when it has this status; null where the condition does not say. */
    readonly lastTransitionTime: string | null;
  } | null;
  /** It is cordoned: no new pod is placed there, but for those that tolerate it; null where it could not be read. */
  readonly unschedulable: boolean | null;
  /** The kubelet renews it every 10 s; null where it could not be read. */
  readonly lease: { readonly renewTime: string; readonly ageSeconds: number } | null;
  readonly kubeletVersion: string;
  readonly runtimeVersion: string;
  readonly osImage: string;
  readonly kernelVersion: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  /** Where it is reached, by its own account; empty where it does not say. */
  readonly address: string;
}

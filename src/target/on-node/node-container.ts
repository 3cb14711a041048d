import type { RuntimeFamilyName } from '../../model/runtime-family.ts';

/** A container as the node's own files tell of it; empty where they do not. */
export interface NodeContainer {
  readonly id: string;
  readonly runtime: RuntimeFamilyName;
  /** docker's own name for it, or Kubernetes'. */
  readonly name: string;
  readonly image: string;
  /** Of Kubernetes; `sandbox` is the pause container of a pod. */
  readonly kubernetes: {
    readonly namespace: string;
    readonly pod: string;
    readonly podUID: string;
    readonly container: string;
    readonly sandbox: boolean;
  } | null;
}

import type { AnswersForKubelet } from './api/answers.ts';
import type { Store } from './api/store.ts';
import type { Docker } from './docker/engine.ts';
import type { KubeletFaults } from './kubelet/faults.ts';

/** What all parts of the control plane share. */
export interface Cluster {
  readonly store: Store;
  readonly docker: Docker;
  readonly faults: KubeletFaults;
  readonly answers: AnswersForKubelet;
  /** The one node that is real. */
  readonly nodeName: string;
  readonly nodeIP: string;
  /** The cgroup that holds all pods' cgroups, as of kubelet's --cgroup-root. */
  readonly cgroupRoot: string;
}

import { limits } from '../../limits.ts';
import type { NodeFacts } from '../../model/target.ts';

/** Its kubelet has been silent for long by two accounts: the control plane's own, and the age of its lease. */
export const isLongSilent = ({ ready, lease }: Pick<NodeFacts, 'ready' | 'lease'>): boolean =>
  ready?.status === 'Unknown' && lease !== null && lease.ageSeconds * 1_000 >= limits.leaseStaleMs;

export type { ConnectionFlags } from '../cluster/cluster.ts';

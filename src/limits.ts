/** Every duration, byte count and limit of the product that is not the node script's own. */
export const limits = {
  /** No answer from a probe within this time is a hang; the flag's default. */
  probeTimeoutMs: 10_000,
  /** The whole run; the flag's default. */
  runTimeoutMs: 60_000,
  /** A debug pod that has not started by then is given up; the flag's default. */
  podStartTimeoutMs: 20_000,
  /** A node whose lease is older has lost its kubelet: node-monitor-grace-period's default. */
  leaseStaleMs: 40_000,
} as const;

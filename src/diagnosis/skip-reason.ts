const reasons: Readonly<Record<string, string>> = {
  'no-program': 'the node has no such client where clients are looked for',
  'no-process': "the container's first process was not found",
  'no-state': "no runtime root on the node holds this container's state",
  'no-address': "containerd's socket and namespace were not found",
  'vm-runtime': 'the container is in a virtual machine or a sandbox, which this does not reach into',
  deadline: "the run's time was over",
  'control-ended': 'the debug pod had ended before it was asked',
  'lent-control': "the control is a container of somebody else's, and was asked on the node only",
  'no-cluster': 'the API server was not asked',
  frozen: 'the container is frozen: what is executed in it would hang and could not be ended',
  memory: 'the container is close to its memory limit: an exec might get it killed',
  'stuck-init': 'a runc init in uninterruptible sleep is already inside the container',
  'runc-hangs': 'runc hangs on the control already: it would add nothing and leave one more stuck process',
  'not-told': 'the script on the node was cut off before it told whether anything speaks against it',
  'others-hang': 'exec into others on this node hangs: one more would be queued up behind them',
  'old-execs': 'two earlier execs of this tool still hang in the container',
};

/** The sentence for the word with which the node script skips a probe. */
export const skipReason = (word: string): string => reasons[word] ?? word;

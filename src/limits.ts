const values = {
  /** No answer from a probe within this time is a hang; the flag's default. */
  probeTimeoutMs: 10_000,
  /** The whole run; the flag's default. */
  runTimeoutMs: 60_000,
  /** A debug pod that has not started by then is given up; the flag's default. */
  podStartTimeoutMs: 20_000,
  /** A kubelet that works has taken up a pod by then; one that did not is asked after whether it is there. */
  kubeletTakesPodMs: 2_000,
  kubeletAskedAfterMs: 1_000,
  /** So often an event has to tell of the same failure of the runtime to be no passing one. */
  startFailuresSeen: 2,
  /** An exec that is known to hang, from what it goes through, is given up after this time; as the node script has it. */
  provenHangMs: 4_000,
  /** An exec has this long where the kubelet has been silent for long. */
  silentAnswerMs: 2_000,
  /** A debug pod that is younger is not deleted while it starts. */
  podStartingMs: 5_000,
  /** A node whose lease is older has lost its kubelet: node-monitor-grace-period's default. */
  leaseStaleMs: 40_000,
  /** How often the kubelet renews its lease, with a second for the way. */
  leaseRenewalMs: 11_000,
  /** After this time without a renewal it is silent. */
  leaseRenewalsMissedMs: 15_000,
  /** A node is too slow to tell a hang from where an answer takes this share of the time to wait. */
  slowNodeShare: 0.5,
  /** So many threads ready to run for each CPU: whoever waits in a queue there may wait as long as a hang. */
  runnablePerCpu: 4,
  /** What an answer takes on a node that has time; on one that has none it is so many times as long as others are late, and no hang. */
  usualMs: { kubectl: 650, crictl: 250, docker: 260, ctr: 200, runc: 150, nsenter: 20 },
  hangFactor: 3,
  /** Ordinary containers of other pods that the script may choose from for a second opinion. */
  secondOpinionCandidates: 5,
  /**
   * Of pods so many are asked for at a time, as kubectl does; or as many as one answer holds of the largest that Kubernetes
   * takes (1.5 MiB). In so many pages a list has to end; of a node and of a
   * selection so many are read at most.
   */
  podsOfAPage: 500,
  largePodsOfAPage: 40,
  podPages: 1_000,
  podsOfANode: 2_000,
  podsOfASelection: 40_000,
  /** Reasons why containers were left out of a survey. */
  leftOutOfANamespace: 5,
  /** Warnings and lines of logs of the last hour are told; of the pod and of the node so many of the former, of so many that are read. */
  warningsMs: 3_600_000,
  warnings: 10,
  /** What a daemon says so shortly before the end of a run, it says of what the run has asked. */
  duringTheRunMs: 60_000,
  eventsRead: 500,
  /** What happened in this time before a fault is told; a shim that starts so close to its container needs no word of its own. */
  changesMs: 3_600_000,
  shimStartMs: 60_000,
  /** A watch is ended by the API server and taken up again after this time. */
  watchSeconds: 25,
  watchRetryMs: 500,
  /** The script has this long to take away what it has started, when its pod is deleted. */
  debugPodGraceSeconds: 12,
  /** The kubelet has this long to confirm the debug pod's end, its grace period included. */
  deletionConfirmMs: 15_000,
  /** A clean-up looks this often whether a pod is gone. */
  goneEveryMs: 500,
  /** The same of a kubelet that has never taken it up, so that nothing of it runs. */
  unseenRemovalMs: 3_000,
  /** A debug pod whose container has ended is removed by the kubelet in this time; else its object is deleted at once. */
  removalMs: 1_000,
  forcedDeletionMs: 3_000,
  /** The script ends by itself, and the kubelet notices within a second: worth this wait before the deletion. */
  ownEndMs: 4_500,
  /** An answer to a log request that takes longer will not come: the API server does not reach the kubelet. */
  logAnswerMs: 4_000,
  /** What the kubelet counts is told while the debug pod starts, or not. */
  kubeletCountsMs: 3_000,
  /** By how much this machine's clock may be wrong. */
  clockSkewSeconds: 300,
  /** Of a pod that does not say how long its run may last. */
  longestRunSeconds: 86_400,
  /** The script waits for its deletion this long, so that the control can still be asked through the API server. */
  lingerSeconds: 3,
  /** A probe through the API server that has not answered by then is asked for by other ways too. */
  crossCheckAfterMs: 1_500,
  crossCheckMs: 4_000,
  /** Where the words of a failure are about the way by the API server, an exec and a log are tried so often in all, in this time. */
  waysTried: 5,
  /** An output that got lost so often is no chance; a client that brought all may have had luck, where that is likelier than this share. */
  certainLosses: 2,
  luckShare: 0.1,
  waysMs: 6_000,
  leastWayMs: 1_000,
  /** What is only read is answered in this time, or not at all. */
  apiAnswerMs: 30_000,
  /** The same of what is made: the API server itself gives up after 34 s. Of what is deleted: it is asked for again. */
  apiCreateMs: 35_000,
  apiDeleteMs: 10_000,
  /** A pod is made, and deleted, in so many tries, with this pause after the first, and twice that after the second. */
  tries: 3,
  tryPauseMs: 1_000,
  /** A pod whose answer was lost, and that is not there, may still come within this time. */
  lateCreationMs: 2_000,
  /** Of one answer of the API server, one line of a watch, one log. */
  answerBytes: 67_108_864,
  /** Of what it says against a request. */
  refusalChars: 8_192,
  /** Of what an event says, and of what a status says of a pod that does not start. */
  eventChars: 4_096,
  /** Whoever waits longer below the report is told for what. */
  waitingWordMs: 1_000,
  /** Of past runs so many are kept. */
  keptRuns: 20,
  /** One that is older names no process in a command: its number may be that of another by then. */
  keptRunFreshMs: 600_000,
  /** The short form of a report fits a terminal of 24 rows, with a prompt below it; one fact of it takes no more than so many. */
  shortFormRows: 23,
  factRows: 3,
  /** A message for a chat has a headline, so many facts, warnings and steps, and a last line; of a survey so many containers. */
  chat: { facts: 3, warnings: 2, steps: 3, containers: 8 },
  /** Of a node's condition in the first lines of a report. */
  conditionChars: 160,
  /** A token file is read again after this time, as client-go does it. */
  tokenFileMs: 60_000,
  /** Credentials that are refused are renewed, and no sooner than this once more. */
  renewalPauseMs: 10_000,
  pluginOutputBytes: 1_048_576,
  /** A credential plugin that takes longer than the former is told; one that asks nobody has no longer than the latter. */
  credentialPluginWordMs: 3_000,
  credentialPluginMs: 60_000,
  /** One that was told to end is killed after this time; of what it says so much is told. */
  credentialPluginKillMs: 500,
  credentialPluginChars: 2_000,
  /** Somebody has pressed the tabulator: a cluster that does not answer by then has no suggestions; and so many. */
  completionMs: 2_000,
  completions: 500,
  /** Of many containers: nodes that are read at once, nodes that are asked at once, execs at once on each; after so many that hang no more are begun, of one namespace, or on the node where it is not one owner's. */
  nodesReadAtOnce: 10,
  nodesAtOnce: 4,
  execsAtOnce: 4,
  hangsOfANode: 4,
  /** Of those that fail on a node, so many are examined layer by layer, one after the other. */
  examinedOfANode: 5,
  /** Between two rounds through the API server, where the probes are repeated. */
  passPauseMs: 500,
  repeats: 1_000,
  /** A log that has broken off is read again so often. */
  logAttempts: 3,
  /** After the container's end, its last lines have this long to come. */
  logTailMs: 2_000,
  /** A pod that has not started: its events are read this often. */
  eventsEveryMs: 1_000,
  /** What they say has to stand so long, two looks later, without the status saying otherwise. */
  eventsStandMs: 1_900,
  eventsAnswerMs: 2_000,
  /** The debug pod's own deadline is that of the run and this. */
  deadlineSpareSeconds: 30,
  /** Of the run's time, what is left for the report and the deletion when the script ends. */
  reportSpareMs: 5_000,
  /** A layer is slow where it takes this long, and so many times what the control or the layer below it takes. */
  slowLayerMs: 1_000,
  slowLayerFactor: 5,
  /** It makes exec of less use where it takes this long, or that where nothing below was asked; one whose client is a large program, so many times the layer below. */
  degradedLayerMs: 3_000,
  slowAloneMs: 5_000,
  clientFactor: 10,
  /** A shim takes the execs of a container one after the other, and a run may have so many in it at once. */
  execsInShim: 4,
  /** What is used to this share of a limit is worth a word. */
  nearlyShare: 0.95,
  /** runc is a program of many threads, and each counts as a process; a shell with a pipe forks twice. */
  pidsOfAnExec: 8,
  pidsOfAPipe: 2,
  /** runc's own memory counts in the container: as the node script has it, which executes nothing below that. */
  memoryOfAnExec: 8_388_608,
  /** An exec opens about so many files in the shim: pipes, sockets, the runtime's log. */
  filesOfAnExec: 8,
  /** With less in /run there is no room for what is written there for an exec. */
  runOfAnExec: { KiB: 64, inodes: 8 },
  /** So many execs that live at once, or lie dead, are worth a word. */
  execsWorthAWord: 5,
  zombiesWorthAWord: 20,
  /** Fewer periods of a CPU quota say nothing. */
  cpuPeriodsWorthAWord: 3,
  /** A runtime is done in a moment; one that still runs after this time is held by something. */
  oldRuntimeMs: 30_000,
  /** The share of ten seconds in which something waited, from which on it is worth a word. */
  pressurePercent: { memory: 20, io: 60, cpu: 90 },
  /** USER_HZ: proc_pid_stat(5) counts in hundredths of a second. */
  msPerTick: 10,
  /** When a run's time is over, what it still asks for its report has this long. */
  overtimeMs: 3_000,
  /** A script without a debug pod that was told to end has this long for it. */
  scriptEndMs: 4_000,
  /** And after it was asked by a signal, this long. */
  scriptKillMs: 1_000,
  /** The brief and what it is about, in the first or the last 4 KiB of an output. */
  briefBytes: 4_020,
  /** Of saved records, no more than this is read. */
  savedRecordsBytes: 8_388_608,
  /** Lines of them that look like a plan are tried, each of which is inflated. */
  savedPlans: 3,
  /** Of a bundle of others, unpacked; and so many files. */
  bundleBytes: 33_554_432,
  bundleMembers: 1_000,
  /** The longest that a timer of Node can wait. */
  maxTimerMs: 2_147_483_647,
  /** Of a text that is to be explained. */
  explainTextBytes: 65_536,
  /** A report is looked through for tokens in windows of this length, each of which overlaps the next by the longest token. */
  redactionWindowChars: 16_384,
  longestTokenChars: 2_048,
  /**
   * Of what a probe through the API server prints, so much is kept of both outputs together: with what tells how it ended
   * no more than one text may have. And after so much it is cut off.
   */
  probeOutputBytes: 49_152,
  probeReadBytes: 4_194_304,
};

/** Every duration, byte count and limit of the product that is not the node script's own. */
export const limits: Readonly<typeof values> = values;

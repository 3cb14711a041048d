import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseOptions } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import type { StartFailure } from '../debug-pod/start-failure.ts';
import type { ExecClient } from '../kubectl-probe/exec-client.ts';
import type { Probe } from '../model/probe.ts';
import type { CrossCheck, TransportFacts } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import type { NodeRecord } from '../records/record.ts';
import { collectRecords } from './collect-records.ts';
import { examineByWay } from './examine-by-way.ts';
import { fromAbove, type Listener, listener, skippedProbe } from './from-above.ts';
import type { RunPlan } from './plan.ts';
import { controlCommand, type PodVariants } from './pod-variant.ts';
import type { RunClock } from './run-clock.ts';
import { type StartedPod, startPod } from './start-pod.ts';

/** What was seen, from the node and from above it. */
export interface Examination {
  readonly transport: TransportFacts;
  readonly failure: StartFailure | null;
  readonly records: readonly NodeRecord[];
  /** The API server reached the kubelet for the debug pod's log; null: it was not tried, or this user may not. */
  readonly logReadable: boolean | null;
  readonly kubectl: readonly Probe[];
  /** Of the target, where it was asked again and again. */
  readonly rounds: readonly Probe[];
  readonly terminals: readonly Probe[];
  readonly crossChecks: readonly CrossCheck[];
}

export interface ExamineOptions {
  readonly invocation: DiagnoseOptions;
  readonly variants: PodVariants;
  readonly client: ExecClient;
  readonly stage: (text: string) => void;
  readonly onCreate: (pod: DebugPod) => void;
  /** The user wants out: nothing more is asked. */
  readonly cancelled: AbortSignal;
  readonly clock: RunClock;
}

/** Runs the script on the node, and beside it the probes that enter at the API server. */
export function examine(
  cluster: Cluster,
  target: Target,
  plan: RunPlan,
  options: ExamineOptions,
): Promise<Examination> {
  return plan.way === null
    ? examineByPod(cluster, target, plan, options)
    : examineByWay(plan.way, { cluster, target, plan, options });
}

async function examineByPod(
  cluster: Cluster,
  target: Target,
  plan: RunPlan,
  options: ExamineOptions,
): Promise<Examination> {
  const { invocation, stage, cancelled, clock } = options;
  const signal = AbortSignal.any([cancelled, clock.timeIsUp]);
  stage(`starting the debug pod exec-doctor-${plan.runId} on node ${target.node.name}`);
  const { pod, variant, failure } = await startPod(cluster, plan, options.variants, {
    timeoutMs: invocation.podStartTimeoutMs,
    ...{ cancelled, clock, onCreate: options.onCreate },
  });
  const ask = fromAbove({ cluster, target, plan, options });
  if (failure) {
    stage('the debug pod did not start; probing through the API server alone');
    const { probe, ...more } = await ask.target(Promise.resolve(true), () => true);
    const transport = podFacts(plan, { pod, variant, failure }, 'none');
    return { transport, failure, records: [], logReadable: null, kubectl: [probe], ...more };
  }
  stage('probing each layer, on the target and on the control');
  const told = listener(target.runtime);
  const [collected, onTarget, onControl] = await Promise.all([
    collectRecords(pod, { onRecord: told.onRecord, signal }).finally(told.close),
    ask.targetOnceOpen(told),
    invocation.control ? askControl(pod, told, ask.control(controlCommand(plan, variant))) : null,
  ]);
  cancelled.throwIfAborted();
  const { probe, ...more } = onTarget;
  return {
    transport: podFacts(plan, { pod, variant, failure }, collected.from),
    failure,
    records: collected.records,
    logReadable: collected.logReadable,
    kubectl: onControl ? [probe, onControl] : [probe],
    ...more,
  };
}

const podFacts = (
  { ownNamespace }: RunPlan,
  { pod, variant: { image, imageFrom, programs }, failure }: StartedPod,
  recordsFrom: 'log' | 'termination-message' | 'none',
): TransportFacts => ({
  kind: 'pod',
  namespace: pod.namespace,
  ownNamespace,
  pod: pod.name,
  image,
  imageFrom,
  userland: programs === 'image' ? 'image' : 'host',
  recordsFrom,
  failure: failure ? `${failure.kind}${failure.text ? `: ${failure.text}` : ''}` : null,
});

async function askControl(pod: DebugPod, { gate }: Listener, ask: (pod: DebugPod) => Promise<Probe>): Promise<Probe> {
  const why = await gate;
  // an exec that hangs in runc would keep the debug pod's own container from being stopped
  if (why === 'runc-hangs') return skippedProbe('control', why);
  return whileItRan(await ask(pod), pod);
}

/** The control ends when the script is done; a failure after that is no answer. */
const whileItRan = (answer: Probe, pod: DebugPod): Probe =>
  answer.outcome.kind === 'error' && pod.state.kind !== 'running' ? skippedProbe('control', 'control-ended') : answer;

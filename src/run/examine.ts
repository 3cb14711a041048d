import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { containerName } from '../debug-pod/manifest.ts';
import type { StartFailure } from '../debug-pod/start-failure.ts';
import { skipReason } from '../diagnosis/skip-reason.ts';
import type { ExecClient } from '../kubectl-probe/attempt.ts';
import { probeThroughApiServer } from '../kubectl-probe/kubectl-probe.ts';
import type { Probe, Subject } from '../model/probe.ts';
import type { CrossCheck } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import type { NodeRecord } from '../records/record.ts';
import { type Collected, collectRecords } from './collect-records.ts';
import type { RunPlan } from './plan.ts';
import type { PodVariant, PodVariants } from './pod-variant.ts';
import { startPod } from './start-pod.ts';
import { askThroughApiServer } from './through-api-server.ts';

export interface Examination {
  readonly pod: DebugPod;
  readonly variant: PodVariant;
  readonly failure: StartFailure | null;
  readonly collected: Collected | null;
  readonly kubectl: readonly Probe[];
  /** Of the target, where it was asked again and again. */
  readonly rounds: readonly Probe[];
  readonly terminals: readonly Probe[];
  readonly crossChecks: readonly CrossCheck[];
}

export interface ExamineOptions {
  readonly invocation: DiagnoseInvocation;
  readonly variants: PodVariants;
  readonly client: ExecClient;
  readonly stage: (text: string) => void;
  readonly onCreate: (pod: DebugPod) => void;
  /** The user wants out: nothing more is asked. */
  readonly cancelled: AbortSignal;
  /** The run's time is over: what has come so far is the answer. */
  readonly timeIsUp: AbortSignal;
}

/** Runs the script on the node, and beside it the probes that enter at the API server. */
export async function examine(
  cluster: Cluster,
  target: Target,
  plan: RunPlan,
  options: ExamineOptions,
): Promise<Examination> {
  const { invocation, stage, cancelled, timeIsUp } = options;
  const signal = AbortSignal.any([cancelled, timeIsUp]);
  stage(`starting the debug pod exec-doctor-${plan.runId} on node ${target.node.name}`);
  const { pod, variant, failure } = await startPod(cluster, plan, options.variants, {
    timeoutMs: invocation.podStartTimeoutMs,
    signal: cancelled,
    onCreate: options.onCreate,
  });
  const askTarget = (nodeWorks: Promise<boolean>, isOver: () => boolean) =>
    askThroughApiServer({
      ...{ cluster, client: options.client, invocation, signal, nodeWorks, isOver, stage },
      ...{ container: targetName(target), nonce: plan.nonce },
    }).catch((error: unknown) => ({ ...nothingAsked, probe: overdue('target', error) }));
  const overdue = (subject: Subject, error: unknown): Probe => {
    if (timeIsUp.aborted && !cancelled.aborted) return skippedProbe(subject, 'deadline');
    throw error;
  };
  if (failure) {
    stage('the debug pod did not start; probing through the API server alone');
    const { probe, ...more } = await askTarget(Promise.resolve(true), () => true);
    return { pod, variant, failure, collected: null, kubectl: [probe], ...more };
  }
  stage('probing each layer, on the target and on the control');
  const told = listener(target.runtime);
  const askControl = async () => {
    const why = await told.gate;
    // an exec that hangs in runc would keep the debug pod's own container from being stopped
    if (why === 'runc-hangs') return skippedProbe('control', why);
    const { probeTimeoutMs: timeoutMs } = invocation;
    const probe = { subject: 'control', container: controlName(pod), nonce: plan.nonce, timeoutMs, signal } as const;
    const answer = probeThroughApiServer(options.client, probe).catch((error) => overdue('control', error));
    return whileItRan(await answer, pod);
  };
  const [collected, onTarget, onControl] = await Promise.all([
    collectRecords(pod, plan.nonce, { onRecord: told.onRecord, signal }).finally(told.close),
    told.gate.then((why) =>
      why === '' ? askTarget(told.nodeWorks, told.isOver) : { ...nothingAsked, probe: skippedProbe('target', why) },
    ),
    invocation.control ? askControl() : null,
  ]);
  cancelled.throwIfAborted();
  const { probe, ...more } = onTarget;
  return { pod, variant, failure, collected, kubectl: onControl ? [probe, onControl] : [probe], ...more };
}

const nothingAsked = { rounds: [], terminals: [], crossChecks: [] } as const;

const targetName = ({ namespace, pod, container }: Target) => ({ namespace, name: pod, container });

const controlName = ({ namespace, name }: DebugPod) => ({ namespace, name, container: containerName });

/** The control ends when the script is done; a failure after that is no answer. */
const whileItRan = (answer: Probe, pod: DebugPod): Probe =>
  answer.outcome.kind === 'error' && pod.state.kind !== 'running' ? skippedProbe('control', 'control-ended') : answer;

const skippedProbe = (subject: Subject, why: string): Probe => ({
  name: 'kubectl',
  subject,
  command: [],
  outcome: { kind: 'skipped', reason: skipReason(why) },
  flaky: false,
});

/**
 * What the script's records decide while the run goes on. The target is asked through the API server only once nothing
 * speaks against it; where the records end without a word of that, nothing is known against it either.
 */
function listener(runtime: Target['runtime']) {
  const gate = Promise.withResolvers<string>();
  const nodeWorks = Promise.withResolvers<boolean>();
  const top = runtime === 'docker' ? 'docker' : 'ctr';
  let isOver = false;
  return {
    isOver: () => isOver,
    gate: gate.promise,
    nodeWorks: nodeWorks.promise,
    onRecord: (record: NodeRecord) => {
      if (record.r === 'gate') gate.resolve(record.why);
      if (record.r === 'probe' && record.subject === 'target' && record.layer === top) nodeWorks.resolve(record.seen);
    },
    close: () => {
      isOver = true;
      gate.resolve('');
      nodeWorks.resolve(false);
    },
  };
}

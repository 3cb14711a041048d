import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { containerName } from '../debug-pod/manifest.ts';
import type { StartFailure } from '../debug-pod/start-failure.ts';
import { skipReason } from '../diagnosis/skip-reason.ts';
import type { ExecClient } from '../kubectl-probe/attempt.ts';
import { probeThroughApiServer } from '../kubectl-probe/kubectl-probe.ts';
import type { Probe, Subject } from '../model/probe.ts';
import type { Target } from '../model/target.ts';
import type { NodeRecord } from '../records/record.ts';
import { type Collected, collectRecords } from './collect-records.ts';
import type { RunPlan } from './plan.ts';
import type { PodVariant, PodVariants } from './pod-variant.ts';
import { startPod } from './start-pod.ts';

export interface Examination {
  readonly pod: DebugPod;
  readonly variant: PodVariant;
  readonly failure: StartFailure | null;
  readonly collected: Collected | null;
  readonly kubectl: readonly Probe[];
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
  const probe = (subject: Subject) =>
    probeThroughApiServer(options.client, {
      subject,
      container: subject === 'target' ? targetName(target) : controlName(pod),
      nonce: plan.nonce,
      timeoutMs: invocation.probeTimeoutMs,
      signal,
    }).catch((error: unknown) => {
      if (timeIsUp.aborted && !cancelled.aborted) return skippedProbe(subject, 'deadline');
      throw error;
    });
  if (failure) {
    stage('the debug pod did not start; probing through the API server alone');
    return { pod, variant, failure, collected: null, kubectl: [await probe('target')] };
  }
  stage('probing each layer, on the target and on the control');
  const gate = gatekeeper();
  const control = async () => {
    const why = await gate.why;
    // an exec that hangs in runc would keep the debug pod's own container from being stopped
    return why === 'runc-hangs' ? skippedProbe('control', why) : whileItRan(await probe('control'), pod);
  };
  const [collected, onTarget, onControl] = await Promise.all([
    collectRecords(pod, plan.nonce, { onRecord: gate.onRecord, signal }).finally(gate.close),
    gate.why.then((why) => (why === '' ? probe('target') : skippedProbe('target', why))),
    invocation.control ? control() : null,
  ]);
  cancelled.throwIfAborted();
  return { pod, variant, failure, collected, kubectl: onControl ? [onTarget, onControl] : [onTarget] };
}

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
 * The target is asked through the API server only once the script says that nothing speaks against it. Where the
 * records end without a word of that, nothing is known against it either.
 */
function gatekeeper() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    why: promise,
    onRecord: (record: NodeRecord) => {
      if (record.r === 'gate') resolve(record.why);
    },
    close: () => resolve(''),
  };
}

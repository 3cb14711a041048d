import type { Cluster } from '../cluster/cluster.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { containerName } from '../debug-pod/names.ts';
import { skipReason } from '../diagnosis/skip-reason.ts';
import { probeThroughApiServer } from '../kubectl-probe/kubectl-probe.ts';
import type { Probe, Subject } from '../model/probe.ts';
import type { Target } from '../model/target.ts';
import type { NodeRecord } from '../records/record.ts';
import type { ExamineOptions } from './examine.ts';
import type { RunPlan } from './plan.ts';
import { askThroughApiServer } from './through-api-server.ts';

/** What a run examines, and how. */
export interface Examined {
  readonly cluster: Cluster;
  readonly target: Target;
  readonly plan: RunPlan;
  readonly options: ExamineOptions;
}

/** The questions to the API server, each with an answer when the run's time is over. */
export function fromAbove({ cluster, target, plan, options }: Examined) {
  const { invocation, client, stage, cancelled } = options;
  const { timeIsUp } = options.clock;
  const signal = AbortSignal.any([cancelled, timeIsUp]);
  const overdue = (subject: Subject, error: unknown): Probe => {
    if (timeIsUp.aborted && !cancelled.aborted) return skippedProbe(subject, 'deadline');
    throw error;
  };
  const askTarget = (nodeWorks: Promise<boolean>, isOver: () => boolean) =>
    askThroughApiServer({
      ...{ cluster, client, invocation, signal, nodeWorks, isOver, stage },
      ...{ container: targetName(target), echoWord: plan.echoWord },
      missingPath: `/exec-doctor-${plan.pathWord}-cannot-exist`,
    }).catch((error: unknown) => ({ ...nothingAsked, probe: overdue('target', error) }));
  return {
    target: askTarget,
    targetOnceOpen: async ({ gate, nodeWorks, isOver }: Listener) => {
      const why = await gate;
      return why === '' ? askTarget(nodeWorks, isOver) : { ...nothingAsked, probe: skippedProbe('target', why) };
    },
    control: (command: readonly string[]) => (pod: DebugPod) =>
      probeThroughApiServer(client, {
        ...({ subject: 'control', container: controlName(pod), command, echoWord: plan.echoWord, signal } as const),
        timeoutMs: invocation.probeTimeoutMs,
      }).catch((error: unknown) => overdue('control', error)),
  };
}

const nothingAsked = { rounds: [], terminals: [], crossChecks: [] } as const;

const targetName = ({ namespace, pod, container }: Target) => ({ namespace, name: pod, container });

const controlName = ({ namespace, name }: DebugPod) => ({ namespace, name, container: containerName });

export const skippedProbe = (subject: Subject, why: string): Probe => ({
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
export function listener(runtime: Target['runtime']) {
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

export type Listener = ReturnType<typeof listener>;

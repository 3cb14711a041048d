import { version } from '../../package.json';
import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { inventoryOf } from '../diagnosis/inventory.ts';
import { matrixOf, secondOpinionsOf, streamsOf, terminalsOf } from '../diagnosis/matrix.ts';
import type { Observation } from '../diagnosis/observation.ts';
import { recentLogs } from '../diagnosis/recent-logs.ts';
import { repeatsOf } from '../diagnosis/repeats.ts';
import { stacksOf } from '../diagnosis/stacks.ts';
import { whatBreaksNext } from '../diagnosis/what-breaks-next.ts';
import type { ExecClient } from '../kubectl-probe/attempt.ts';
import type { Probe } from '../model/probe.ts';
import type { CrossCheck, Report } from '../model/report.ts';
import { type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { Target } from '../model/target.ts';
import { type Evidence, sortRecords } from '../records/evidence.ts';
import { rereadTarget } from '../target/reread-target.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { commandResults } from './command-results.ts';
import { type Examination, examine } from './examine.ts';
import { leftBehind } from './left-behind.ts';
import type { RunPlan } from './plan.ts';
import { podVariants } from './pod-variant.ts';

export interface DiagnoseRun {
  readonly cluster: Cluster;
  readonly invocation: DiagnoseInvocation;
  readonly resolved: ResolvedTarget;
  readonly surroundings: Surroundings;
  readonly plan: RunPlan;
  readonly client: ExecClient;
  readonly stage: (text: string) => void;
  readonly onCreate: (pod: DebugPod) => void;
  readonly cancelled: AbortSignal;
  readonly timeIsUp: AbortSignal;
  readonly now: () => Date;
  readonly startedAt: Date;
}

/** Examines the node, reads the target again, and puts together what the run found out. */
export async function diagnoseRun(run: DiagnoseRun): Promise<Report> {
  const { cluster, resolved, invocation } = run;
  const { target } = resolved;
  const variants = podVariants(target, invocation.image);
  const examination = await examine(cluster, target, run.plan, { ...run, variants });
  const after = await rereadTarget(cluster, target, run.now().getTime() - run.startedAt.getTime(), run.now);
  const evidence = examination.collected && sortRecords(examination.collected.records);
  const probes = matrixOf(familyOf(target), evidence, examination.kubectl, reasonForNoRecords(examination));
  const observation: Observation = {
    target,
    surroundings: run.surroundings,
    probes,
    terminals: terminalsOf(evidence, examination.terminals),
    streams: streamsOf(evidence),
    repeats: repeatsOf(evidence, examination.rounds),
    crossChecks: examination.crossChecks,
    secondOpinions: secondOpinionsOf(evidence),
    evidence: examination.collected?.records.length ? evidence : null,
    debugPod: {
      failure: examination.failure,
      logReadable: examination.collected ? examination.collected.logReadable : null,
      sameNamespace: run.plan.namespace === target.namespace,
    },
    sameContainer: after.sameContainer,
    kubeletSilent: after.kubeletSilent,
  };
  const { verdict, findings } = diagnose(observation);
  return {
    startedAt: run.startedAt.toISOString(),
    durationMs: run.now().getTime() - run.startedAt.getTime(),
    toolVersion: version,
    context: cluster.context,
    target,
    probes,
    terminals: observation.terminals,
    repeats: observation.repeats,
    crossChecks: [...examination.crossChecks, ...throughStream(observation)],
    verdict,
    findings,
    inventory: inventoryOf(observation),
    breaksNext: whatBreaksNext(observation, verdict),
    surroundings: run.surroundings,
    secondOpinions: secondOpinionsOf(evidence),
    stacks: run.invocation.dumpStacks ? stacksOf(evidence) : null,
    command: commandResults(evidence, run.invocation.command, probes),
    leftBehind: leftBehind(target, evidence, askedThroughApiServer(examination)),
    transport: transportOf(examination, evidence),
    logs: recentLogs(evidence),
    observed: {
      records: examination.collected?.records ?? [],
      logReadable: observation.debugPod.logReadable,
      sameNamespace: observation.debugPod.sameNamespace,
      startFailure: examination.failure,
      sameContainer: after.sameContainer,
      kubeletSilent: after.kubeletSilent,
    },
    facts: evidence?.facts ?? {},
  };
}

const throughStream = ({ streams }: Observation): readonly CrossCheck[] =>
  streams.filter(({ subject }) => subject === 'target').map(({ outcome }) => ({ name: 'crictl-stream', outcome }));

/** Whichever client asked for it, as kubectl would have. */
function askedThroughApiServer({ kubectl, terminals, crossChecks }: Examination): readonly Probe[] {
  const ofWebSocket = crossChecks.filter(({ name }) => name === 'websocket').map(({ outcome }) => outcome);
  return [
    ...kubectl,
    ...terminals,
    ...kubectl.slice(0, 1).flatMap((probe) => ofWebSocket.map((outcome) => ({ ...probe, outcome }))),
  ];
}

function familyOf(target: Target): RuntimeFamily {
  const family = runtimeFamilies.find(({ name }) => name === target.runtime);
  if (!family) throw new Error(`no runtime family ${target.runtime}`);
  return family;
}

const reasonForNoRecords = ({ failure, collected }: Examination): string =>
  failure
    ? 'the debug pod did not start'
    : collected?.records.length
      ? 'the script did not get that far'
      : 'no records came back from the node';

const transportOf = (
  { pod, variant, failure, collected }: Examination,
  evidence: Evidence | null,
): Report['transport'] => ({
  kind: 'pod',
  namespace: pod.namespace,
  pod: pod.name,
  image: variant.image,
  userland: evidence?.userland ?? variant.userland,
  recordsFrom: collected?.from ?? 'none',
  failure: failure ? `${failure.kind}${failure.text ? `: ${failure.text}` : ''}` : null,
});

import pLimit from 'p-limit';
import { version } from '../../package.json';
import { type Cluster, connect } from '../cluster/cluster.ts';
import type { Command } from '../command-line/command.ts';
import type { SurveyInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { isUnseen } from '../debug-pod/pod-state.ts';
import { limits } from '../limits.ts';
import type { Report } from '../model/report.ts';
import { type Survey, type SurveyRow, statusOfSurvey } from '../model/survey.ts';
import { orAborted } from '../or-aborted.ts';
import { renderJson } from '../report/json.ts';
import type { Progress } from '../report/progress.ts';
import { reportsIn } from '../report/survey/labels.ts';
import type { CommandResult } from '../run/command-result.ts';
import {
  firstAllowed,
  ownNamespaceFor,
  surveyNamespaces,
  type WithDebugNamespace,
  withDebugNamespace,
} from '../run/debug-pod/debug-namespace.ts';
import { removalHint, removePods } from '../run/debug-pod/remove-pods.ts';
import type { StartedPod } from '../run/debug-pod/start-pod.ts';
import { planRun, planSurvey } from '../run/plan.ts';
import { leftBehind } from '../run/report/left-behind.ts';
import { checkFirst, diagnoseTarget, usersClient } from '../run/run-diagnosis.ts';
import { newRunIds } from '../run/run-ids.ts';
import { type Cancellation, cancellation, unlessCancelled } from '../run/session/cancellation.ts';
import { isUserFacing, problemOfAny } from '../run/session/problem-of-any.ts';
import { progressOn } from '../run/session/progress-on.ts';
import { orTimeIsUp, startClock, until } from '../run/session/run-clock.ts';
import { keepRun } from '../show/kept-runs.ts';
import { readPodContext } from '../target/context/pod-context.ts';
import { clusterImage } from '../target/node/cluster-image.ts';
import { readNodePods } from '../target/node/node-pods.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { type SelectedNode, selectContainers } from '../target/selection/select-containers.ts';
import { mergeResults, type Surveyed } from './merge-results.ts';
import { printSurvey } from './print-survey.ts';
import { type Asked, surveyNode } from './survey-node.ts';
import { inTurns, reasonToSpare } from './turns.ts';

/** Several containers: all are asked at the top of the chain, and those where exec fails are examined layer by layer. */
export const survey: Pick<Command<SurveyInvocation>, 'run'> = { run };

async function run(invocation: SurveyInvocation, process: NodeJS.Process): Promise<CommandResult> {
  const debugPods: Session['debugPods'] = { live: new Set(), removals: [], namespaces: new Set() };
  using cancel = cancellation(process, () => removalHint([...debugPods.live].flat()));
  const progress = progressOn(process, invocation);
  cancel.signal.addEventListener('abort', () => {
    if ([...debugPods.live].flat().length > 0)
      progress.stage('removing the debug pods; a second signal leaves at once');
  });
  try {
    return await unlessCancelled(cancel, async () => {
      const found = await surveyOf(process.env, invocation, { debugPods, progress, cancel });
      progress.end();
      await printSurvey(process, invocation, found);
      // a home that hangs keeps no debug pod from being removed
      await Promise.all(debugPods.removals);
      for (const report of reportsIn(found)) keepRun(process.env, report, renderJson(report));
      return { kind: 'diagnosed', status: statusOfSurvey(found) };
    });
  } finally {
    await Promise.all(debugPods.removals);
    progress.end();
  }
}

interface Session {
  readonly debugPods: {
    /** Those that may exist, as they are created. */
    readonly live: Set<readonly DebugPod[]>;
    readonly removals: Promise<void>[];
    /** Where there were any. */
    readonly namespaces: Set<string>;
  };
  readonly progress: Progress;
  readonly cancel: Cancellation;
}

interface Surveyor extends Session {
  readonly env: NodeJS.ProcessEnv;
  readonly invocation: WithDebugNamespace<SurveyInvocation>;
  readonly cluster: Cluster;
  readonly contextNamespace: string;
}

async function surveyOf(env: NodeJS.ProcessEnv, invocation: SurveyInvocation, session: Session): Promise<Survey> {
  const startedAt = new Date();
  const { progress, cancel } = session;
  const cluster = await connect(invocation.connection, env, { signal: cancel.signal, tell: progress.notice });
  progress.stage('reading the pods and their nodes');
  const [selected, { own, notices }] = await orAborted(cancel.signal, select(cluster, invocation));
  for (const notice of [...selected.notices, ...notices]) progress.notice(notice);
  const contextNamespace = invocation.namespace ?? cluster.namespace;
  const surveyor: Surveyor = {
    ...session,
    env,
    invocation: withDebugNamespace(invocation, own),
    cluster,
    contextNamespace,
  };
  const limit = pLimit(limits.nodesAtOnce);
  const settled = await Promise.allSettled(selected.nodes.map((node) => limit(() => surveyedNode(node, surveyor))));
  cancel.signal.throwIfAborted();
  const { rows, leftBehind, leftOut } = mergeResults(selected.nodes, settled);
  return {
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    toolVersion: version,
    context: cluster.context,
    debugPods: { namespaces: [...session.debugPods.namespaces], ownNamespace: surveyor.invocation.ownNamespace },
    rows,
    leftOut: [...selected.leftOut, ...leftOut],
    leftBehind,
  };
}

/** What is surveyed, and where debug pods live: read in the time of a run. */
function select(cluster: Cluster, invocation: SurveyInvocation) {
  const clock = startClock(invocation.runTimeoutMs);
  const reader = until(clock.timeIsUp, cluster);
  const namespace = invocation.namespace ?? cluster.namespace;
  return orTimeIsUp(clock, 'the pods were read', () =>
    Promise.all([
      selectContainers(reader, invocation.selection, namespace, () => new Date(), clock.timeIsUp),
      ownNamespaceFor(reader, invocation),
    ]),
  );
}

async function surveyedNode(node: SelectedNode, surveyor: Surveyor): Promise<Surveyed> {
  const { invocation, cluster, env, progress, cancel } = surveyor;
  cancel.signal.throwIfAborted();
  const runIds = newRunIds();
  const { target } = node.containers[0];
  const clock = startClock(invocation.runTimeoutMs);
  const reader = until(clock.timeIsUp, cluster);
  const { pods, notices } = await orAborted(cancel.signal, readNodePods(reader, target));
  for (const notice of notices) progress.notice(notice);
  const image = clusterImage(pods);
  const checkIn = (debugNamespace: string) =>
    orTimeIsUp(clock, 'the debug pod was requested', () =>
      checkFirst(reader, planSurvey(node.containers, { ...invocation, debugNamespace }, image, runIds), target),
    );
  const places = surveyNamespaces(node, {
    debugNamespace: invocation.debugNamespace,
    contextNamespace: surveyor.contextNamespace,
  });
  const { place, checked } = await orAborted(cancel.signal, firstAllowed(places, checkIn));
  for (const notice of checked) progress.notice(notice);
  const inPlace = { ...invocation, debugNamespace: place };
  const { asked, noPodStarts } = await withPods(surveyor, (pods) =>
    surveyNode(node, {
      ...{ cluster, runIds, clock, clusterImage: image, stage: progress.stage, cancelled: cancel.signal },
      invocation: inPlace,
      usersClient: usersClient(cluster, invocation, env),
      onCreate: (pod) => pods.push(pod),
    }),
  );
  const reports: Report[] = [];
  const rows = new Map<Asked, SurveyRow>();
  for (const one of inOrder(asked)) rows.set(one, await examinedRow(one, reports, { ...surveyor, noPodStarts }));
  return {
    rows: asked.flatMap((one) => rows.get(one) ?? []),
    // a report tells of what its own run has asked for, and of no more
    leftBehind: asked.flatMap(({ resolved, probe }) =>
      leftBehind({ target: resolved.target, evidence: null, fromFile: false }, [probe]),
    ),
    leftOut: [],
  };
}

/** Only some are examined: what failed tells more than what was not asked. What works has no turn. */
function inOrder(asked: readonly Asked[]): readonly Asked[] {
  const rank = ({ probe: { outcome, flaky } }: Asked) => {
    if (outcome.kind === 'skipped') return 1;
    return outcome.kind === 'ok' && !flaky ? 2 : 0;
  };
  return inTurns(asked, ({ resolved }) => resolved.target.namespace, rank);
}

/** On one node. */
interface Examiner extends Surveyor {
  /** A debug pod that did not, for a reason that would hold for the next one. */
  readonly noPodStarts: StartedPod | null;
}

async function examinedRow({ resolved, probe }: Asked, reports: Report[], surveyor: Examiner): Promise<SurveyRow> {
  const { outcome: exec, flaky } = probe;
  const isFine = exec.kind === 'ok' && !flaky;
  return {
    ...{ target: resolved.target, exec, flaky },
    examined: isFine ? { kind: 'not-needed' } : await examined(resolved, reports, surveyor),
  };
}

/** One after the other: each has a debug pod of its own, and there is never more than one on a node. */
async function examined(
  resolved: ResolvedTarget,
  reports: Report[],
  surveyor: Examiner,
): Promise<SurveyRow['examined']> {
  const why = reasonToSpare(resolved.target, reports);
  if (why !== null) return { kind: 'spared', why };
  try {
    const report = await withPods(surveyor, (pods) => reportOn(resolved, pods, surveyor));
    reports.push(report);
    return { kind: 'report', report };
  } catch (error) {
    // what the others told is not lost for it
    if (surveyor.cancel.signal.aborted || !isUserFacing(error)) throw error;
    return { kind: 'spared', why: problemOfAny(error).whatHappened };
  }
}

async function reportOn(resolved: ResolvedTarget, pods: DebugPod[], surveyor: Examiner): Promise<Report> {
  const { env, invocation, cluster, cancel } = surveyor;
  const startedAt = new Date();
  const { target, pod } = resolved;
  const clock = startClock(invocation.runTimeoutMs);
  const reader = until(AbortSignal.any([clock.timeIsUp, cancel.signal]), cluster);
  const { podContext, sameOwner, ...context } = await readPodContext(reader, target, pod, startedAt);
  const plan = planRun(resolved, invocation, context, newRunIds());
  // its namespace may be another than that of the first
  await orTimeIsUp(clock, 'the debug pod was requested', () => checkFirst(reader, plan, target));
  return diagnoseTarget(env, { ...surveyor, pods, plan, resolved, podContext, sameOwner, startedAt, clock });
}

/** What the work creates is removed when it is done, in every ending; `removals` tell when that is so. */
async function withPods<T>(
  { progress, cancel, debugPods }: Session,
  work: (pods: DebugPod[]) => Promise<T>,
): Promise<T> {
  const pods: DebugPod[] = [];
  debugPods.live.add(pods);
  try {
    return await work(pods);
  } finally {
    for (const { namespace } of pods) debugPods.namespaces.add(namespace);
    await Promise.all(pods.map((pod) => pod.ended(limits.ownEndMs, cancel.signal)));
    const removal = removePods(pods, progress).finally(() => debugPods.live.delete(pods));
    debugPods.removals.push(removal);
    // the next one on the node is to be the only one that runs there
    if (pods.some(({ state }) => state.kind !== 'ended' && !isUnseen(state))) await removal;
  }
}

import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseOptions } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { preflight } from '../debug-pod/preflight.ts';
import { familyOf } from '../evidence/observation.ts';
import { apiClient } from '../kubectl-probe/api-client.ts';
import { firstThatCan } from '../kubectl-probe/exec-client.ts';
import { kubectlClient } from '../kubectl-probe/kubectl-client.ts';
import { limits } from '../limits.ts';
import type { PodContext } from '../model/pod-context.ts';
import type { Report } from '../model/report.ts';
import { runtimeFamilies } from '../model/runtime-family.ts';
import type { Target } from '../model/target.ts';
import { renderJson } from '../report/json.ts';
import type { Progress } from '../report/progress.ts';
import { keepRun } from '../show/kept-runs.ts';
import { kubeletFindings } from '../target/node/kubelet-findings.ts';
import { rereadTarget } from '../target/reread-target.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { podVariants } from './debug-pod/pod-variant.ts';
import { removePods } from './debug-pod/remove-pods.ts';
import type { StartedPod } from './debug-pod/start-pod.ts';
import { collectEvidence } from './evidence/collect-evidence.ts';
import { manifestOf, type RunPlan } from './plan.ts';
import { composeReport } from './report/compose-report.ts';
import { deliverReport } from './report/deliver-report.ts';
import { sameOwnerIDs } from './report/same-owner-ids.ts';
import { commandClients } from './report/user-command.ts';
import type { Cancellation } from './session/cancellation.ts';
import type { RunClock } from './session/run-clock.ts';
import { SoFar } from './session/so-far.ts';

export interface Prepared {
  readonly invocation: DiagnoseOptions;
  readonly cluster: Cluster;
  readonly plan: RunPlan;
  readonly resolved: ResolvedTarget;
  readonly podContext: PodContext;
  /** Pods and containers of the target's namespace on its node, by id; null where they are not known. */
  readonly sameOwner: ReadonlySet<string> | null;
  readonly startedAt: Date;
  readonly clock: RunClock;
  /** Those that may exist: filled as they are created. */
  readonly pods: DebugPod[];
  /** One of another run that did not start, for a reason that would hold for the next one as well; so none is created. */
  readonly noPodStarts?: StartedPod | null;
  readonly progress: Progress;
  readonly cancel: Cancellation;
}

/** Before anything is created. Only a debug pod has to be allowed. */
export const checkFirst = async (cluster: Cluster, plan: RunPlan, target: Target): Promise<readonly string[]> =>
  plan.transport === null ? preflight(cluster, manifestOf(plan, podVariants(target, plan.images)[0], 0)) : [];

/** Everything that leaves a trace: creates the debug pod, delivers the report, and removes the pod in every ending. */
export async function runDiagnosis(process: NodeJS.Process, prepared: Prepared): Promise<Report> {
  const { invocation, pods, progress } = prepared;
  if (invocation.command.length > 0) progress.notice(announcement(prepared.resolved.target.runtime, invocation));
  // the kubelet takes its time, and needs it from when the last record is there: nobody has to wait for it to read the report
  let removed: Promise<void> | null = null;
  const removal = () => (removed ??= remove(prepared));
  const report = await reportOrRemove(process.env, prepared, removal);
  progress.end();
  const manifest = () => manifestOfLast(pods, invocation.command);
  const delivered = deliverReport(process, invocation, report, { notice: progress.notice, manifest });
  // each comes to its end, whatever becomes of the other
  await Promise.allSettled([delivered]);
  await orSayWhy(removal(), () =>
    progress.waiting('removing the debug pod; the kubelet has not confirmed its end yet'),
  );
  progress.end();
  // a home that hangs keeps nothing from being removed
  keepRun(process.env, report, renderJson(report));
  await Promise.all([delivered, removal()]);
  return report;
}

/** What takes long is told. */
async function orSayWhy(wait: Promise<void>, say: () => void): Promise<void> {
  const late = setTimeout(say, limits.waitingWordMs);
  await wait.finally(() => clearTimeout(late));
}

/** Nothing is left where there is no report. */
async function reportOrRemove(
  env: NodeJS.ProcessEnv,
  prepared: Prepared,
  removal: () => Promise<void>,
): Promise<Report> {
  try {
    return await diagnoseTarget(env, prepared, removal);
  } catch (error) {
    await removal();
    throw error;
  }
}

async function manifestOfLast(pods: readonly DebugPod[], command: readonly string[]): Promise<string | null> {
  const pod = pods.at(-1);
  if (!pod) return null;
  const { manifestToSend } = await import('./print-manifest.ts');
  return manifestToSend(pod.manifest, command);
}

/**
 * One container, layer by layer: what is found on the node and through the API server, and the target read again. The debug
 * pods that it creates are the caller's to remove, in every ending.
 * @param onCollected - is told when they are needed no more
 */
export async function diagnoseTarget(
  env: NodeJS.ProcessEnv,
  prepared: Prepared,
  onCollected?: () => void,
): Promise<Report> {
  const { invocation, cluster, plan, resolved, podContext, pods, progress, cancel, clock, startedAt } = prepared;
  const { target } = resolved;
  const sinceStart = () => Date.now() - startedAt.getTime();
  const done = new AbortController();
  const soFar = new SoFar(familyOf({ target }), invocation.runTimeoutMs);
  const onCancel = () => progress.leave();
  cancel.signal.addEventListener('abort', onCancel, { once: true });
  try {
    const soon = AbortSignal.any([done.signal, cancel.signal, AbortSignal.timeout(limits.kubeletCountsMs)]);
    const kubelet: string[] = [];
    void kubeletFindings(cluster, target, soon, (finding) => {
      kubelet.push(finding);
      progress.notice(finding);
    });
    const { kubeletGone, ...examination } = await collectEvidence(plan.transport, {
      ...{ cluster, target, plan, invocation, clock, client: usersClient(cluster, invocation, env) },
      ...{ stage: progress.stage, cancelled: cancel.signal, noPodStarts: prepared.noPodStarts ?? null },
      ...{ onRecord: soFar.onRecord, onProbe: soFar.onProbe, onCreate: (pod) => pods.push(pod) },
      probing: (text) => {
        progress.stage(text);
        progress.watch(soFar.lines);
      },
    });
    onCollected?.();
    const reread = await rereadTarget(cluster, target, sinceStart(), () => new Date(), clock.overtimeIsUp);
    const after = { ...reread, kubeletSilent: reread.kubeletSilent || kubeletGone };
    return composeReport({
      ...{ target, podContext, examination, after, kubelet },
      sameOwnerIDs: sameOwnerIDs(examination.records, prepared.sameOwner),
      context: cluster.context,
      startedAt: startedAt.toISOString(),
      durationMs: sinceStart(),
      sameNamespace: plan.namespace === target.namespace,
      command: invocation.command,
      dumpStacks: invocation.dumpStacks,
    });
  } finally {
    cancel.signal.removeEventListener('abort', onCancel);
    done.abort();
  }
}

/** The user's own kubectl, where there is one. */
export const usersClient = (
  cluster: Cluster,
  { connection }: Pick<DiagnoseOptions, 'connection'>,
  env: NodeJS.ProcessEnv,
) => firstThatCan([kubectlClient('kubectl', connection, env), apiClient(cluster)]);

/** Said before anything is run: a command may be one that should run only once. */
const announcement = (runtime: Target['runtime'], { atEveryLayer }: Pick<DiagnoseOptions, 'atEveryLayer'>): string => {
  const layers = runtimeFamilies.filter(({ name }) => name === runtime).flatMap(commandClients);
  return atEveryLayer
    ? `Your command will be run in the container once at each layer where exec works: ${layers.toReversed().join(', ')}.`
    : `Your command will be run in the container once, through the first of these on the node where exec works: ${layers.join(', ')}.`;
};

async function remove({ invocation, pods, progress, cancel }: Prepared): Promise<void> {
  if (invocation.keep) {
    for (const pod of pods) {
      pod.release();
      if (pod.mayExist)
        progress.notice(`Kept the debug pod. Remove it with: kubectl delete pod -n ${pod.namespace} ${pod.name}`);
    }
    return;
  }
  if (cancel.signal.aborted && pods.length > 0)
    progress.stage('removing the debug pod; a second signal leaves at once');
  // a kubelet that knows already that the container has ended lets go of the pod at once
  await Promise.all(pods.map((pod) => pod.ended(limits.ownEndMs, cancel.signal)));
  await removePods(pods, progress);
}

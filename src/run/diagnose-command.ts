import { randomBytes } from 'node:crypto';
import { type Cluster, connect } from '../cluster/cluster.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { apiClient } from '../kubectl-probe/api-client.ts';
import { firstThatCan } from '../kubectl-probe/first-that-can.ts';
import { kubectlClient } from '../kubectl-probe/kubectl-client.ts';
import { limits } from '../limits.ts';
import type { Verdict } from '../model/verdict.ts';
import { wantsColor } from '../report/color.ts';
import { createProgress, type Progress } from '../report/progress.ts';
import { resolveTarget } from '../target/resolve-target.ts';
import { listSecondOpinionCandidates } from '../target/second-opinion.ts';
import { type Cancellation, cancellation } from './cancellation.ts';
import { diagnoseRun } from './diagnose-run.ts';
import { planRun } from './plan.ts';
import { printReport } from './print-report.ts';
import { removePods } from './remove-pods.ts';
import { manifestOf, podVariants } from './start-pod.ts';

export type CommandResult =
  | { readonly kind: 'done'; readonly status: Verdict['status'] }
  | { readonly kind: 'cancelled'; readonly exitCode: number };

/** `kubectl exec-doctor TARGET`: from the command line to the printed report, and back to a node without a trace. */
export async function diagnoseCommand(process: NodeJS.Process, invocation: DiagnoseInvocation): Promise<CommandResult> {
  const pods: DebugPod[] = [];
  using cancel = cancellation(process, () => removalHint(pods));
  const progress = progressOn(process, invocation);
  try {
    return await whileWanted(cancel, () => run(process, invocation, { pods, progress, cancel }));
  } finally {
    progress.end();
  }
}

interface Session {
  readonly pods: DebugPod[];
  readonly progress: Progress;
  readonly cancel: Cancellation;
}

async function run(
  process: NodeJS.Process,
  invocation: DiagnoseInvocation,
  { pods, progress, cancel }: Session,
): Promise<CommandResult> {
  const startedAt = new Date();
  const now = () => new Date();
  const cluster = await connect(invocation.connection, process.env);
  const { plan, resolved } = await prepare(cluster, invocation, progress, now);
  if (invocation.dryRun) {
    const { manifestText } = await import('./print-manifest.ts');
    const [first] = podVariants(resolved.target, invocation.image);
    process.stdout.write(manifestText(manifestOf(plan, first, 0)));
    return { kind: 'done', status: 'healthy' };
  }
  const remove = async () => {
    // a kubelet that knows already that the container has ended lets go of the pod at once
    await Promise.all(pods.map((pod) => pod.ended(limits.ownEndMs, cancel.signal)));
    if (invocation.keep) progress.notice(keepNotice(pods));
    else await removePods(pods, progress);
  };
  try {
    const report = await diagnoseRun({
      cluster,
      invocation,
      resolved,
      plan,
      client: firstThatCan([kubectlClient('kubectl', invocation.connection, process.env), apiClient(cluster)]),
      stage: progress.stage,
      onCreate: (pod) => pods.push(pod),
      cancelled: cancel.signal,
      timeIsUp: AbortSignal.timeout(invocation.runTimeoutMs),
      now,
      startedAt,
    });
    progress.end();
    // the kubelet takes its time: nobody has to wait for it to read the report
    const removed = remove();
    printReport(process, invocation, report);
    await removed;
    return { kind: 'done', status: report.verdict.status };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function prepare(cluster: Cluster, invocation: DiagnoseInvocation, progress: Progress, now: () => Date) {
  progress.stage('reading the pod and its node');
  const choice = { namespace: invocation.namespace ?? cluster.namespace, container: invocation.container };
  const resolved = await resolveTarget(cluster, invocation.target, choice, now);
  for (const notice of resolved.notices) progress.notice(notice);
  const second = invocation.dryRun ? [] : await listSecondOpinionCandidates(cluster, resolved.target);
  const words = { nonce: randomBytes(12).toString('hex'), runId: randomBytes(4).toString('hex') };
  return { resolved, plan: planRun(resolved, invocation, second, words) };
}

/** A run that was cancelled has cleaned up when it ends, however it ended. */
async function whileWanted(cancel: Cancellation, work: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    const result = await work();
    return cancel.exitCode === null ? result : { kind: 'cancelled', exitCode: cancel.exitCode };
  } catch (error) {
    if (cancel.exitCode === null) throw error;
    return { kind: 'cancelled', exitCode: cancel.exitCode };
  }
}

const removalHint = (pods: readonly DebugPod[]) =>
  pods
    .map(({ namespace, name }) => `still there; remove it with: kubectl delete pod -n ${namespace} ${name}\n`)
    .join('');

const keepNotice = (pods: readonly DebugPod[]) =>
  pods
    .map(
      ({ namespace, name }) =>
        `kept: pod ${namespace}/${name}; remove it with: kubectl delete pod -n ${namespace} ${name}`,
    )
    .join('\n');

function progressOn({ stderr, env }: NodeJS.Process, invocation: DiagnoseInvocation): Progress {
  return createProgress({
    write: (text) => stderr.write(text),
    isTTY: stderr.isTTY === true && env.TERM !== 'dumb',
    color: wantsColor(invocation.color, env, stderr.isTTY === true),
    now: () => performance.now(),
    width: stderr.columns ?? 80,
  });
}

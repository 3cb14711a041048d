import { connect } from '../cluster/cluster.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import { cleanLine } from '../model/clean-text.ts';
import { print } from '../print.ts';
import type { Progress } from '../report/progress.ts';
import { readPodContext } from '../target/context/pod-context.ts';
import { resolveTarget } from '../target/resolve-target.ts';
import { type Cancellation, cancellation, orCancelled } from './cancellation.ts';
import type { CommandResult } from './command-result.ts';
import { ownNamespaceFor, placed } from './debug-pod-place.ts';
import { checkDelivery } from './deliver-report.ts';
import { firstFinding } from './first-finding.ts';
import { nothingKnown, planRun } from './plan.ts';
import { progressOn } from './progress-on.ts';
import { randomWords } from './random-words.ts';
import { orTimeIsUp, startClock, until } from './run-clock.ts';

/** `kubectl exec-doctor TARGET`: from the command line to the printed report, and back to a node without a trace. */
export async function diagnoseCommand(process: NodeJS.Process, invocation: DiagnoseInvocation): Promise<CommandResult> {
  checkDelivery(invocation);
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

async function run(process: NodeJS.Process, asked: DiagnoseInvocation, session: Session): Promise<CommandResult> {
  const startedAt = new Date();
  // what is needed later is loaded while the API server answers
  const { signal } = session.cancel;
  const [{ cluster, clock, resolved, invocation }, later] = await orCancelled(
    signal,
    Promise.all([resolve(process, asked, session), laterOf(asked)]),
  );
  const reader = until(clock.timeIsUp, cluster);
  const { target, pod } = resolved;
  const words = randomWords();
  const reading = orCancelled(signal, readPodContext(reader, target, pod, startedAt));
  if (!('carryOut' in later)) {
    const plan = planRun(resolved, invocation, await reading, words);
    const about = { ...resolved, context: cluster.context, printedAt: startedAt };
    await print(
      process.stdout,
      'manifestText' in later ? later.manifestText(plan, target) : later.scriptText(plan, about),
    );
    return { kind: 'printed' };
  }
  // meanwhile, with the image that is not known to be another yet: the target's, which runs there
  const first = planRun(resolved, invocation, nothingKnown, words);
  const checking = () => later.checkFirst(reader, first, target);
  const [{ surroundings, sameOwner, notices: unread, ...context }, notices] = await Promise.all([
    reading,
    orCancelled(signal, orTimeIsUp(clock, 'the debug pod was asked for', checking)),
  ]);
  const plan = planRun(resolved, invocation, context, words);
  for (const notice of [...unread, ...notices, ...firstFinding(target, surroundings)]) session.progress.notice(notice);
  const report = await later.carryOut(process, {
    ...session,
    invocation,
    cluster,
    plan,
    resolved,
    surroundings,
    sameOwner,
    startedAt,
    clock,
  });
  return { kind: 'diagnosed', status: report.verdict.status };
}

function laterOf({ print }: DiagnoseInvocation) {
  switch (print) {
    case 'manifest':
      return import('./print-manifest.ts');
    case 'script':
      return import('./print-script.ts');
    case null:
      return import('./carry-out.ts');
  }
}

async function resolve(process: NodeJS.Process, invocation: DiagnoseInvocation, { progress, cancel }: Session) {
  const cluster = await connect(invocation.connection, process.env, { signal: cancel.signal, tell: progress.notice });
  progress.stage('reading the pod and its node');
  const clock = startClock(invocation.runTimeoutMs);
  const reader = until(clock.timeIsUp, cluster);
  const choice = { namespace: invocation.namespace ?? cluster.namespace, container: invocation.container };
  const [resolved, { own, notices }] = await orTimeIsUp(clock, 'the pod and its node were read', () =>
    Promise.all([
      resolveTarget(reader, invocation.target, choice, () => new Date()),
      ownNamespaceFor(reader, invocation),
    ]),
  );
  for (const notice of [...resolved.notices, ...notices]) progress.notice(notice);
  return { cluster, clock, resolved, invocation: placed(invocation, own) };
}

/** A run that was cancelled has cleaned up when it ends, however it ended. */
export async function whileWanted(cancel: Cancellation, work: () => Promise<CommandResult>): Promise<CommandResult> {
  try {
    const result = await work();
    return cancel.exitCode === null ? result : { kind: 'cancelled', exitCode: cancel.exitCode };
  } catch (error) {
    if (cancel.exitCode === null) throw error;
    return { kind: 'cancelled', exitCode: cancel.exitCode };
  }
}

/** The last words of somebody who does not wait for the removal. */
export const removalHint = (pods: readonly Pick<DebugPod, 'namespace' | 'name' | 'mayExist'>[]) =>
  pods
    .filter(({ mayExist }) => mayExist)
    .map(
      ({ namespace, name }) =>
        `${cleanLine(`still there; remove it with: kubectl delete pod -n ${namespace} ${name}`)}\n`,
    )
    .join('');

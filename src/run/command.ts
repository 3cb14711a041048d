import { connect } from '../cluster/cluster.ts';
import type { Command } from '../command-line/command.ts';
import type { DiagnoseInvocation } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import type { Report } from '../model/report.ts';
import { orAborted } from '../or-aborted.ts';
import { print } from '../print.ts';
import { renderJson } from '../report/json.ts';
import type { Progress } from '../report/progress.ts';
import { keepRun } from '../show/kept-runs.ts';
import { readPodContext } from '../target/context/pod-context.ts';
import { resolveTarget } from '../target/resolve-target.ts';
import type { CommandResult } from './command-result.ts';
import { ownNamespaceFor, withDebugNamespace } from './debug-pod/debug-namespace.ts';
import { removalHint } from './debug-pod/remove-pods.ts';
import { nothingKnown, planRun } from './plan.ts';
import { checkDelivery, deliverReport } from './report/deliver-report.ts';
import { firstFinding } from './report/first-finding.ts';
import { newRunIds } from './run-ids.ts';
import { type Cancellation, cancellation, unlessCancelled } from './session/cancellation.ts';
import { progressOn } from './session/progress-on.ts';
import { orTimeIsUp, startClock, until } from './session/run-clock.ts';

/** `kubectl exec-doctor TARGET`: from the command line to the printed report, and back to a node without a trace. */
export const diagnose: Pick<Command<DiagnoseInvocation>, 'run'> = { run };

async function run(invocation: DiagnoseInvocation, process: NodeJS.Process): Promise<CommandResult> {
  checkDelivery(invocation);
  const pods: DebugPod[] = [];
  using cancel = cancellation(process, () => removalHint(pods));
  const progress = progressOn(process, invocation);
  try {
    return await unlessCancelled(cancel, () => diagnoseOrPrint(process, invocation, { pods, progress, cancel }));
  } finally {
    progress.end();
  }
}

interface Session {
  readonly pods: DebugPod[];
  readonly progress: Progress;
  readonly cancel: Cancellation;
}

async function diagnoseOrPrint(
  process: NodeJS.Process,
  asked: DiagnoseInvocation,
  session: Session,
): Promise<CommandResult> {
  const startedAt = new Date();
  // what is needed later is loaded while the API server answers
  const { signal } = session.cancel;
  const [{ cluster, clock, resolved, invocation }, later] = await orAborted(
    signal,
    Promise.all([resolve(process, asked, session), laterOf(asked)]),
  );
  const reader = until(clock.timeIsUp, cluster);
  const { target, pod } = resolved;
  const runIds = newRunIds();
  const reading = orAborted(signal, readPodContext(reader, target, pod, startedAt));
  if (!('runDiagnosis' in later)) {
    const context = await reading;
    const plan = planRun(resolved, invocation, context, runIds);
    const about = { ...resolved, context: cluster.context, printedAt: startedAt, sameOwner: context.sameOwner };
    const { output } = invocation;
    const text =
      'scriptText' in later
        ? later.scriptText(plan, about)
        : 'manifestText' in later
          ? await later.manifestText(plan, target, output)
          : await orAborted(
              signal,
              later.admissionText(reader, plan, target, { output, notice: session.progress.notice }),
            );
    await print(process.stdout, text);
    return { kind: 'printed' };
  }
  if (invocation.quick) {
    const { quickReport } = await import('./quick.ts');
    session.progress.stage('probing through the API server');
    const quick = { cluster: reader, target, invocation, podContext: reading, runIds, startedAt };
    const found = await orAborted(signal, quickReport({ ...quick, signal: AbortSignal.any([signal, clock.timeIsUp]) }));
    if (found !== null) return await deliverQuick(process, invocation, found, session.progress);
    session.progress.notice('An exec through the API server failed: the layers below are probed too.');
  }
  // meanwhile, with the image that is not known to be another yet: the target's, which runs there
  const first = planRun(resolved, invocation, nothingKnown, runIds);
  const checking = () => later.checkFirst(reader, first, target);
  const [{ podContext, sameOwner, notices: unread, ...context }, notices] = await Promise.all([
    reading,
    orAborted(signal, orTimeIsUp(clock, 'the debug pod was requested', checking)),
  ]);
  const plan = planRun(resolved, invocation, context, runIds);
  for (const notice of [...unread, ...notices, ...firstFinding(target, podContext)]) session.progress.notice(notice);
  const prepared = { ...session, invocation, cluster, plan, resolved, podContext, sameOwner, startedAt, clock };
  const report = await later.runDiagnosis(process, prepared);
  return { kind: 'diagnosed', status: report.verdict.status };
}

async function deliverQuick(
  process: NodeJS.Process,
  invocation: DiagnoseInvocation,
  report: Report,
  { end, notice }: Progress,
): Promise<CommandResult> {
  end();
  await deliverReport(process, invocation, report, { notice });
  keepRun(process.env, report, renderJson(report));
  return { kind: 'diagnosed', status: report.verdict.status };
}

function laterOf({ print }: DiagnoseInvocation) {
  switch (print) {
    case 'manifest':
      return import('./print-manifest.ts');
    case 'admission':
      return import('./print-admission.ts');
    case 'script':
      return import('./print-script.ts');
    case null:
      return import('./run-diagnosis.ts');
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
  return { cluster, clock, resolved, invocation: withDebugNamespace(invocation, own) };
}

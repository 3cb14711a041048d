import { arch, hostname, release } from 'node:os';
import type { LocalInvocation } from '../command-line/invocation.ts';
import { notAsked } from '../model/pod-context.ts';
import { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { standaloneScript } from '../node-script/standalone-script.ts';
import type { CommandResult } from '../run/command-result.ts';
import { scriptParameters } from '../run/plan.ts';
import { composeReport } from '../run/report/compose-report.ts';
import { checkDelivery, deliverReport } from '../run/report/deliver-report.ts';
import { sameOwnerIDs } from '../run/report/same-owner-ids.ts';
import { newRunIds } from '../run/run-ids.ts';
import { cancellation } from '../run/session/cancellation.ts';
import { progressOn } from '../run/session/progress-on.ts';
import { type OthersOnNode, othersOnNode } from '../target/on-node/others-on-node.ts';
import { readContainers } from '../target/on-node/read-containers.ts';
import { chooseNodeContainer, targetOnNode } from '../target/on-node/target-on-node.ts';
import { runOverTransport } from '../transport/run-over-transport.ts';
import { localTransport } from '../transport/transport.ts';

/** On the node itself, from its files to the printed report. */
export async function runLocal(invocation: LocalInvocation, process: NodeJS.Process): Promise<CommandResult> {
  if (process.getuid?.() !== 0) {
    throw new Problem('On the node itself this has to run as root.', { next: 'Run it with sudo.' });
  }
  checkDelivery(invocation);
  const startedAt = new Date();
  const containers = readContainers('/');
  const container = chooseNodeContainer(containers, invocation.container);
  const target = targetOnNode(container, { hostname: hostname(), kernelVersion: release(), architecture: arch() });
  const others = othersOnNode(containers, target);
  using cancel = cancellation(process, () => '');
  const progress = progressOn(process, invocation);
  progress.stage(`probing each layer for container ${target.container} (${target.containerID.slice(0, 12)})`);
  try {
    const { records, from } = await runScript(target, others, invocation, cancel.signal);
    if (cancel.exitCode !== null) return { kind: 'cancelled', exitCode: cancel.exitCode };
    progress.end();
    const report = composeReport({
      target,
      podContext: notAsked,
      kubelet: [],
      sameOwnerIDs: sameOwnerIDs(records, others.sameOwner),
      examination: {
        transport: { kind: 'local', to: target.node.name, recordsFrom: from },
        ...{ failure: null, records, logReadable: null, kubectl: [], rounds: [], terminals: [], crossChecks: [] },
      },
      after: null,
      context: null,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      sameNamespace: false,
      command: invocation.command,
      dumpStacks: invocation.dumpStacks,
    });
    await deliverReport(process, invocation, report, progress);
    return { kind: 'diagnosed', status: report.verdict.status };
  } finally {
    progress.end();
  }
}

function runScript(
  target: Target,
  { secondOpinionIDs }: OthersOnNode,
  invocation: LocalInvocation,
  cancelled: AbortSignal,
) {
  const runIds = newRunIds();
  const transport = localTransport(target.node.name);
  const script = standaloneScript({
    parameters: scriptParameters(target, invocation, runIds, { byPod: false, secondOpinionIDs }),
    command: invocation.command,
    output: transport.output,
    plan: '',
  });
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(invocation.runTimeoutMs)]);
  return runOverTransport(transport, script, { onRecord: () => undefined, signal });
}

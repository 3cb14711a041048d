import { arch, hostname, release } from 'node:os';
import type { LocalInvocation } from '../command-line/invocation.ts';
import { Problem } from '../model/problem.ts';
import { notAsked } from '../model/surroundings.ts';
import type { Target } from '../model/target.ts';
import { standaloneScript } from '../node-script/standalone-script.ts';
import { readContainers } from '../target/on-node/read-containers.ts';
import { chooseNodeContainer, targetOnNode } from '../target/on-node/target-on-node.ts';
import { runByWay } from '../transport/run-by-way.ts';
import { localWay } from '../transport/way.ts';
import { cancellation } from './cancellation.ts';
import type { CommandResult } from './command-result.ts';
import { composeReport } from './compose-report.ts';
import { checkDelivery, deliverReport } from './deliver-report.ts';
import { scriptParameters } from './plan.ts';
import { progressOn } from './progress-on.ts';
import { randomWords } from './random-words.ts';

/** `kubectl-exec_doctor local CONTAINER`: on the node itself, from its files to the printed report. */
export async function localCommand(process: NodeJS.Process, invocation: LocalInvocation): Promise<CommandResult> {
  if (process.getuid?.() !== 0) {
    throw new Problem('On the node itself this has to run as root.', { next: 'Run it with sudo.' });
  }
  checkDelivery(invocation);
  const startedAt = new Date();
  const container = chooseNodeContainer(readContainers('/'), invocation.container);
  const target = targetOnNode(container, { hostname: hostname(), kernelVersion: release(), architecture: arch() });
  using cancel = cancellation(process, () => '');
  const progress = progressOn(process, invocation);
  progress.stage(`probing each layer for container ${target.container} (${target.containerID.slice(0, 12)})`);
  try {
    const { records, from } = await runScript(target, invocation, cancel.signal);
    if (cancel.exitCode !== null) return { kind: 'cancelled', exitCode: cancel.exitCode };
    progress.end();
    const report = composeReport({
      target,
      surroundings: notAsked,
      kubelet: [],
      sameOwnerIDs: null,
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

function runScript(target: Target, invocation: LocalInvocation, cancelled: AbortSignal) {
  const words = randomWords();
  const way = localWay(target.node.name);
  const script = standaloneScript({
    parameters: scriptParameters(target, invocation, words, { byPod: false, secondOpinionIDs: [] }),
    command: invocation.command,
    output: way.output,
    plan: '',
  });
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(invocation.runTimeoutMs)]);
  return runByWay(way, script, { onRecord: () => undefined, signal });
}

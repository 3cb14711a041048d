import { connect } from '../cluster/cluster.ts';
import type { Command } from '../command-line/command.ts';
import { usageLine } from '../command-line/help-text.ts';
import type { PickInvocation } from '../command-line/invocation.ts';
import { Problem } from '../model/problem.ts';
import { diagnose } from '../run/command.ts';
import type { CommandResult } from '../run/command-result.ts';
import { progressOn } from '../run/session/progress-on.ts';
import { readCandidates } from './candidates.ts';

/** `kubectl exec-doctor` without a target: on a terminal it asks for one of the pods in the namespace. */
export const pick: Pick<Command<PickInvocation>, 'run'> = { run };

async function run(asked: PickInvocation, process: NodeJS.Process): Promise<CommandResult> {
  const { stdin, stderr, env } = process;
  if (!stdin.isTTY || !stderr.isTTY || env.TERM === 'dumb') throw noTarget();
  const name = await pickedName(asked, process);
  // 128 and the number of SIGINT; nothing was made
  if (name === null) return { kind: 'cancelled', exitCode: 130 };
  return diagnose.run({ ...asked, kind: 'diagnose', target: { type: 'pod', name } }, process);
}

async function pickedName(asked: PickInvocation, process: NodeJS.Process): Promise<string | null> {
  const progress = progressOn(process, asked);
  const cluster = await connect(asked.connection, process.env, { tell: progress.notice });
  const namespace = asked.namespace ?? cluster.namespace;
  const candidates = await readCandidates(cluster, namespace);
  if (candidates.length === 0) {
    throw new Problem(`No pod runs in namespace ${namespace}.`, { next: 'Name another namespace by -n.' });
  }
  const { askForPod } = await import('./ask-for-pod.ts');
  return askForPod(namespace, candidates, process);
}

const noTarget = () =>
  new Problem('No target was given.', {
    next: `Usage: ${usageLine}`,
    lines: ['For example: kubectl exec-doctor pod/nginx1', 'On a terminal, pods are offered to choose from.'],
  });

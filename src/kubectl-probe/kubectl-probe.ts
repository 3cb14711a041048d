import type { Outcome, Probe, ProbeMethod, Subject } from '../model/probe.ts';
import { clean } from '../report/clean-text.ts';
import type { Attempt, ExecClient, ExecTarget } from './attempt.ts';

export interface KubectlProbeOptions {
  readonly subject: Subject;
  readonly container: ExecTarget;
  readonly nonce: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** /bin/echo with the nonce; where the container has none, a path that cannot exist, which execve then complains of. */
function commandOf(subject: Subject, method: ProbeMethod, nonce: string): string[] {
  if (method === 'missing-path') return [`/exec-doctor-${nonce}-cannot-exist`];
  return subject === 'target' ? ['/bin/echo', nonce] : askControl(nonce);
}

/**
 * In our own container the answer leaves a file, which tells the script that it need not wait any longer. Without the
 * environment, for that is the image's, and bash takes functions from it.
 */
export const askControl = (nonce: string): string[] => [
  ...['env', '-i', '/bin/sh', '-c'],
  `: >/exec-doctor/asked; echo ${nonce}`,
];

/**
 * Enters the chain at its top. A failure is tried once more, since it counts only if it repeats.
 * Only what came back by nonce is an answer: kubectl exec has been seen to exit 0 too early.
 */
export async function probeThroughApiServer(client: ExecClient, options: KubectlProbeOptions): Promise<Probe> {
  const first = await tryBothMethods(client, options);
  const second = first.outcome.kind === 'error' ? await tryBothMethods(client, options) : first;
  return { ...second, flaky: first.outcome.kind !== second.outcome.kind };
}

/** It is not there, which is another complaint than that it may not be executed. */
const isAbsent = /\/bin\/echo.*(?:no such file|not found|not exist|not a directory)/i;

async function tryBothMethods(client: ExecClient, options: KubectlProbeOptions): Promise<Omit<Probe, 'flaky'>> {
  const echo = await tryOnce(client, options, 'echo');
  const { outcome } = echo;
  return outcome.kind === 'error' && isAbsent.test(outcome.text) ? tryOnce(client, options, 'missing-path') : echo;
}

async function tryOnce(
  client: ExecClient,
  { subject, container, nonce, timeoutMs, signal }: KubectlProbeOptions,
  method: ProbeMethod,
): Promise<Omit<Probe, 'flaky'>> {
  const command = commandOf(subject, method, nonce);
  const attempt = await client.run(container, command, timeoutMs, signal);
  return {
    name: 'kubectl',
    subject,
    command: client.describe(container, command),
    outcome: outcomeOf(attempt, method, nonce, command),
  };
}

function outcomeOf(attempt: Attempt, method: ProbeMethod, nonce: string, command: readonly string[]): Outcome {
  if (attempt.end === 'not-tried') return { kind: 'skipped', reason: attempt.reason };
  const { durationMs } = attempt;
  if (attempt.end === 'hang') return { kind: 'hang', durationMs };
  const arrived =
    method === 'echo'
      ? attempt.exitCode === 0 && attempt.output.split(/\r?\n/).includes(nonce)
      : attempt.output.includes(command.join());
  if (arrived) return { kind: 'ok', durationMs, method };
  return { kind: 'error', durationMs, exitCode: attempt.exitCode, text: clean(attempt.output) };
}

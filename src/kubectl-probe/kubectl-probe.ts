import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../limits.ts';
import { besideWord } from '../model/beside-word.ts';
import { clean } from '../model/clean-text.ts';
import { parted } from '../model/kubectls-line.ts';
import type { Outcome, Probe, ProbeMethod, Subject } from '../model/probe.ts';
import type { Attempt, ExecClient, ExecTarget } from './exec-client.ts';

export interface KubectlProbeOptions {
  readonly subject: Subject;
  readonly container: ExecTarget;
  /** What answers with the word. */
  readonly command: readonly string[];
  readonly echoWord: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Resolves when it is known from elsewhere that this request hangs: it is waited for a while, and no longer. */
  readonly hangs?: Promise<void> | undefined;
  /** Is told how each try ended. */
  readonly onTry?: ((outcome: Outcome) => void) | undefined;
}

/** How a container of somebody else's is asked: its own /bin/echo, with its own rights. */
export const askTarget = (echoWord: string) =>
  ({ subject: 'target', command: ['/bin/echo', echoWord], echoWord }) as const;

/**
 * Enters the chain at its top. A failure is tried once more, since it counts only if it repeats.
 * Only what came back by its word is an answer: kubectl exec has been seen to exit 0 too early.
 */
export async function probeThroughApiServer(client: ExecClient, options: KubectlProbeOptions): Promise<Probe> {
  const first = await tryBothMethods(client, options);
  options.onTry?.(first.outcome);
  const isRepeated = first.outcome.kind === 'error';
  const second = isRepeated ? await tryBothMethods(client, options) : first;
  if (isRepeated) options.onTry?.(second.outcome);
  const flaky = first.outcome.kind !== second.outcome.kind;
  return { ...second, flaky, ...(second.outcome.kind === 'ok' && flaky && { atFirst: first.outcome }) };
}

/** The same, once. */
export const askOnce = async (client: ExecClient, options: KubectlProbeOptions): Promise<Outcome> =>
  (await tryBothMethods(client, options)).outcome;

/** Is an exec carried to its end where there is nothing to run? Then no program of the container's has a say in it. */
export async function askForNothing(
  client: ExecClient,
  {
    missingPath,
    ...options
  }: Pick<KubectlProbeOptions, 'container' | 'timeoutMs' | 'signal'> & { missingPath: string },
): Promise<Outcome> {
  const asked = { ...options, subject: 'target', echoWord: '' } as const;
  return (await tryOnce(client, asked, 'missing-path', [missingPath])).outcome;
}

/** It is not there, which is another complaint than that it may not be executed. */
const isAbsent = (text: string): boolean =>
  text
    .split('\n')
    .map((line) => line.slice(line.indexOf('/bin/echo')))
    .some((said) => said.startsWith('/bin/echo') && /no such file|not found|not exist|not a directory/i.test(said));

async function tryBothMethods(client: ExecClient, options: KubectlProbeOptions): Promise<Omit<Probe, 'flaky'>> {
  const echo = await tryOnce(client, options, 'echo', options.command);
  const { outcome } = echo;
  if (outcome.kind !== 'error' || !isAbsent(outcome.text)) return echo;
  // a path that cannot exist, which execve then complains of
  return tryOnce(client, options, 'missing-path', [`/exec-doctor-${options.echoWord}-cannot-exist`]);
}

async function tryOnce(
  client: ExecClient,
  { subject, container, echoWord, ...waiting }: Omit<KubectlProbeOptions, 'command'>,
  method: ProbeMethod,
  command: readonly string[],
): Promise<Omit<Probe, 'flaky'>> {
  const attempt = await untilItHangs(waiting, (timeoutMs, signal) => client.run(container, command, timeoutMs, signal));
  return {
    name: 'kubectl',
    subject,
    command: client.describe(container, command),
    outcome: outcomeOf(attempt, method, echoWord, command),
  };
}

/** Carried to its end, or given up once it is known to hang. */
async function untilItHangs(
  { timeoutMs, signal, hangs }: Pick<KubectlProbeOptions, 'timeoutMs' | 'signal' | 'hangs'>,
  run: (timeoutMs: number, signal: AbortSignal) => Promise<Attempt>,
): Promise<Attempt> {
  if (!hangs) return run(timeoutMs, signal);
  const began = performance.now();
  const over = new AbortController();
  const givenUp = new AbortController();
  void hangs
    .then(() => sleep(Math.max(0, began + limits.provenHangMs - performance.now()), null, { signal: over.signal }))
    .then(() => givenUp.abort())
    .catch(() => undefined);
  try {
    return await run(timeoutMs, AbortSignal.any([signal, givenUp.signal]));
  } catch (error) {
    if (signal.aborted || !givenUp.signal.aborted) throw error;
    return { end: 'hang', durationMs: Math.round(performance.now() - began) };
  } finally {
    over.abort();
  }
}

function outcomeOf(attempt: Attempt, method: ProbeMethod, echoWord: string, command: readonly string[]): Outcome {
  if (attempt.end === 'not-tried') return { kind: 'skipped', reason: attempt.reason };
  const { durationMs } = attempt;
  if (attempt.end === 'hang') return { kind: 'hang', durationMs };
  if (attempt.end === 'endless') {
    return { kind: 'error', durationMs, exitCode: null, text: cleaned(attempt.output), endless: true };
  }
  const arrived =
    method === 'echo'
      ? attempt.exitCode === 0 && attempt.output.split(/\r?\n/).includes(echoWord)
      : attempt.output.includes(command.join());
  const { stdout = '' } = attempt;
  if (arrived) return { kind: 'ok', durationMs, method, ...(method === 'echo' && besideWord(stdout, echoWord)) };
  return { kind: 'error', durationMs, exitCode: attempt.exitCode, text: cleaned(attempt.output) };
}

/** Each for itself: a program may begin with its last bytes an escape sequence that ends in kubectl's own line. */
function cleaned(output: string): string {
  const { words, line } = parted(output);
  return line === '' ? clean(output) : `${clean(words)}\n${clean(line)}`.trim();
}

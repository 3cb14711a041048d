import { performance } from 'node:perf_hooks';
import type { Cluster } from '../../cluster/cluster.ts';
import { wayOf } from '../../diagnosis/error-origin.ts';
import { speakerOf } from '../../diagnosis/speaker.ts';
import { checkLog } from '../../kubectl-probe/cross-checks.ts';
import type { ExecClient, ExecTarget } from '../../kubectl-probe/exec-client.ts';
import { askOnce, askTarget } from '../../kubectl-probe/kubectl-probe.ts';
import { limits } from '../../limits.ts';
import { isSilent, type Outcome } from '../../model/probe.ts';
import type { CrossCheck } from '../../model/report.ts';
import type { RuntimeFamilyName } from '../../model/runtime-family.ts';

/** Whom to ask, and how. */
interface Ways {
  readonly cluster: Pick<Cluster, 'followLog'>;
  readonly client: ExecClient;
  readonly container: ExecTarget;
  readonly runtime: RuntimeFamilyName;
  readonly echoWord: string;
  readonly signal: AbortSignal;
}

/**
 * API servers, and the tunnels from them to the nodes, may be several. So where the words of a failure are about the way by the
 * API server, one answer tells of one way only: exec and log are asked for a few times more. An exec that ended well and brought nothing may
 * come and go likewise.
 * @param tries those of kubectl so far
 * @param checks what else was asked
 * @returns all tries of both; nothing where no try failed so
 */
export async function trySeveralWays(
  options: Ways,
  tries: readonly Outcome[],
  checks: readonly CrossCheck[],
): Promise<readonly CrossCheck[]> {
  if (!tries.some((outcome) => isOfTheWay(outcome, options) || isSilent(outcome))) return [];
  // what came through has shown that the node works, and what did not has not got that far
  const logs = checks.filter(({ name }) => name === 'log');
  if (logs.length === 0 && !tries.some(({ kind }) => kind === 'ok')) return [];
  const mayReadLog = logs.every(({ outcome }) => outcome.kind !== 'skipped');
  const until = performance.now() + limits.waysMs;
  const asked = <Answer>(times: number, ask: (options: Ways, timeoutMs: number) => Promise<Answer>) =>
    repeat(times, options.signal, () => {
      const leftMs = Math.floor(until - performance.now());
      return leftMs < limits.leastWayMs ? null : ask(options, Math.min(limits.crossCheckMs, leftMs));
    });
  const [execs, more] = await Promise.all([
    asked(limits.waysTried - tries.length, execOnce),
    asked(mayReadLog ? limits.waysTried - logs.length : 0, logOnce),
  ]);
  return [...[...tries, ...execs].map((outcome): CrossCheck => ({ name: 'exec', outcome })), ...more];
}

const isOfTheWay = (outcome: Outcome, { runtime }: Ways): boolean =>
  speakerOf({ name: 'kubectl', outcome }, runtime) === 'layers' && wayOf(outcome) !== null;

/** One after the other: who is asked often at once may refuse for that alone. What has come when the run is over counts. */
async function repeat<Answer>(
  times: number,
  signal: AbortSignal,
  ask: () => Promise<Answer> | null,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  try {
    while (answers.length < times) {
      const answer = await ask();
      if (answer === null) break;
      answers.push(answer);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return answers;
}

const execOnce = ({ client, container, echoWord, signal }: Ways, timeoutMs: number): Promise<Outcome> =>
  askOnce(client, { ...askTarget(echoWord), container, timeoutMs, signal });

const logOnce = ({ cluster, container, signal }: Ways, timeoutMs: number): Promise<CrossCheck> =>
  checkLog(cluster, { container, timeoutMs, signal });

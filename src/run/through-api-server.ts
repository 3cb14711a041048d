import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseOptions } from '../command-line/invocation.ts';
import { apiClient } from '../kubectl-probe/api-client.ts';
import { checkLog } from '../kubectl-probe/cross-checks.ts';
import type { ExecClient, ExecTarget } from '../kubectl-probe/exec-client.ts';
import {
  askForNothing,
  askTarget,
  type KubectlProbeOptions,
  probeThroughApiServer,
} from '../kubectl-probe/kubectl-probe.ts';
import { limits } from '../limits.ts';
import type { Probe } from '../model/probe.ts';
import type { CrossCheck } from '../model/report.ts';

/** What was asked of the target through the API server. */
export interface ThroughApiServer {
  /** Of the last round. */
  readonly probe: Probe;
  readonly rounds: readonly Probe[];
  readonly terminals: readonly Probe[];
  readonly crossChecks: readonly CrossCheck[];
}

export interface ApiServerOptions {
  readonly cluster: Cluster;
  readonly client: ExecClient;
  readonly invocation: DiagnoseOptions;
  readonly container: ExecTarget;
  readonly echoWord: string;
  /** One that cannot exist, of which no program in the container has heard. */
  readonly missingPath: string;
  readonly signal: AbortSignal;
  /** Resolves when the layers below are known to work for the target, or not to. */
  readonly nodeWorks: Promise<boolean>;
  /** The script has come to its end: what it found in its last pass is asked for once more, and no more. */
  readonly isOver: () => boolean;
  /** Tells the user what goes on. */
  readonly stage: (text: string) => void;
}

/**
 * Asks the target through the API server; where that fails and the node itself works, by which other way it is still
 * reached; where it works, once more with a terminal.
 */
export async function askThroughApiServer(options: ApiServerOptions): Promise<ThroughApiServer> {
  const rounds: Probe[] = [];
  for (;;) {
    const isLast = options.isOver() || !isRepeated(options.invocation);
    const plain = probe(options, options.client);
    const [first, crossChecks] = await Promise.all([plain, checksWhereItFails(options, plain)]);
    const answer = await againWhereItIsKubectl(options, first, crossChecks);
    rounds.push(answer);
    if (answer.outcome.kind !== 'ok' || isLast) {
      if (!isLast)
        options.stage('exec through the API server fails; the node is watched until it fails too, or to the end');
      return { probe: answer, rounds, terminals: await withTerminal(options, answer), crossChecks };
    }
    // as the script does between two passes
    await sleep(limits.passPauseMs, undefined, { signal: options.signal });
  }
}

/**
 * A hang that only kubectl meets may be its own, on a machine that has no time for it: before it accuses anybody, it has to
 * happen twice.
 */
async function againWhereItIsKubectl(
  options: ApiServerOptions,
  first: Probe,
  crossChecks: readonly CrossCheck[],
): Promise<Probe> {
  const isKubectl = crossChecks.some(({ name, outcome }) => name === 'websocket' && outcome.kind === 'ok');
  if (first.outcome.kind !== 'hang' || !isKubectl) return first;
  const again = await probe(options, options.client);
  return again.outcome.kind === 'ok' ? { ...again, flaky: true } : first;
}

const isRepeated = ({ watchMs, repeat }: DiagnoseOptions): boolean => watchMs > 0 || repeat > 1;

const probe = ({ invocation, container, echoWord, signal }: ApiServerOptions, client: ExecClient): Promise<Probe> =>
  probeThroughApiServer(client, {
    ...askTarget(echoWord),
    container,
    timeoutMs: invocation.probeTimeoutMs,
    signal,
  } satisfies KubectlProbeOptions);

/** While the probe waits, too: what hangs costs no second time-out. A sick node is spared another exec. */
async function checksWhereItFails(options: ApiServerOptions, plain: Promise<Probe>): Promise<readonly CrossCheck[]> {
  const { cluster, client, container, echoWord, missingPath, signal, nodeWorks } = options;
  const late = sleep(limits.crossCheckAfterMs, 'late' as const, { ref: false });
  const answer = await Promise.race([plain, late]);
  if (answer !== 'late' && (answer.outcome.kind === 'ok' || answer.outcome.kind === 'skipped')) return [];
  const settled = plain.then((known) => known.outcome.kind === 'ok');
  if (answer === 'late' && (await Promise.race([settled, nodeWorks.then(() => false)]))) return [];
  // a slow node takes its time to tell
  const { probeTimeoutMs } = options.invocation;
  if (!(await Promise.race([nodeWorks, sleep(probeTimeoutMs, false, { ref: false })]))) return [];
  const timeoutMs = Math.min(probeTimeoutMs, limits.crossCheckMs);
  const webSocket = probeThroughApiServer(apiClient(cluster), {
    ...askTarget(echoWord),
    container,
    timeoutMs,
    signal,
  });
  return Promise.all([
    webSocket.then(({ outcome }): CrossCheck => ({ name: 'websocket', outcome })),
    checkLog(cluster, { container, timeoutMs, signal }),
    // whether it fails or a program has failed, kubectl tells; not whether it hangs, or a program does
    ...(answer === 'late'
      ? [
          askForNothing(client, { container, missingPath, timeoutMs, signal }).then(
            (outcome): CrossCheck => ({ name: 'missing-path', outcome }),
          ),
        ]
      : []),
  ]);
}

/** kubectl itself wants a terminal of its own for that, so it is the API client that asks. */
async function withTerminal(options: ApiServerOptions, plain: Probe): Promise<readonly Probe[]> {
  if (plain.outcome.kind !== 'ok' || options.invocation.terminal === false) return [];
  const answer = await probe(options, apiClient(options.cluster, { terminal: true }));
  if (answer.outcome.kind === 'ok') return [answer];
  // is it the terminal, or is it the client?
  const without = await probe(options, apiClient(options.cluster));
  if (without.outcome.kind === 'ok') return [answer];
  const reason = 'the way that it takes fails without a terminal too';
  return [{ ...answer, outcome: { kind: 'skipped', reason }, flaky: false }];
}

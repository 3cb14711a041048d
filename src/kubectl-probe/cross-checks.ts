import { performance } from 'node:perf_hooks';
import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import { isPortRefused } from '../diagnosis/error-origin.ts';
import type { Outcome } from '../model/probe.ts';
import type { CrossCheck } from '../model/report.ts';
import type { ExecTarget } from './exec-client.ts';

export interface CrossCheckOptions {
  readonly container: ExecTarget;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Is the same kubelet reached for a plain request? Asks for no line of the log. */
export async function checkLog(cluster: Pick<Cluster, 'followLog'>, options: CrossCheckOptions): Promise<CrossCheck> {
  const started = performance.now();
  const stop = new AbortController();
  const timer = AbortSignal.timeout(options.timeoutMs);
  const outcome = await cluster
    // by a connection of its own: of several API servers another one may take it
    .followLog(options.container, AbortSignal.any([stop.signal, timer, options.signal]), { tailLines: 0, fresh: true })
    .then(
      (): Outcome => ({ kind: 'ok', durationMs: elapsed(started), method: 'echo' }),
      (error: unknown): Outcome => {
        options.signal.throwIfAborted();
        if (timer.aborted) return { kind: 'hang', durationMs: elapsed(started) };
        if (!(error instanceof ApiError)) throw error;
        if ((error.status === 401 || error.status === 403) && !isOfKubelet(error))
          return { kind: 'skipped', reason: 'this user may not read the log' };
        return { kind: 'error', durationMs: elapsed(started), exitCode: null, text: error.message };
      },
    )
    .finally(() => stop.abort());
  return { name: 'log', outcome };
}

/** Does the API server find nobody at the kubelet's port? Asked by a request for a log, which executes nothing. */
export async function isKubeletRefusing(
  cluster: Pick<Cluster, 'followLog'>,
  options: CrossCheckOptions,
): Promise<boolean> {
  const { outcome } = await checkLog(cluster, options);
  return outcome.kind === 'error' && isPortRefused(outcome.text);
}

/** The kubelet's no to the API server, which hands it on as its own: of this user it tells nothing. */
const isOfKubelet = ({ message }: ApiError): boolean => /^Forbidden \(user=/.test(message);

const elapsed = (started: number) => Math.round(performance.now() - started);

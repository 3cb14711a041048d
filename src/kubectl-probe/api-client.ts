import { performance } from 'node:perf_hooks';
import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from '../cluster/request/api-error.ts';
import type { ExecAnswer } from '../cluster/request/exec.ts';
import { limits } from '../limits.ts';
import { BothEnds } from './both-ends.ts';
import type { Attempt, ExecClient } from './exec-client.ts';

/** The API client's own exec over a WebSocket: for where there is no kubectl. */
export function apiClient(cluster: Pick<Cluster, 'exec'>, { terminal = false } = {}): ExecClient {
  return {
    describe: ({ namespace, name, container }, command) => [
      'kubectl',
      'exec',
      ...(terminal ? ['-it'] : []),
      '-n',
      namespace,
      name,
      '-c',
      container,
      '--',
      ...command,
    ],
    async run(container, command, timeoutMs, signal): Promise<Attempt> {
      const started = performance.now();
      const elapsed = () => Math.round(performance.now() - started);
      const timer = AbortSignal.timeout(timeoutMs);
      const enough = new AbortController();
      let surplus = 0;
      const onSurplus = (bytes: number) => {
        surplus += bytes;
        if (surplus > limits.probeReadBytes) enough.abort();
      };
      const any = AbortSignal.any([timer, signal, enough.signal]);
      try {
        const answer = await cluster.exec(container, command, any, { terminal, onSurplus });
        return { end: 'answered', ...endingOf(answer), durationMs: elapsed() };
      } catch (error) {
        signal.throwIfAborted();
        if (surplus > 0 && any.aborted) return { end: 'endless', output: '', durationMs: elapsed() };
        if (timer.aborted) return { end: 'hang', durationMs: elapsed() };
        if (error instanceof ApiError) {
          return { end: 'answered', exitCode: 1, output: `Error from server: ${error.message}`, durationMs: elapsed() };
        }
        throw error;
      }
    },
  };
}

/** As kubectl tells it. Where no program has told how it ended, it is the status that counts, and kubectl ends with 1. */
function endingOf({ exitCode, statusMessage, stdout, stderr }: ExecAnswer): { exitCode: number; output: string } {
  if (exitCode === null) return { exitCode: 1, output: statusMessage };
  const output = [stdout, stderr].map(endsOf).join('');
  return { exitCode, output: exitCode === 0 ? output : `${output}${statusMessage.slice(0, limits.refusalChars)}` };
}

/** No more than kubectl's is kept of, so that the status behind them stays whole. */
function endsOf(output: Uint8Array): string {
  const ends = new BothEnds(limits.probeOutputBytes / 2);
  ends.add(output);
  return ends.text();
}

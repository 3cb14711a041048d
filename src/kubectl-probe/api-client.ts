import { performance } from 'node:perf_hooks';
import { ApiError, type Cluster } from '../cluster/cluster.ts';
import type { Attempt, ExecClient } from './attempt.ts';

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
      try {
        const answer = await cluster.exec(container, command, AbortSignal.any([timer, signal]), { terminal });
        const output = [answer.stdout, answer.stderr].map((bytes) => Buffer.from(bytes).toString()).join('');
        return {
          end: 'answered',
          exitCode: answer.exitCode,
          output: answer.exitCode === 0 ? output : `${output}${answer.statusMessage}`,
          durationMs: elapsed(),
        };
      } catch (error) {
        signal.throwIfAborted();
        if (timer.aborted) return { end: 'hang', durationMs: elapsed() };
        if (error instanceof ApiError) {
          return { end: 'answered', exitCode: 1, output: `Error from server: ${error.message}`, durationMs: elapsed() };
        }
        throw error;
      }
    },
  };
}

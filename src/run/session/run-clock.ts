import type { Cluster } from '../../cluster/cluster.ts';
import { limits } from '../../limits.ts';
import { Problem } from '../../model/problem.ts';

/** The time of a run, from when it knows as whom it asks: a user who logs in may take as long as it takes. */
export interface RunClock {
  /** What has come so far is the answer. */
  readonly timeIsUp: AbortSignal;
  /** What is asked for the report's sake ends, too. */
  readonly overtimeIsUp: AbortSignal;
}

export function startClock(runTimeoutMs: number): RunClock {
  return {
    timeIsUp: AbortSignal.timeout(runTimeoutMs),
    overtimeIsUp: AbortSignal.timeout(runTimeoutMs + limits.overtimeMs),
  };
}

/** The same cluster, where what is read and asked before anything is made ends with the signal. */
export const until = (signal: AbortSignal, cluster: Cluster): Cluster => ({
  ...cluster,
  get: (path, query) => cluster.get(path, query, signal),
  create: (path, body, query) => cluster.create(path, body, query, signal),
});

/** For what ends by that signal, and has brought nothing that could be reported. */
export async function orTimeIsUp<T>({ timeIsUp }: RunClock, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!timeIsUp.aborted || error !== timeIsUp.reason) throw error;
    throw new Problem(`The time of the run (--timeout) was over before ${what}.`, {
      why: 'The API server answers slowly, or not at all.',
      next: 'See whether `kubectl get --raw /readyz?verbose` answers, or give it longer with --timeout.',
      cause: error,
    });
  }
}

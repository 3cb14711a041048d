import { constants } from 'node:os';
import type { CommandResult } from '../command-result.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the user, or the system, asked for by a signal. */
export interface Cancellation extends Disposable {
  readonly signal: AbortSignal;
  /** 128 and the signal's number, as shells have it; null: nobody cancelled. */
  readonly exitCode: number | null;
}

/**
 * The first signal cancels the run, which then cleans up. A second one does not wait for that: the process ends at once,
 * after `lastWords`. When the run is over, one only hastens the end: the exit code stays the run's.
 */
export function cancellation(process: NodeJS.Process, lastWords: () => string): Cancellation {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const codeOf = (name: NodeJS.Signals) => 128 + constants.signals[name];
  const onSignal = (name: NodeJS.Signals) => {
    const code = codeOf(name);
    if (exitCode !== null) {
      process.stderr.write(lastWords());
      process.exit(code);
    }
    exitCode = code;
    controller.abort();
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: () => {
      for (const name of signals) {
        process.off(name, onSignal);
        process.on(name, () => process.exit(process.exitCode ?? codeOf(name)));
      }
    },
  };
}

/** A run that was cancelled has cleaned up when it ends, however it ended. */
export async function unlessCancelled(
  cancel: Cancellation,
  work: () => Promise<CommandResult>,
): Promise<CommandResult> {
  try {
    const result = await work();
    return cancel.exitCode === null ? result : { kind: 'cancelled', exitCode: cancel.exitCode };
  } catch (error) {
    if (cancel.exitCode === null) throw error;
    return { kind: 'cancelled', exitCode: cancel.exitCode };
  }
}

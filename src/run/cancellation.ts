import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What the user, or the system, asked for by a signal. */
export interface Cancellation extends Disposable {
  readonly signal: AbortSignal;
  /** 128 and the signal's number, as shells have it; null: nobody cancelled. */
  readonly exitCode: number | null;
}

/**
 * The first signal cancels the run, which then cleans up. A second one does not wait for that: the process ends at once,
 * after `lastWords`.
 */
export function cancellation(process: NodeJS.Process, lastWords: () => string): Cancellation {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const onSignal = (name: NodeJS.Signals) => {
    const code = 128 + constants.signals[name];
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
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

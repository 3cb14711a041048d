import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a child may run, and how long what it leaves behind may hold its output. */
const runsAtMostMs = 100_000;
const heldAtMostMs = 5_000;

export interface StartedChild {
  readonly child: ChildProcess;
  /** Its whole output and its exit code, once it has ended and its output is closed, or held by others for too long. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string }>;
}

/**
 * Starts a program, and shows what it says on stderr. What it leaves behind may hold its output open, but never this
 * worker's: vitest waits for the streams of its workers for ever.
 */
export function startChild(
  program: string,
  arguments_: readonly string[],
  options: SpawnOptions & { readonly stdio?: readonly ('ignore' | 'pipe' | number)[] },
): StartedChild {
  const { stdio = ['ignore', 'pipe', 'pipe'] } = options;
  const child = spawn(program, [...arguments_], {
    ...options,
    stdio: [...stdio],
    timeout: runsAtMostMs,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const closed = once(child, 'close');
  const ended = async () => {
    const [exitCode]: (number | null)[] = await once(child, 'exit');
    await Promise.race([closed, sleep(heldAtMostMs, undefined, { ref: false })]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { exitCode: exitCode ?? null, stdout: Buffer.concat(chunks).toString('utf8') };
  };
  return { child, ended: ended() };
}

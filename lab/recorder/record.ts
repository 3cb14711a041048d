import { spawn } from 'node:child_process';
import type { Output } from './screens.ts';

/** Somebody who types does so about as fast. */
const keyMs = 45;
/** No pause is longer in the picture. */
const longestPauseMs = 1_500;

/** What a person sees who types commands into a terminal of that size. */
export class Recording {
  readonly #outputs: Output[] = [];
  #nowMs = 0;

  readonly #size: { readonly columns: number; readonly rows: number };
  readonly #env: NodeJS.ProcessEnv;

  constructor(size: { readonly columns: number; readonly rows: number }, env: NodeJS.ProcessEnv) {
    this.#size = size;
    this.#env = env;
  }

  get outputs(): readonly Output[] {
    return this.#outputs;
  }

  /** Types a command and runs it in a pseudo-terminal. Returns what it wrote. */
  async run(command: string, { interruptAfterMs = 0 } = {}): Promise<string> {
    this.#write('\x1b[32m$\x1b[39m ', 400);
    for (const key of command) this.#write(key, keyMs);
    this.#write('\r\n', 300);
    const { columns, rows } = this.#size;
    // script(1) gives it a terminal
    const child = spawn('script', ['-qfec', `stty rows ${rows} cols ${columns}; ${command}`, '/dev/null'], {
      env: this.#env,
    });
    const timer = interruptAfterMs > 0 ? setTimeout(() => child.stdin.write('\x03'), interruptAfterMs) : undefined;
    let last = performance.now();
    let written = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      const now = performance.now();
      this.#write(data, Math.min(now - last, longestPauseMs));
      last = now;
      written += data;
    });
    await new Promise((resolve) => child.on('close', resolve));
    clearTimeout(timer);
    // as a shell does after ^C
    if (written !== '' && !written.endsWith('\n')) this.#write('\r\n', 0);
    return written;
  }

  /** Time for whoever reads. */
  pause(milliseconds: number): void {
    this.#nowMs += milliseconds;
  }

  #write(data: string, afterMs: number): void {
    this.#nowMs += afterMs;
    this.#outputs.push({ atMs: this.#nowMs, data });
  }
}

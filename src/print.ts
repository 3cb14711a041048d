import { fstatSync, writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { errorText, Problem } from './model/problem.ts';

/** Standard output, as far as it is written to. */
export interface Output {
  readonly fd?: number;
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** Of a pipe, and of a socket that stands for one. */
const readerHasLeft: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ECANCELED']);

/** Writes all of a text to standard output, or throws a Problem: a report that is cut off is none. */
export async function print(stdout: Output, text: string): Promise<void> {
  try {
    // Node's stream for a file writes once, and takes for all what a full disk had room for
    if (stdout.fd !== undefined && isFile(stdout.fd)) writeFileSync(stdout.fd, text);
    else await written(stdout, text);
  } catch (error) {
    const hasLeft = error instanceof Error && 'code' in error && readerHasLeft.has(String(error.code));
    throw new Problem(`Standard output could not be written: ${errorText(error)}.`, {
      why: hasLeft ? 'Whoever reads it has ended before all of it was there.' : 'What is there is not all of it.',
      next: hasLeft ? 'Write it to a file, and read that.' : 'Write it to a place that has room.',
      cause: error,
    });
  }
}

/** A device that is no terminal counts as one: /dev/full, and /dev/null. */
function isFile(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFile() || (stat.isCharacterDevice() && !isatty(fd));
}

function written(stdout: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) =>
    stdout.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    }),
  );
}

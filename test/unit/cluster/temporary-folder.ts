import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder that is gone when the test is. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** Writes text, or a value as JSON, and returns the file's path. */
  write(name: string, content: unknown): string;
  /** Writes a program for Node and returns its path. */
  program(name: string, source: string): string;
}

export function temporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cluster-test-'));
  const write = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  return {
    path: folder,
    write,
    program(name, source) {
      const file = write(name, `#!${process.execPath}\n${source}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

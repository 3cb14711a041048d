import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shells and tools that a node or an image may bring. */
const userlands: readonly {
  name: string;
  shell: readonly string[];
  path: (folder: string) => Record<string, string>;
}[] = [
  { name: 'dash', shell: ['dash'], path: () => ({}) },
  { name: 'bash --posix', shell: ['bash', '--posix'], path: () => ({}) },
  { name: 'busybox alone', shell: ['busybox', 'sh'], path: (folder) => ({ ED_PATH: folder }) },
];

/** The userlands that this machine has; says which it has not. */
export const presentUserlands = userlands.filter(({ name, shell: [program = '', ...more] }) => {
  try {
    execFileSync(
      program,
      [...more, '-c', 'exit 0'].filter((word) => word !== 'alone'),
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    console.log(`node script: not tested with ${name}, which is not installed`);
    return false;
  }
});

/** A folder with busybox' applets and nothing else. */
export function busyboxFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'busybox-'));
  try {
    execFileSync('busybox', ['--install', '-s', path], { stdio: 'ignore' });
  } catch {
    // then its userland is not tested
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

import { expect, it } from 'vitest';
import { runScript } from './run-script.ts';
import { StubNode } from './stub-node.ts';

const mounts = (root: string) =>
  [
    `200 100 0:85 / / ${root} master:39 - overlay overlay rw`,
    '201 200 0:86 / /proc rw,nosuid,nodev,noexec - proc proc rw',
    '',
  ].join('\n');

it.concurrent.each<[string, string, string | undefined]>([
  ['with noexec', 'rw,noexec,relatime', 'yes'],
  ['with noexec as the only option', 'noexec', 'yes'],
  ['without', 'rw,relatime', undefined],
])(
  'whether the root of the container may execute anything is told by its mount table: %s',
  {
    timeout: 30_000,
  },
  async (_, options, told) => {
    using node = new StubNode().file('proc/100/mountinfo', mounts(options));
    const run = await runScript(node);
    expect(run.facts['target.noexec']).toBe(told);
    expect(run.evidence.complete).toBe(true);
  },
);

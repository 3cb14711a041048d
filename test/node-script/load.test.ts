import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };

/** A node of two CPUs with so many threads that are ready to run. */
const withReady = (node: StubNode, threads: number) =>
  node
    .file('proc/stat', 'cpu  1 2\ncpu0 1 1\ncpu1 0 1\nintr 5\n')
    .file('proc/loadavg', `0.5 0.4 0.3 ${threads}/900 123\n`);

describe.concurrent('threads that are ready to run, and CPUs', { timeout: 30_000 }, () => {
  test('while a probe is late', async () => {
    using node = withReady(new StubNode(), 3).does('ctr', 'target', answers.hang);
    const run = await runScript(node, {
      parameters: { ...docker, ED_PROBE_TIMEOUT_MS: '3000' },
      whileRunning: async () => {
        while (!node.started().includes('ctr target')) await sleep(20);
        withReady(node, 66);
      },
    });
    expect(run.facts['node.runnable']).toBe('66/2');
    expect(run.brief).toContain('fact node.runnable 66/2\n');
  });

  test('where none is late, the least that was seen', async () => {
    using node = withReady(new StubNode(), 66).does('docker', 'target', 'sleep 0.7; ok');
    const run = await runScript(node, {
      parameters: docker,
      whileRunning: async () => {
        while (!node.started().includes('runc target')) await sleep(20);
        withReady(node, 3);
      },
    });
    expect(run.facts['node.runnable']).toBe('3/2');
  });

  test('are not told where the node does not tell them', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: docker });
    expect(run.facts).not.toHaveProperty('node.runnable');
    expect(run.evidence.complete).toBe(true);
  });
});

describe.concurrent("the options of the node's cgroup2", { timeout: 30_000 }, () => {
  const mount = (options: string) =>
    `24 1 0:9 / /proc rw - proc proc rw\n25 20 0:20 / /sys/fs/cgroup rw,nosuid shared:8 - cgroup2 cgroup2 ${options}\n`;

  test('are recorded before and after', async () => {
    using node = new StubNode()
      .file('proc/1/mountinfo', mount('rw,nsdelegate'))
      .does('docker', 'target', 'sleep 0.7; ok');
    const run = await runScript(node, {
      parameters: docker,
      whileRunning: async () => {
        while (!node.started().includes('runc target')) await sleep(20);
        node.file('proc/1/mountinfo', mount('rw'));
      },
    });
    expect(run.facts['node.cgroup2']).toBe('rw,nsdelegate');
    expect(run.facts['node.cgroup2After']).toBe('rw');
  });
});

import { beforeAll, beforeEach, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { family, fault, healAll, lab, onNode, patience, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

/** As each daemon names them, wherever it may write them. */
const dumps = () =>
  onNode([
    'sh',
    '-c',
    'find /run /tmp /var/lib/docker/tmp -xdev -maxdepth 2 \\( -name "goroutine-stacks-*" -o -name "containerd.*.stacks.log" \\) 2>/dev/null || :',
  ]);

/** containerd asks a shim for a task's state, for 2 s, before it executes anything; the dump comes at half the timeout. */
const time = patience > 1 ? [] : ['--probe-timeout=8s'];

beforeEach((context) => context.skip(family === 'cri-o', 'no signal is sent to crio'));
beforeAll(async () => {
  if (lab.missing) return;
  await healAll();
  await untilHealthy();
});

it('--dump-stacks tells what the daemons wait for, and leaves no dump', async () => {
  const before = await files();
  try {
    await fault(['shim-hang', 'nginx1']);
    const { report } = await diagnose(['nginx1', '--dump-stacks', ...time]);
    expect(report.verdict.layer, matrix(report)).toBe('shim');
    const { daemons = [] } = report.stacks ?? {};
    expect(daemons.map(({ of, missing }) => `${of} ${missing}`)).toEqual(
      family === 'docker' ? ['dockerd ', 'containerd '] : ['containerd '],
    );
    for (const { of, goroutines, waiting } of daemons) {
      expect(goroutines, of).toBeGreaterThan(10);
      const exec = waiting.find(({ functions }) => functions.some((name) => /\(\*task\w*\)\.Exec$/.test(name)));
      expect(exec?.waitsFor, JSON.stringify(waiting)).toBe(of === 'dockerd' ? 'containerd' : 'shim');
    }
    expect(await dumps()).toBe('');
  } finally {
    await healAll();
    await untilHealthy();
  }
  await expectNoTrace('nginx1', 'nginx', before);
});

it('--dump-stacks signals nobody where all goes well', async () => {
  // half of it counts as too long
  const long = patience > 1 ? ['--probe-timeout=40s', '--timeout=150s'] : [];
  const { report } = await diagnose(['nginx1', '--dump-stacks', ...long]);
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  expect(report.stacks).toEqual({ reason: expect.stringMatching(/no daemon was signalled$/), daemons: [] });
});

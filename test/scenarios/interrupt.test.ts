import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { diagnose, matrix, probeTimeout, type Running, start } from './support/plugin.ts';
import { until } from './support/pods.ts';
import { hanging } from './support/runtime.ts';
import { eventually, fault, healAll, lab, patience, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourChildren, ourPods, ourProcesses, removeOurPods } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
});

/** When the signal comes. */
const moments = {
  'before the pod is created': (running: Running) => running.said(/starting the debug pod/),
  'when there is a pod': () => eventually(30_000, async () => ((await ourPods()).length > 0 ? [] : ['no pod'])),
  'while it probes': (running: Running) => running.said(/probing each layer/),
};

it.each([
  ['SIGINT', 'before the pod is created', 130],
  ['SIGINT', 'when there is a pod', 130],
  ['SIGINT', 'while it probes', 130],
  ['SIGTERM', 'when there is a pod', 143],
  ['SIGHUP', 'while it probes', 129],
] as const)('%s %s ends with exit code %d and leaves nothing', async (signal, when, code) => {
  const running = start(['nginx1']);
  await moments[when](running);
  running.kill(signal);
  const ending = await running.ended;
  expect({ code: ending.code, stdout: ending.stdout }).toEqual({ code, stdout: '' });
  await expectNoTrace('nginx1', 'nginx', before);
});

describe('while nothing was made yet, a signal ends it at once', () => {
  it('the API server says nothing', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const { port } = z.object({ port: z.number() }).parse(silent.address());
      const running = start(['nginx1', `--server=http://127.0.0.1:${port}`]);
      await Promise.all([once(silent, 'connection'), running.said(/reading the pod/)]);
      expect(await endsAtOnce(running)).toBe(130);
    } finally {
      silent.close();
    }
  });

  it('a credential plugin waits, and is ended with it', async () => {
    const kubeconfig = {
      'current-context': 'waiting',
      contexts: [{ name: 'waiting', context: { cluster: 'lab', user: 'waiting' } }],
      clusters: [{ name: 'lab', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'waiting', user: { exec: waitingPlugin } }],
    };
    const file = join(lab.dir, 'waiting.kubeconfig');
    writeFileSync(file, JSON.stringify(kubeconfig));
    const running = start(['nginx1', `--kubeconfig=${file}`]);
    await running.said(/^waiting for the credential plugin sh$/m);
    expect(await endsAtOnce(running)).toBe(130);
    expect(ourChildren()).toEqual([]);
  });
});

const waitingPlugin = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'sh',
  args: ['-c', 'sleep 1000; :'],
  interactiveMode: 'Never',
};

/** The exit code, of a run that is ended by a signal and leaves within a second (more on a slow machine). */
async function endsAtOnce(running: Running): Promise<number | undefined> {
  const signalled = performance.now();
  running.kill('SIGINT');
  const { code } = await running.ended;
  expect(performance.now() - signalled).toBeLessThan(1_000 * patience);
  return code;
}

describe('while every probe hangs', () => {
  afterAll(async () => {
    if (lab.missing) return;
    await healAll();
    await untilHealthy();
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it('SIGINT leaves no pod, no process and nothing of ours on the machine', async () => {
    await fault(hanging.words);
    const running = start(['nginx1']);
    await running.said(/probing each layer/);
    await new Promise((resolve) => setTimeout(resolve, 2_000 * patience));
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await ourPods()).toEqual([]);
    expect(ourChildren()).toEqual([]);
    await eventually(10_000 * patience, ourProcesses);
  });
});

it('after SIGKILL the debug pod ends by itself', async () => {
  try {
    const running = start(['nginx1', ...probeTimeout]);
    await running.said(/probing each layer/);
    running.kill('SIGKILL');
    await running.ended;
    const [name = ''] = await ourPods();
    await until(name.replace('pod/', ''), '.status.containerStatuses[0].state.terminated.exitCode', '0');
    await eventually(10_000, async () => ourChildren());
  } finally {
    await removeOurPods();
  }
  await expectNoTrace('nginx1', 'nginx', before);
});

it('two runs at once on the same pod do not disturb each other', async () => {
  const runs = await Promise.all([diagnose(['nginx1']), diagnose(['nginx1'])]);
  for (const { ending, report } of runs) expect(ending.code, matrix(report)).toBe(0);
  await expectNoTrace('nginx1', 'nginx', before);
});

import { afterEach, beforeAll, expect, it } from 'vitest';
import { probeTimeout, run, start, surveyIn } from './support/plugin.ts';
import { create, pod } from './support/pods.ts';
import { fault, healAll, kubectl, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  await untilHealthy();
  before = await files();
});
afterEach(async () => {
  await healAll();
  await untilHealthy();
  await expectNoTrace('nginx1', 'nginx', before);
});

/** `POD/CONTAINER STATUS EXEC`, those that were examined with a star. */
async function survey(words: readonly string[]) {
  const ending = await run(['-o', 'json', ...probeTimeout, ...words]);
  const { containers, ...rest } = surveyIn(ending);
  const rows = containers.map(
    ({ pod, container, status, exec, report }) =>
      `${pod}/${container} ${status} ${exec.outcome}${report === null ? '' : ' *'}`,
  );
  return { ending, rows, containers, ...rest };
}

it('several pods: all containers are asked, and none is examined where all goes well', async () => {
  const { ending, rows } = await survey(['nginx1', 'pod/two', '--all-containers']);
  expect(rows).toEqual(['nginx1/nginx healthy ok', 'two/app healthy ok', 'two/sidecar healthy ok']);
  expect(ending.code).toBe(0);
  expect(ending.stderr.match(/starting the debug pod/g)).toHaveLength(1);
});

it('a node: of its containers, none is asked against a guard, and that one is examined', async () => {
  const node = await kubectl(['get', 'pod', 'nginx1', '-o', 'jsonpath={.spec.nodeName}']);
  await fault(['frozen', 'nginx1']);
  const { ending, rows, status, containers } = await survey(['--node', node.trim(), '-n', 'default']);
  expect(rows).toContain('nginx1/nginx fault skipped *');
  expect(rows).toContain('distroless1/distroless healthy ok');
  expect(rows.filter((row) => row.includes('fault'))).toHaveLength(1);
  expect([ending.code, status]).toEqual([1, 'fault']);
  const { report } = containers.find(({ pod }) => pod === 'nginx1') ?? {};
  expect(report?.verdict).toMatchObject({ layer: 'container', scope: 'container' });
});

it('a node: eight containers of one owner that hang hide no other that does', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `aaa-sleeps${index}`);
  const script = `rm /bin/echo; printf '#!/bin/sh\\nexec sleep 1000\\n' >/bin/echo; chmod 755 /bin/echo; exec sleep 100000`;
  await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'aaa' } });
  try {
    for (const name of names) {
      const { metadata, ...rest } = pod(name, { image: 'busybox:stable', command: ['sh', '-c', script] });
      await create({ ...rest, metadata: { ...metadata, namespace: 'aaa' } });
    }
    await kubectl(['wait', '-n', 'aaa', 'pods', '--all', '--for=condition=Ready', '--timeout=60s']);
    await fault(['shim-hang', 'nginx1']);
    const node = await kubectl(['get', 'pod', 'nginx1', '-o', 'jsonpath={.spec.nodeName}']);
    const { rows, containers, debugPods } = await survey(['--node', node.trim(), '--probe-timeout=3s']);
    expect(rows).toContain('nginx1/nginx fault hang *');
    expect(rows.filter((row) => / skipped/.test(row) && !row.startsWith('aaa-'))).toEqual([]);
    // of all owners it is told: it lives with none of them
    expect(debugPods.namespaces[0]).toBe('kube-system');
    const { report } = containers.find((one) => one.pod === 'nginx1') ?? {};
    expect(report?.verdict).toMatchObject({ layer: 'shim', scope: 'container' });
  } finally {
    await kubectl(['delete', 'pods', '-n', 'aaa', '--all', '--wait=true', '--timeout=60s']);
    await kubectl(['delete', 'namespace', 'aaa', '--wait=false']);
  }
});

it('labels', async () => {
  const { rows } = await survey(['-l', 'app=nginx', '-A']);
  expect(rows).toEqual(['nginx1/nginx healthy ok']);
});

it('SIGINT while they are asked leaves nothing', async () => {
  const running = start(['nginx1', 'two']);
  await running.said(/asking 2 containers/);
  running.kill('SIGINT');
  const ending = await running.ended;
  expect(ending).toMatchObject({ code: 130, stdout: '' });
  expect(ending.stderr).toContain('removing the debug pods');
});

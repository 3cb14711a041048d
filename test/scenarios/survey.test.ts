import { afterEach, beforeAll, expect, it } from 'vitest';
import { probeTimeout, run, start, surveyIn } from './support/plugin.ts';
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

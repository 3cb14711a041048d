import { afterEach, expect, it } from 'vitest';
import { diagnose, matrix, run } from './support/plugin.ts';
import { fault, healAll, untilHealthy } from './support/the-lab.ts';
import { ourPods } from './support/traces.ts';

afterEach(async () => {
  await healAll();
  await untilHealthy();
});

it('--quick probes a healthy container through the API server, and creates nothing', async () => {
  const { report, ending } = await diagnose(['nginx1', '--quick']);
  expect(report.verdict).toMatchObject({ status: 'healthy', confidence: 'medium' });
  expect(report.transport.kind).toBe('api-server');
  expect(ending.stderr).not.toContain('debug pod');
  expect(report.verdict.notTested.join()).toContain('--quick probes through the API server alone');
  // the shorter form says so too, and so does a kept run
  expect((await run(['show', '-o', 'jsonpath={.transport.kind}'])).stdout).toBe('api-server');
  expect(await ourPods()).toEqual([]);
});

it('where that fails it is a whole diagnosis', async () => {
  await fault(['runc-broken']);
  const { report, ending } = await diagnose(['nginx1', '--quick']);
  expect(ending.stderr).toContain('the layers below are probed too');
  expect(report.verdict).toMatchObject({ status: 'fault', layer: 'runc' });
  expect(matrix(report)).toContain('nsenter/target=ok');
});

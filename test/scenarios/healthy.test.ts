import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeMethod } from '../../src/model/probe.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { nodeClients } from './support/runtime.ts';
import { family, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  await untilHealthy();
  before = await files();
});

interface Target {
  readonly words: readonly string[];
  readonly pod: string;
  readonly container: string;
  readonly method: ProbeMethod;
  readonly notice?: string;
}

/** What is typed, the container that it leads to, and how each layer of it is asked. */
const targets: readonly Target[] = [
  { words: ['pod/nginx1'], pod: 'nginx1', container: 'nginx', method: 'echo' },
  { words: ['po/two', '-c', 'app'], pod: 'two', container: 'app', method: 'echo' },
  { words: ['two', '-c', 'sidecar'], pod: 'two', container: 'sidecar', method: 'echo' },
  {
    words: ['two'],
    pod: 'two',
    container: 'app',
    method: 'echo',
    notice: 'Defaulted container "app" out of: app, sidecar',
  },
  { words: ['distroless1'], pod: 'distroless1', container: 'distroless', method: 'missing-path' },
];

describe.each(targets)('$words is healthy', ({ words, pod, container, method, notice }) => {
  it(`at every layer, by ${method}`, async () => {
    const { ending, report } = await diagnose(words);
    expect(ending.code, matrix(report)).toBe(0);
    expect(report.verdict).toMatchObject({ status: 'healthy', layer: null, scope: null, candidates: [] });
    expect(report.target).toMatchObject({ namespace: 'default', pod, container, runtime: family });
    const layers = ['kubectl', ...nodeClients, 'nsenter'];
    for (const subject of ['target', 'control']) {
      const answers = report.probes.filter((probe) => probe.subject === subject && probe.outcome !== 'skipped');
      expect(answers.map(({ layer, outcome }) => [layer, outcome])).toEqual(layers.map((layer) => [layer, 'ok']));
    }
    for (const probe of report.probes.filter(({ subject, outcome }) => subject === 'target' && outcome === 'ok')) {
      expect(probe.method).toBe(probe.layer === 'nsenter' ? 'missing-path' : method);
    }
    if (method === 'missing-path') expect(report.verdict.confidence).not.toBe('high');
    expect(report.leftBehind).toEqual([]);
    // as kubectl says it
    expect(ending.stderr.split('\n').filter((line) => line.startsWith('Defaulted'))).toEqual(notice ? [notice] : []);
    await expectNoTrace(pod, container, before);
  });
});

afterAll(() => expectNoTrace('two', 'app', before));

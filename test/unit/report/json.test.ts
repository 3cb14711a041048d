import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../src/report/json.ts';
import { error, ids, report, skipped } from './build-report.ts';

const document = JSON.parse(
  renderJson(
    report({ target: { kubectl: error('boom', 3), docker: 'hang', runc: skipped('no runc'), nsenter: 'ok' } }),
  ),
);
const nothing = { method: null, exitCode: null, text: null, reason: null };

describe('renderJson', () => {
  it('has the fixed outer shape', () => {
    expect(document).toMatchObject({
      apiVersion: 'exec-doctor/v1beta2',
      kind: 'Report',
      target: {
        namespace: 'default',
        pod: 'nginx1',
        container: 'nginx',
        node: 'node1',
        runtime: 'docker',
        containerID: ids.target,
      },
      verdict: { status: 'healthy', layer: null, candidates: [], scope: null, confidence: 'high' },
      findings: [],
      transport: { kind: 'pod' },
    });
  });

  it.each([
    ['kubectl', { ...nothing, outcome: 'error', durationMs: 42, exitCode: 3, text: 'boom' }],
    ['docker', { ...nothing, outcome: 'hang', durationMs: 10_000 }],
    ['runc', { ...nothing, outcome: 'skipped', durationMs: null, reason: 'no runc' }],
    ['nsenter', { ...nothing, outcome: 'ok', durationMs: 4, method: 'missing-path' }],
  ])('a probe of every outcome: %s', (layer, fields) => {
    const probe = document.probes.find((one: { layer: string }) => one.layer === layer);
    expect(probe).toMatchObject({ subject: 'target', flaky: false, ...fields });
  });

  it('commands are argument vectors, whole', () =>
    expect(document.probes[1].command.slice(0, 3)).toEqual(['docker', 'exec', ids.target]));
  it('has the facts of the node and of the script', () => {
    expect(document.node).toMatchObject({ name: 'node1', kubeletVersion: 'v1.20.2', ready: { status: 'True' } });
    expect(document.facts).toHaveProperty(['docker.version'], '20.10.24');
  });
  it('has the call chain of the runtime family', () => expect(document.callChain).toContain('dockerd'));
  it('ends with a line feed', () => expect(renderJson(report())).toMatch(/\}\n$/));
});

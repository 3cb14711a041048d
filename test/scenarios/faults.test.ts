import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Layer } from '../../src/model/layer.ts';
import type { Scope } from '../../src/model/verdict.ts';
import type { Mode } from './support/lab-facts.ts';
import { diagnose, matrix, type ReportDocument } from './support/plugin.ts';
import { fault, healAll, lab, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourChildren, ourPods, ourProcesses, unnamed } from './support/traces.ts';

interface Scenario {
  /** As lab/fault takes it. */
  readonly fault: string;
  readonly layer: Layer;
  readonly scope: Scope;
  /** Nothing can start on that node meanwhile: the verdict may leave it open, but nobody else may be accused alone. */
  readonly podCannotStart?: true;
  readonly flags?: readonly string[];
  /** Where the lab has no such fault, and why. */
  readonly notIn?: Partial<Record<Mode, string>>;
}

const noDockerd = 'the node has no dockerd';
const waitLess = ['--pod-start-timeout=8s'];

const scenarios: readonly Scenario[] = [
  { fault: 'shim-hang nginx1', layer: 'shim', scope: 'container' },
  { fault: 'runc-broken fail', layer: 'runc', scope: 'node' },
  { fault: 'runc-broken hang', layer: 'runc', scope: 'node' },
  { fault: 'frozen nginx1', layer: 'container', scope: 'container' },
  { fault: 'frozen-parent nginx1', layer: 'container', scope: 'pod' },
  { fault: 'paused nginx1', layer: 'container', scope: 'container' },
  { fault: 'cwd-deleted nginx1', layer: 'container', scope: 'container' },
  { fault: 'runc-state nginx1', layer: 'container', scope: 'container' },
  // the way from the API server to the kubelet, which is the API server's to go
  { fault: 'kubelet-unreachable reject', layer: 'api-server', scope: 'node' },
  { fault: 'kubelet-unreachable drop', layer: 'api-server', scope: 'node' },
  // with the default of 20 s for the pod's start: it takes a missed renewal of its lease to tell that a kubelet is silent
  { fault: 'kubelet-down', layer: 'kubelet', scope: 'node' },
  { fault: 'kubelet-hang', layer: 'kubelet', scope: 'node' },
  { fault: 'containerd-hang', layer: 'containerd', scope: 'node', podCannotStart: true, flags: waitLess },
  {
    fault: 'dockerd-hang',
    layer: 'dockerd',
    scope: 'node',
    podCannotStart: true,
    flags: waitLess,
    notIn: { containerd: noDockerd, modern: noDockerd },
  },
  { fault: 'runc-missing', layer: 'runc', scope: 'node', podCannotStart: true, flags: waitLess },
  { fault: 'run-full space', layer: 'containerd', scope: 'node', podCannotStart: true, flags: waitLess },
  { fault: 'run-full inodes', layer: 'containerd', scope: 'node', podCannotStart: true, flags: waitLess },
];

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await healAll();
  await untilHealthy();
});
beforeEach(async () => {
  before = await files();
});

describe.each(scenarios)('$fault', (scenario) => {
  it(`breaks exec at ${scenario.layer}, scope ${scenario.scope}`, async (context) => {
    context.skip(scenario.notIn?.[lab.mode] !== undefined, scenario.notIn?.[lab.mode]);
    try {
      await fault(scenario.fault.split(' '));
      const { ending, report } = await diagnose(['pod/nginx1', ...(scenario.flags ?? [])]);
      expectVerdict(scenario, report);
      expect(ending.code).toBe(report.verdict.status === 'fault' ? 1 : 3);
      expect(await ourPods()).toEqual([]);
      expect(ourChildren()).toEqual([]);
      expect(await unnamed(report), 'exec ids that the report does not name').toEqual([]);
      expect(await ourProcesses()).toEqual([]);
    } finally {
      await healAll();
      await untilHealthy();
    }
    await expectNoTrace('nginx1', 'nginx', before);
  });
});

function expectVerdict({ layer, scope, podCannotStart }: Scenario, report: ReportDocument): void {
  const { verdict } = report;
  if (podCannotStart && verdict.layer === null) {
    expect(report.transport.failure, matrix(report)).not.toBeNull();
    expect(verdict.candidates, matrix(report)).toContain(layer);
    if (verdict.status === 'fault') expect(verdict.candidates.length, matrix(report)).toBeLessThanOrEqual(2);
    return;
  }
  const { status, layer: accused } = verdict;
  expect({ status, layer: accused, scope: verdict.scope }, matrix(report)).toEqual({ status: 'fault', layer, scope });
  expect(verdict.because).not.toEqual([]);
  expect(verdict.nextSteps).not.toEqual([]);
}

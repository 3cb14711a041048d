import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/model/layer.ts';
import { type LayerState, layerStates } from '../../../src/report/layer-states.ts';
import { type Column, report, skipped } from './build-report.ts';

const { verdict: healthy } = report();
const fault = (layer: Layer | null, ...candidates: Layer[]) =>
  ({ ...healthy, likely: [], unlikely: [], status: 'fault', layer, candidates, scope: 'node' }) as const;

describe('what the run says of a layer', () => {
  const ctrHangs: Column = { ctr: 'hang', runc: 'ok' };
  it.each<
    [what: string, target: Column, layer: Layer, verdict: typeof healthy | ReturnType<typeof fault>, state: LayerState]
  >([
    ['it alone is at fault', ctrHangs, 'shim', fault('shim', 'shim'), 'broken'],
    ['one of several', ctrHangs, 'shim', fault(null, 'containerd', 'shim'), 'candidate'],
    ['a probe answered through it', ctrHangs, 'container', fault('shim', 'shim'), 'proven'],
    ['probes were sent through it, and none came back', ctrHangs, 'containerd', fault('shim', 'shim'), 'unproven'],
    ['no probe enters so high up', ctrHangs, 'kubelet', fault('shim', 'shim'), 'unasked'],
    ['a probe was skipped', { kubectl: skipped('frozen') }, 'kubelet', healthy, 'unasked'],
    ['nothing was asked', {}, 'runc', healthy, 'unasked'],
  ])('%s', (_, target, layer, verdict, state) =>
    expect(layerStates(report({ target, verdict })).find((link) => link.layer === layer)?.state).toBe(state),
  );

  it('what else the verdict leaves is accused too, where one is named', () => {
    const links = layerStates(report({ verdict: fault('api-server', 'api-server', 'kubelet') }));
    expect(links.filter(({ accused }) => accused).map(({ layer }) => layer)).toEqual(['api-server', 'kubelet']);
  });
  it('each runtime has its own chain', () =>
    expect(layerStates(report({ runtime: 'containerd' })).map(({ layer }) => layer)).not.toContain('dockerd'));
});

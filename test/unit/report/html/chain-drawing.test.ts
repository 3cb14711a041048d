import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../../src/model/layer.ts';
import type { Report } from '../../../../src/model/report.ts';
import { chainDrawing } from '../../../../src/report/html/chain-drawing.ts';
import { sourceOf } from '../../../../src/report/html/markup.ts';
import { type Column, report } from '../build-report.ts';
import { situations } from '../situations.ts';
import { all, parsePage } from './parse-page.ts';

/** A word a layer: its name, what is said of it, and in brackets whether it is within what is accused. */
function drawn(of: Report): string[] {
  const { elements } = parsePage(sourceOf(chainDrawing(of)));
  return all(elements, 'li.layer').map(({ inside, attributes }) => {
    const text = (kind: string) => all(inside, kind)[0]?.text ?? '';
    const layer = `${text('p.name')} ${text('p.state')}`;
    return attributes.class?.includes('suspect') ? `[${layer}]` : layer;
  });
}

const labels = (of: Report) => all(parsePage(sourceOf(chainDrawing(of))).elements, 'p.label').map(({ text }) => text);

const { verdict: healthy } = report();
const fault = (target: Column, layer: Layer | null, ...candidates: Layer[]) =>
  report({
    runtime: 'containerd',
    target,
    verdict: { ...healthy, likely: [], unlikely: [], status: 'fault', layer, candidates, scope: 'node' },
  });

describe('the way of a request', () => {
  it.each<[what: string, of: Report, layers: readonly string[]]>([
    [
      'a layer alone between what hangs and what works',
      fault({ kubectl: 'hang', ctr: 'hang', runc: 'ok' }, 'shim', 'shim'),
      [
        ...['client-path – not proven', 'api-server – not proven', 'kubelet – not proven', 'cri – not proven'],
        ...['containerd – not proven', '[shim ✗ at fault]', 'runc ✓ ok', 'container ✓ ok'],
      ],
    ],
    [
      'several that nothing parts',
      fault({ ctr: 'hang', runc: 'ok' }, null, 'containerd', 'shim'),
      [
        ...['client-path – not probed', 'api-server – not probed', 'kubelet – not probed', 'cri – not probed'],
        ...['[containerd ? suspected]', '[shim ? suspected]', 'runc ✓ ok', 'container ✓ ok'],
      ],
    ],
    [
      'one that is named before another',
      fault({ kubectl: 'hang', ctr: 'ok' }, 'api-server', 'api-server', 'kubelet'),
      [
        ...['client-path – not proven', '[api-server ✗ at fault]', '[kubelet ? suspected]', 'cri – not proven'],
        ...['containerd ✓ ok', 'shim ✓ ok', 'runc ✓ ok', 'container ✓ ok'],
      ],
    ],
    [
      'nothing at fault, on a docker node',
      report({ target: { kubectl: 'ok' } }),
      ['client-path', 'api-server', 'kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'].map(
        (layer) => `${layer} ✓ ok`,
      ),
    ],
  ])('%s', (_, of, layers) => expect(drawn(of)).toEqual(layers));

  it.each<[what: string, of: Report | undefined, labels: readonly string[]]>([
    ['is marked once where layers lie beside each other', fault({}, null, 'containerd', 'shim'), ['at fault']],
    ['is marked twice where they do not', fault({}, null, 'kubelet', 'shim'), ['at fault', 'at fault']],
    ['is no accusation where the run does not decide', situations['debug pod did not start'], ['perhaps here']],
    ['is not marked where nothing is wrong', situations.healthy, []],
  ])('what is accused %s', (_, of, marks) => expect(labels(of ?? report())).toEqual(marks));

  it('has the answer of each probe where it enters', () => {
    const { elements } = parsePage(sourceOf(chainDrawing(fault({ kubectl: 'hang', ctr: 'ok' }, 'kubelet', 'kubelet'))));
    expect(all(elements, 'p.probe').map(({ text }) => text)).toEqual(['kubectl: HANG >10.0s', 'ctr: ok 0.07s']);
  });
});

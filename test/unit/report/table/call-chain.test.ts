import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../../src/model/layer.ts';
import type { Report } from '../../../../src/model/report.ts';
import { glyphs, palette } from '../../../../src/report/render-options.ts';
import { callChain } from '../../../../src/report/table/call-chain.ts';
import { report } from '../build-report.ts';

const healthy = report().verdict;
const fault = (layer: Layer | null, ...candidates: Layer[]): Report['verdict'] => ({
  ...{ ...healthy, likely: [], unlikely: [] },
  status: 'fault',
  layer,
  candidates,
  scope: 'node',
});

const draws = (of: Report, look: { width: number; unicode?: boolean; color?: boolean }, ...lines: string[]) => {
  const { width, unicode = true, color = false } = look;
  return () => expect(callChain(of, { width, palette: palette(color), glyphs: glyphs(unicode) })).toEqual(lines);
};

describe('the call chain', () => {
  it(
    'with room',
    draws(
      report({ verdict: fault('shim') }),
      { width: 120 },
      'client-path ─ api-server ─ kubelet ─ cri ─ dockerd ─ containerd ─ ✗shim✗ ─ runc ─ container',
    ),
  );
  it(
    'in 80 columns',
    draws(
      report({ verdict: fault('shim') }),
      { width: 80 },
      'client-path─api-server─kubelet─cri─dockerd─containerd─✗shim✗─runc─container',
    ),
  );
  it(
    'where every layer is a candidate, still one line',
    draws(
      report({ verdict: fault(null, 'api-server', 'kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc') }),
      { width: 80 },
      'client-path─?api-server─?kubelet─?cri─?dockerd─?containerd─?shim─?runc─container',
    ),
  );
  it(
    'of a containerd node',
    draws(
      report({ runtime: 'containerd', verdict: fault(null, 'kubelet', 'cri') }),
      { width: 80 },
      'client-path─api-server─?kubelet─?cri─containerd─shim─runc─container',
    ),
  );
  it(
    'in ASCII',
    draws(
      report({ verdict: fault('dockerd') }),
      { width: 80, unicode: false },
      'client-path>api-server>kubelet>cri>!dockerd!>containerd>shim>runc>container',
    ),
  );
  it(
    'in a narrow terminal',
    draws(
      report({ verdict: fault('dockerd') }),
      { width: 60 },
      'client-path─api-server─kubelet─cri─✗dockerd✗─containerd─shim',
      '─runc─container',
    ),
  );
  it(
    'in colour: proven below the highest probe that answered',
    draws(
      report({ runtime: 'containerd', target: { ctr: 'hang', runc: 'ok' }, verdict: fault('shim') }),
      { width: 200, color: true },
      [
        ...['client-path', 'api-server', 'kubelet', 'cri', 'containerd'].map((layer) => `\x1b[2m${layer}\x1b[22m`),
        '\x1b[31m✗shim✗\x1b[39m',
        ...['runc', 'container'].map((layer) => `\x1b[32m${layer}\x1b[39m`),
      ].join(' ─ '),
    ),
  );
});

import { expect, it } from 'vitest';
import { sourceAddress } from '../../../src/explain/sections.ts';

it.each([
  ['moby/moby#36559', 'https://github.com/moby/moby/issues/36559'],
  ['kubernetes-sigs/cri-tools#1126', 'https://github.com/kubernetes-sigs/cri-tools/issues/1126'],
  ['https://docs.kernel.org/accounting/psi.html', 'https://docs.kernel.org/accounting/psi.html'],
  [
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
    'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  ],
])('%s is at %s', (source, address) => expect(sourceAddress(source)).toBe(address));

import { expect, it } from 'vitest';
import { removalHint } from '../../../../src/run/debug-pod/remove-pods.ts';

it('those that may exist, a line each, whatever they are called', () =>
  expect(
    removalHint([
      { namespace: 'shop', name: 'exec-doctor-1', mayExist: true },
      { namespace: 'shop', name: 'exec-doctor-2', mayExist: false },
      { namespace: 'shop\nFix:', name: '\u001b[31mexec-doctor-3', mayExist: true },
    ]),
  ).toBe(
    [
      'still there; remove it with: kubectl delete pod -n shop exec-doctor-1\n',
      'still there; remove it with: kubectl delete pod -n shop Fix: exec-doctor-3\n',
    ].join(''),
  ));

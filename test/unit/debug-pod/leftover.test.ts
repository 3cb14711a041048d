import { expect, it } from 'vitest';
import { isLeftover, parseDebugPod } from '../../../src/debug-pod/leftover.ts';
import { ApiObject } from '../../../src/target/api-object.ts';

const now = new Date('2026-03-01T12:00:00Z');

const pod = (ageSeconds: number, phase: string, deadline: number | null = 90) =>
  parseDebugPod(
    new ApiObject({
      metadata: {
        namespace: 'shop',
        name: 'exec-doctor-1',
        uid: 'u-1',
        creationTimestamp: new Date(now.getTime() - ageSeconds * 1000).toISOString(),
      },
      spec: { nodeName: 'n1', ...(deadline === null ? {} : { activeDeadlineSeconds: deadline }) },
      status: { phase },
    }),
    now,
  );

it('is read from the pod', () =>
  expect(pod(100, 'Failed')).toEqual({
    ...{ namespace: 'shop', name: 'exec-doctor-1', uid: 'u-1', node: 'n1', state: 'Failed' },
    ...{ ageSeconds: 100, deadlineSeconds: 90 },
  }));

it.each([
  // its run may still read it
  ['ended, within its deadline', pod(80, 'Succeeded'), false],
  ['ended, after its deadline', pod(91, 'Succeeded'), true],
  ['failed, after its deadline', pod(91, 'Failed'), true],
  ['of a longer run', pod(500, 'Succeeded', 690), false],
  // this machine's clock may be wrong
  ['running, after its deadline', pod(300, 'Running'), false],
  ['running, long after its deadline', pod(391, 'Running'), true],
  ['pending, long after its deadline', pod(391, 'Pending'), true],
  ['of the future', pod(-50, 'Failed'), false],
  ['without a deadline', pod(3_600, 'Succeeded', null), false],
  ['without a deadline, of yesterday', pod(90_000, 'Succeeded', null), true],
])('%s', (_, known, expected) => expect(isLeftover(known)).toBe(expected));

it('one that does not say when it was created is left alone', () => {
  const metadata = { namespace: 'shop', name: 'exec-doctor-1', uid: 'u-1' };
  expect(isLeftover(parseDebugPod(new ApiObject({ metadata, status: { phase: 'Failed' } }), now))).toBe(false);
});

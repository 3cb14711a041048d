import { describe, expect, it } from 'vitest';
import { podPriority, podState, podUid } from '../../../src/debug-pod/pod-state.ts';

const pod = (status: object, more: object = {}) => ({ metadata: { uid: 'u-1' }, status, ...more });
const container = (state: object, phase = 'Pending') =>
  pod({ phase, startTime: '2026-01-01T00:00:00Z', containerStatuses: [{ state }] });

describe('the state of', () => {
  it.each<[string, object, object]>([
    [
      'a pod that no kubelet has seen',
      pod({ phase: 'Pending' }),
      { kind: 'pending', seenByKubelet: false, sandboxRuns: false, waiting: null },
    ],
    [
      'one that it has seen',
      pod({ phase: 'Pending', startTime: '2026-01-01T00:00:00Z' }),
      { kind: 'pending', seenByKubelet: true, sandboxRuns: false, waiting: null },
    ],
    [
      'one that waits',
      container({ waiting: { reason: 'ErrImagePull', message: 'no' } }),
      { kind: 'pending', seenByKubelet: true, sandboxRuns: false, waiting: { reason: 'ErrImagePull', message: 'no' } },
    ],
    [
      'one whose sandbox runs',
      pod({ phase: 'Pending', conditions: [{ type: 'PodReadyToStartContainers', status: 'True' }] }),
      { kind: 'pending', sandboxRuns: true },
    ],
    [
      'likewise of an older kubelet',
      pod({ phase: 'Pending', conditions: [{ type: 'PodHasNetwork', status: 'True' }] }),
      { kind: 'pending', sandboxRuns: true },
    ],
    [
      'one whose sandbox does not run yet',
      pod({
        phase: 'Pending',
        conditions: [
          { type: 'PodReadyToStartContainers', status: 'False' },
          { type: 'PodScheduled', status: 'True' },
        ],
      }),
      { kind: 'pending', sandboxRuns: false },
    ],
    [
      'one that waits without a word',
      container({ waiting: {} }),
      { kind: 'pending', waiting: { reason: '', message: '' } },
    ],
    ['one that runs', container({ running: { startedAt: 'x' } }, 'Running'), { kind: 'running' }],
    [
      'one that has ended',
      container({ terminated: { exitCode: 0, reason: 'Completed', message: 'hello' } }, 'Succeeded'),
      { kind: 'ended', exitCode: 0, reason: 'Completed', message: 'hello' },
    ],
    [
      'one whose phase lags behind',
      container({ terminated: { exitCode: 1 } }, 'Running'),
      { kind: 'ended', exitCode: 1, reason: '', message: '' },
    ],
    [
      'one that was evicted',
      pod({ phase: 'Failed', reason: 'Evicted', message: 'memory' }),
      { kind: 'rejected', reason: { reason: 'Evicted', message: 'memory' } },
    ],
    ['one beyond its deadline', container({ running: {} }, 'Failed'), { kind: 'rejected' }],
    ['one without any status', pod({}), { kind: 'pending', seenByKubelet: false }],
  ])('%s', (_, object, state) => expect(podState(object)).toMatchObject(state));
});

it.each([[null], ['pod'], [{}], [{ metadata: { uid: 'x' } }]])('%j is no pod', (object) =>
  expect(() => podState(object)).toThrow(/is no pod as Kubernetes has them/),
);
it('its UID', () => expect(podUid(pod({}))).toBe('u-1'));
it.each([[null], [{}], [{ metadata: { uid: 7 } }]])('%j has no UID', (object) => expect(podUid(object)).toBe(''));
it('its priority', () =>
  expect([podPriority(pod({})), podPriority(pod({}, { spec: { priority: 7 } }))]).toEqual([0, 7]));

import { describe, expect, it } from 'vitest';
import { type ContainerState, newRecord } from '../../../../lab/embedded/kubelet/container-record.ts';
import type { RestartPolicy } from '../../../../lab/embedded/kubelet/pod-spec.ts';
import { podPhase, podStatus } from '../../../../lab/embedded/kubelet/pod-status.ts';

const waiting: ContainerState = { kind: 'waiting', reason: 'ContainerCreating' };
const running: ContainerState = { kind: 'running', startedAt: '2026-01-01T00:00:00Z' };
const ended = (exitCode: number): ContainerState => ({
  kind: 'terminated',
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  message: '',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  containerID: 'abc',
});
const crashed = { state: { kind: 'waiting', reason: 'CrashLoopBackOff' } as const, lastState: ended(1) };

type Seen = ContainerState | { state: ContainerState; lastState: ContainerState };

function observation(restartPolicy: RestartPolicy, containers: readonly Seen[], initContainers: readonly Seen[] = []) {
  const records = (seen: readonly Seen[]) =>
    seen.map((one, index) => ({ ...newRecord(`c${index}`, 'image', ''), ...('state' in one ? one : { state: one }) }));
  return {
    restartPolicy,
    qosClass: 'BestEffort',
    initContainers: records(initContainers),
    containers: records(containers),
    startTime: '2026-01-01T00:00:00Z',
    hostIP: '127.0.0.1',
    podIP: '',
  };
}

describe('phase', () => {
  const is =
    (phase: string, ...seen: Parameters<typeof observation>) =>
    () =>
      expect(podPhase(observation(...seen))).toBe(phase);

  it('before the first start', is('Pending', 'Always', [waiting]));
  it('one of two started', is('Pending', 'Always', [running, waiting]));
  it('all run', is('Running', 'Never', [running, running]));
  it('one of two ended', is('Running', 'Never', [running, ended(0)]));
  it('ended well, never restarted', is('Succeeded', 'Never', [ended(0)]));
  it('ended well, restarted on failure', is('Succeeded', 'OnFailure', [ended(0)]));
  it('one failed, never restarted', is('Failed', 'Never', [ended(0), ended(3)]));
  it('failed, to be restarted', is('Running', 'OnFailure', [ended(3)]));
  it('ended well, to be restarted', is('Running', 'Always', [ended(0)]));
  it('waits to restart', is('Running', 'Always', [crashed]));
  it('an init container runs', is('Pending', 'Never', [waiting], [running]));
  it('an init container failed for good', is('Failed', 'Never', [waiting], [ended(1)]));
});

describe('conditions', () => {
  const condition = (type: string, before = {}, now = '2026-01-01T00:01:00Z') => {
    const { conditions } = podStatus(observation('Always', [waiting]), before, new Date(now));
    return Array.isArray(conditions)
      ? conditions.find((one) => typeof one === 'object' && one && 'type' in one && one.type === type)
      : undefined;
  };

  it('names the containers that are not ready', () =>
    expect(condition('Ready')).toMatchObject({ status: 'False', message: 'containers with unready status: [c0]' }));
  it('keeps the time of the last change', () => {
    const before = podStatus(observation('Always', [waiting]), {}, new Date('2026-01-01T00:00:00Z'));
    expect(condition('Ready', before)).toMatchObject({ lastTransitionTime: '2026-01-01T00:00:00Z' });
  });
  it('notes the time of a change', () => {
    const before = podStatus(observation('Always', [running]), {}, new Date('2026-01-01T00:00:00Z'));
    expect(condition('Ready', before)).toMatchObject({ lastTransitionTime: '2026-01-01T00:01:00Z' });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { planRun } from '../../../src/run/plan.ts';
import { podVariants } from '../../../src/run/pod-variant.ts';
import { startPod } from '../../../src/run/start-pod.ts';
import { FakeCluster, settle, statuses } from '../debug-pod/fake-cluster.ts';
import { invocation, resolved, target } from './runs.ts';

// The same rules, faster.
vi.mock(import('../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, eventsEveryMs: 10 } };
});

const plan = planRun(resolved(), invocation(), [], { nonce: 'n'.repeat(24), runId: 'a1b2c3d4' });
const noShell = statuses.waiting('RunContainerError', 'exec: "env": executable file not found in $PATH');

/** Starts it on a node that reports these, one after each creation. */
async function start(
  reports: object[],
  { timeoutMs = 100, image = null as string | null, events = [] as object[] } = {},
) {
  const cluster = new FakeCluster();
  cluster.events = events;
  const create = cluster.create.bind(cluster);
  cluster.create = async (path, body) => {
    const object = await create(path, body);
    const report = reports.shift();
    if (report) setTimeout(() => cluster.report(report));
    return object;
  };
  const told: string[] = [];
  const started = await startPod(cluster, plan, podVariants(target, image), {
    timeoutMs,
    signal: new AbortController().signal,
    onCreate: ({ name }) => told.push(name),
  });
  started.pod.release();
  return { ...started, cluster, told };
}

describe('a debug pod', () => {
  it('that runs is taken', async () => {
    const { failure, variant, told } = await start([statuses.running]);
    expect({ failure, variant, told }).toEqual({
      failure: null,
      variant: { image: 'lab/nginx:1', userland: 'host', architecture: 'amd64' },
      told: ['exec-doctor-a1b2c3d4'],
    });
  });
  it('that has ended already is taken', async () =>
    expect((await start([statuses.ended('hello')])).failure).toBeNull());
  it.each<[string, object, object]>([
    ['evicted', statuses.evicted, { kind: 'rejected', text: 'Evicted: memory' }],
    ['without its image', statuses.waiting('ErrImagePull', 'no'), { kind: 'image', text: 'ErrImagePull: no' }],
    [
      'that the runtime refuses',
      statuses.waiting('RunContainerError', 'no space left'),
      { kind: 'runtime', text: 'RunContainerError: no space left' },
    ],
  ])('%s is given up at once', async (_, status, failure) => {
    const { cluster, ...started } = await start([status], { timeoutMs: 60_000 });
    expect(started.failure).toEqual(failure);
    expect(cluster.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
  it('of which nobody says anything is given up in time', async () =>
    expect((await start([])).failure).toEqual({ kind: 'silent', text: '' }));
  it('whose events tell why is given up in time', async () =>
    expect((await start([], { events: [{ reason: 'FailedCreatePodSandBox', message: 'no space' }] })).failure).toEqual({
      kind: 'runtime',
      text: 'FailedCreatePodSandBox: no space',
    }));
});

describe('the next variant', () => {
  it('is tried where the node has no shell; the one before is deleted', async () => {
    const { failure, variant, told, cluster } = await start([noShell, statuses.running]);
    expect(failure).toBeNull();
    expect(variant).toMatchObject({ image: 'busybox:stable', userland: 'image' });
    expect(told).toEqual(['exec-doctor-a1b2c3d4', 'exec-doctor-a1b2c3d4-1']);
    expect(cluster.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(1);
  });
  it('is tried where the node has no such folder', async () => {
    const events = [
      {
        reason: 'FailedMount',
        message: 'MountVolume.SetUp failed for volume "lib64": hostPath type check failed: /lib64 is not a directory',
      },
    ];
    const { told } = await start([], { events, timeoutMs: 100 });
    expect(told.length).toBeGreaterThan(1);
  });
  it('is none where there is no time left', async () => {
    const events = [{ reason: 'FailedMount', message: 'timed out waiting for the condition' }];
    const { told, failure } = await start([], { events });
    expect({ told: told.length, failure: failure?.text }).toEqual({
      told: 1,
      failure: 'FailedMount: timed out waiting for the condition',
    });
  });
  it('is none where an image was named', async () =>
    expect((await start([noShell], { image: 'x/y' })).failure?.kind).toBe('shell'));
});

it('whoever cancels need not wait', async () => {
  const cancel = new AbortController();
  const started = startPod(new FakeCluster(), plan, podVariants(target, null), {
    timeoutMs: 60_000,
    signal: cancel.signal,
    onCreate: (pod) => setTimeout(() => pod.release(), 50),
  });
  await settle();
  cancel.abort();
  await expect(started).rejects.toThrow();
});

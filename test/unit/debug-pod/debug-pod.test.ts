import { describe, expect, it, vi } from 'vitest';
import { DebugPod } from '../../../src/debug-pod/debug-pod.ts';
import { debugPodManifest } from '../../../src/debug-pod/manifest.ts';
import { containerName } from '../../../src/debug-pod/names.ts';
import { removePods } from '../../../src/run/debug-pod/remove-pods.ts';
import { apiError, FakeCluster, ofKubelet, settle, statuses } from './fake-cluster.ts';
import { planOf } from './plan.ts';

// The same rules, faster.
vi.mock(import('../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return {
    limits: {
      ...limits,
      podStartingMs: 40,
      deletionConfirmMs: 200,
      unseenRemovalMs: 40,
      removalMs: 20,
      forcedDeletionMs: 40,
      watchRetryMs: 5,
      tryPauseMs: 1,
      lateCreationMs: 20,
    },
  };
});

const pods = '/api/v1/namespaces/shop/pods';
const own = `${pods}/exec-doctor-a1b2c3d4`;
const never = new AbortController().signal;
const asked = (cluster: FakeCluster, method: string) =>
  cluster.requests.filter((request) => request.startsWith(method)).length;
const manifest = debugPodManifest(planOf());
/** Of the very pod that was made, whatever may have its name by now. */
const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'u-1' } };

async function created() {
  const cluster = new FakeCluster();
  const pod = await DebugPod.create(cluster, manifest, () => undefined);
  return { cluster, pod };
}

describe('creation', () => {
  it('opens the watch first, so that no change is missed', async () => {
    const { cluster, pod } = await created();
    expect(cluster.requests).toEqual([`WATCH ${pods}`, `POST ${pods}`]);
    expect(cluster.bodies).toEqual([manifest]);
    pod.release();
  });
  it('tells of the pod before it may exist', async () => {
    const cluster = new FakeCluster();
    let asked: readonly string[] = [];
    const pod = await DebugPod.create(cluster, manifest, () => {
      asked = [...cluster.requests];
    });
    expect(asked).toEqual([`WATCH ${pods}`]);
    pod.release();
  });
  it.each(['WATCH', 'POST'])('fails where the API server refuses: %s', async (method) => {
    const cluster = new FakeCluster();
    cluster.refusals.set(method, apiError(403));
    await expect(DebugPod.create(cluster, manifest, () => undefined)).rejects.toMatchObject({ status: 403 });
  });
  it('where the pod is not created for certain, it was told of', async () => {
    const cluster = new FakeCluster();
    cluster.refusals.set('POST', apiError(0, 'no answer'));
    const told = vi.fn();
    await expect(DebugPod.create(cluster, manifest, told)).rejects.toThrow('no answer');
    expect(told).toHaveBeenCalledOnce();
  });
  it('refuses a pod for which others would be evicted', async () => {
    const cluster = new FakeCluster();
    cluster.priority = 2_000_001_000;
    await expect(DebugPod.create(cluster, manifest, () => undefined)).rejects.toThrow(/system-critical priority/);
  });
});

describe('its state', () => {
  it('follows the watch', async () => {
    const { cluster, pod } = await created();
    expect(pod.state.kind).toBe('pending');
    cluster.report(statuses.waiting('ContainerCreating'));
    cluster.report(statuses.running);
    expect(await pod.until(({ kind }) => kind === 'running', 1000, never)).toEqual({ kind: 'running' });
    cluster.report(statuses.ended('hello'));
    expect(await pod.until(({ kind }) => kind === 'ended', 1000, never)).toMatchObject({ message: 'hello' });
    pod.release();
  });
  it('is read again where the watch was taken up again', async () => {
    const { cluster, pod } = await created();
    await settle();
    cluster.reportUnseen(statuses.running);
    cluster.endWatches();
    expect((await pod.until(({ kind }) => kind === 'running', 1000, never)).kind).toBe('running');
    cluster.report(statuses.ended());
    expect((await pod.until(({ kind }) => kind === 'ended', 1000, never)).kind).toBe('ended');
    pod.release();
  });
  it('is gone where the pod vanished while nobody watched', async () => {
    const { cluster, pod } = await created();
    await settle();
    cluster.reportUnseen(null);
    cluster.endWatches();
    expect((await pod.until(({ kind }) => kind === 'gone', 1000, never)).kind).toBe('gone');
  });
  it('survives an API server that answers nothing for a while', async () => {
    const { cluster, pod } = await created();
    await settle();
    cluster.refusals.set('WATCH', apiError(0));
    cluster.endWatches();
    await settle();
    cluster.refusals.clear();
    cluster.reportUnseen(statuses.running);
    expect((await pod.until(({ kind }) => kind === 'running', 1000, never)).kind).toBe('running');
    pod.release();
  });
  it('is the last one known when the time is over', async () => {
    const { pod } = await created();
    expect((await pod.until(() => false, 5, never)).kind).toBe('pending');
    pod.release();
  });
  it('is waited for no longer than somebody wants', async () => {
    const { pod } = await created();
    await expect(pod.until(() => false, 1000, AbortSignal.abort())).rejects.toThrow();
    pod.release();
  });
  it('once gone, stays gone', async () => {
    const { cluster, pod } = await created();
    cluster.vanish();
    cluster.report(statuses.running);
    await settle();
    expect(pod.state.kind).toBe('gone');
  });
});

describe('its end', () => {
  it('is confirmed by the watch', async () => {
    const { cluster, pod } = await created();
    await pod.delete();
    cluster.vanish();
    expect(await pod.gone()).toBe('deleted');
    expect(cluster.requests.filter((request) => request.startsWith('DELETE'))).toEqual([`DELETE ${own}`]);
    expect(cluster.bodies.at(-1)).toEqual(options);
  });
  it('is not asked for while the kubelet is only just starting it', async () => {
    const { cluster, pod } = await created();
    const asked = pod.delete();
    await settle();
    expect(cluster.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
    cluster.report(statuses.running);
    await asked;
    expect(cluster.requests.at(-1)).toBe(`DELETE ${own}`);
    pod.release();
  });
  it('is asked for at once where the creation was refused', async () => {
    const cluster = new FakeCluster();
    cluster.refusals.set('POST', apiError(0, 'no answer'));
    const made: DebugPod[] = [];
    await expect(DebugPod.create(cluster, manifest, (pod) => made.push(pod))).rejects.toThrow('no answer');
    const begun = performance.now();
    await made[0]?.delete();
    expect(performance.now() - begun).toBeLessThan(60);
    made[0]?.release();
  });
  it('is asked for at once where others would be evicted for it', async () => {
    const cluster = new FakeCluster();
    cluster.priority = 2_000_001_000;
    const made: DebugPod[] = [];
    await expect(DebugPod.create(cluster, manifest, (pod) => made.push(pod))).rejects.toThrow(/system-critical/);
    const begun = performance.now();
    await made[0]?.delete();
    expect(performance.now() - begun).toBeLessThan(30);
    expect(cluster.requests.at(-1)).toBe(`DELETE ${own}`);
    made[0]?.release();
  });
  it('is not waited for once the kubelet has said that the container has ended', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    await pod.delete();
    cluster.report(statuses.ended());
    const ending = pod.gone();
    await expect.poll(() => cluster.bodies.at(-1)).toMatchObject({ gracePeriodSeconds: 0 });
    cluster.vanish();
    expect(await ending).toBe('deleted');
  });
  it.each<[string, object | null, forcedAfterMs: number]>([
    ['sooner where none has taken it up', null, 40],
    ['later where it runs', statuses.running, 200],
  ])('is forced only where no kubelet confirms it, %s', async (_, status, forcedAfterMs) => {
    const { cluster, pod } = await created();
    if (status) cluster.report(status);
    await pod.delete();
    const began = performance.now();
    const ending = pod.gone();
    await expect.poll(() => cluster.bodies.at(-1)).toEqual({ ...options, gracePeriodSeconds: 0 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(forcedAfterMs - 2);
    cluster.vanish();
    expect(await ending).toBe('forced');
  });
  it('is not forced soon where the kubelet takes it up meanwhile', async () => {
    const { cluster, pod } = await created();
    await pod.delete();
    const ending = pod.gone();
    setTimeout(() => cluster.report(statuses.running), 20);
    setTimeout(() => cluster.vanish(), 100);
    expect(await ending).toBe('deleted');
  });
  it('is told where even that is not confirmed', async () => {
    const { pod } = await created();
    await pod.delete();
    expect(await pod.gone()).toBe('unconfirmed');
  });
  it('is no error where somebody else deleted it', async () => {
    const { cluster, pod } = await created();
    cluster.reportUnseen(null);
    await pod.delete();
    expect(await pod.gone()).toBe('deleted');
  });
  it('is an error where it may not be deleted', async () => {
    const { cluster, pod } = await created();
    cluster.refusals.set('DELETE', apiError(403));
    await expect(pod.delete()).rejects.toMatchObject({ status: 403 });
    pod.release();
  });
});

it('its container is waited for only while it runs', async () => {
  const { cluster, pod } = await created();
  await pod.ended(1000, never);
  cluster.report(statuses.running);
  await settle();
  const ended = pod.ended(1000, never);
  cluster.report(statuses.ended());
  await ended;
  await pod.ended(1000, AbortSignal.abort());
  pod.release();
});

it('its events are those of its UID', async () => {
  const { cluster, pod } = await created();
  cluster.events = [ofKubelet({ reason: 'FailedMount', message: 'x' })];
  expect(await pod.events(never)).toEqual([{ reason: 'FailedMount', message: 'x', count: 1 }]);
  pod.release();
});

/** How a request may fail: before it was carried out, or after. */
type Failure = readonly [error: Error, carriedOut?: 'carried out'];

/** Creations and deletions fail so, one after the other; then all is well. */
function failing(method: 'create' | 'delete', failures: readonly Failure[]): FakeCluster {
  const cluster = new FakeCluster();
  const left = [...failures];
  const carryOut = cluster[method].bind(cluster);
  cluster[method] = async (path: string, body: unknown) => {
    const [error, carriedOut] = left.shift() ?? [];
    if (!error) return carryOut(path, body);
    if (carriedOut) await carryOut(path, body);
    else cluster.requests.push(`${method === 'create' ? 'POST' : 'DELETE'} ${path}`);
    throw error;
  };
  return cluster;
}

/** Creates it, as far as that works, and removes it as every ending does. */
async function life(cluster: FakeCluster, prepare: () => void = () => undefined) {
  const pods: DebugPod[] = [];
  const created = await DebugPod.create(cluster, manifest, (pod) => pods.push(pod)).then(
    () => 'created',
    (error: Error) => error.message,
  );
  prepare();
  const mayExist = pods[0]?.mayExist;
  cluster.report(statuses.ended());
  await pods[0]?.delete();
  const deletions = cluster.bodies.filter((body) => JSON.stringify(body).includes('DeleteOptions'));
  pods[0]?.release();
  return { created, mayExist, posts: asked(cluster, 'POST'), deletions };
}

describe('a creation whose answer is lost', () => {
  it.each([0, 429, 500, 503])('is tried again: %d', async (status) => {
    const cluster = failing('create', [[apiError(status)], [apiError(status)]]);
    expect(await life(cluster)).toEqual({ created: 'created', mayExist: true, posts: 3, deletions: [options] });
  });
  it('is tried three times', async () => {
    const cluster = failing('create', [[apiError(0)], [apiError(0)], [apiError(500, 'in trouble')]]);
    expect(await life(cluster, () => cluster.reportUnseen(null))).toMatchObject({ created: 'in trouble', posts: 3 });
  });
  it('and was carried out: the pod that is there already is ours', async () => {
    const cluster = failing('create', [[apiError(0), 'carried out'], [apiError(409)]]);
    expect(await life(cluster)).toEqual({ created: 'created', mayExist: true, posts: 2, deletions: [options] });
  });
  it('for good, though it was carried out: the pod is found, and deleted', async () => {
    const cluster = failing('create', [[apiError(0), 'carried out'], [apiError(500)], [apiError(0, 'lost')]]);
    expect(await life(cluster)).toEqual({ created: 'lost', mayExist: true, posts: 3, deletions: [options] });
  });
  it('for good: there is nothing to delete', async () => {
    const cluster = failing('create', [[apiError(0)], [apiError(0)], [apiError(0, 'lost')]]);
    const nothing = () => cluster.reportUnseen(null);
    cluster.report = nothing;
    expect(await life(cluster)).toEqual({ created: 'lost', mayExist: true, posts: 3, deletions: [] });
  });
  it('and is asked for no longer than somebody wants', async () => {
    const cluster = new FakeCluster();
    const cancel = new AbortController();
    cluster.create = (_path, _body, _query, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const pods: DebugPod[] = [];
    const creation = DebugPod.create(cluster, manifest, (pod) => pods.push(pod), cancel.signal);
    setTimeout(() => cancel.abort(new Error('enough')), 5);
    await expect(creation).rejects.toThrow('enough');
    expect(pods[0]?.mayExist).toBe(true);
    pods[0]?.release();
  });
});

describe('a creation that is answered with what is not our pod', () => {
  const { metadata, spec } = manifest;
  const ours = { metadata: { ...metadata, uid: 'u-1' }, spec, status: { phase: 'Pending' } };
  const different = (more: object) => ({ ...ours, metadata: { ...ours.metadata, ...more } });
  const answers: [string, unknown][] = [
    ['without a UID', different({ uid: undefined })],
    ['with an empty UID', different({ uid: '' })],
    ['under another name', different({ name: 'web-0' })],
    ['in another namespace', different({ namespace: 'kube-system' })],
    ['without our labels', different({ labels: {} })],
    ['a status', { kind: 'Status', status: 'Success' }],
    ['nothing', null],
  ];
  /** What is carried out, answered so, and read so later. */
  const answering = (answer: unknown, read: (cluster: FakeCluster) => unknown) => {
    const cluster = new FakeCluster();
    const carryOut = cluster.create.bind(cluster);
    cluster.create = async (path, body) => {
      await carryOut(path, body);
      return answer;
    };
    const get = cluster.get.bind(cluster);
    cluster.get = async (path) => read(cluster) ?? get(path);
    return cluster;
  };
  const nothing = () => {
    throw apiError(404);
  };

  it.each(answers)('%s: it is found, and deleted', async (_, answer) => {
    const cluster = answering(answer, () => null);
    expect(await life(cluster)).toEqual({ created: 'created', mayExist: true, posts: 1, deletions: [options] });
  });
  it.each(answers)('%s, and it is not found: it is told that it may be there', async (_, answer) => {
    const cluster = answering(answer, nothing);
    cluster.report = () => undefined;
    const pods: DebugPod[] = [];
    await expect(DebugPod.create(cluster, manifest, (pod) => pods.push(pod))).rejects.toThrow(/is not that pod/);
    const told: string[] = [];
    const progress = {
      stage: () => undefined,
      notice: (text: string) => told.push(text),
      waiting: () => undefined,
      watch: () => undefined,
      leave: () => undefined,
      end: () => undefined,
    };
    await removePods(pods, progress);
    expect(told).toEqual([
      expect.stringMatching(/may be there.*Remove it with: kubectl delete pod -n shop exec-doctor-a1b2c3d4$/),
    ]);
    expect([pods[0]?.mayExist, asked(cluster, 'DELETE')]).toEqual([true, 0]);
  });
  it('a page that is not JSON, and it is not found: it is told that it may be there', async () => {
    const cluster = failing('create', [[apiError(201, 'the answer is not JSON'), 'carried out']]);
    cluster.get = async () => nothing();
    const pods: DebugPod[] = [];
    await expect(DebugPod.create(cluster, manifest, (pod) => pods.push(pod))).rejects.toThrow('not JSON');
    await expect(pods[0]?.delete()).rejects.toThrow(/it may be there/);
    pods[0]?.release();
  });
  it('of no status, it is deleted, and its user reads a sentence', async () => {
    const cluster = answering({ ...ours, status: undefined }, () => null);
    expect(await life(cluster)).toEqual({
      created: expect.stringMatching(/no pod as Kubernetes has them/),
      ...{ mayExist: true, posts: 1, deletions: [options] },
    });
  });
  it('nor has it one where it is read: it is deleted all the same', async () => {
    const cluster = failing('create', [[apiError(0), 'carried out'], [apiError(0)], [apiError(0, 'lost')]]);
    cluster.get = async () => ({ ...ours, status: undefined });
    cluster.report = () => undefined;
    expect(await life(cluster)).toMatchObject({ created: 'lost', deletions: [options] });
  });
  it('read without a UID where it is deleted, it is not taken for gone', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    cluster.refusals.set('DELETE', apiError(409));
    cluster.get = async () => different({ uid: '' });
    await expect(pod.delete()).rejects.toMatchObject({ status: 409 });
    pod.release();
  });
});

describe('a creation that is refused', () => {
  it.each([400, 403, 404, 409, 422])('is not tried again, and nothing is deleted: %d', async (status) => {
    const cluster = failing('create', [[apiError(status, 'no')]]);
    expect(await life(cluster)).toEqual({ created: 'no', mayExist: false, posts: 1, deletions: [] });
    expect(asked(cluster, 'DELETE')).toBe(0);
  });
});

describe("somebody else's pod of that name", () => {
  const foreign = (change: (metadata: typeof manifest.metadata) => object) => ({
    metadata: { ...manifest.metadata, uid: 'theirs', ...change(manifest.metadata) },
    spec: { containers: [{ name: containerName }] },
    status: {},
  });
  type Change = Parameters<typeof foreign>[0];
  it.each<[string, Change]>([
    ['another run', ({ labels }) => ({ labels: { ...labels, 'exec-doctor/run': 'ffffffff' } })],
    ['one label alone', ({ labels }) => ({ labels: { 'exec-doctor/run': labels['exec-doctor/run'] } })],
    ['another target', ({ annotations }) => ({ annotations: { ...annotations, 'exec-doctor/target-pod': 'other' } })],
  ])('is left alone: %s', async (_, change) => {
    const cluster = failing('create', [[apiError(0)], [apiError(409)]]);
    cluster.get = async () => foreign(change);
    expect(await life(cluster)).toEqual({
      created: expect.stringMatching(/already, and it is not ours/),
      ...{ mayExist: false, posts: 2, deletions: [] },
    });
    expect(asked(cluster, 'DELETE')).toBe(0);
  });
  it('with another container is left alone where no creation was answered', async () => {
    const cluster = failing('create', [[apiError(0)], [apiError(0)], [apiError(0, 'lost')]]);
    cluster.get = async () => ({ ...foreign(() => ({})), spec: { containers: [{ name: 'web' }] } });
    expect(await life(cluster)).toMatchObject({ created: 'lost', deletions: [] });
    expect(asked(cluster, 'DELETE')).toBe(0);
  });
  it('that has taken its place is not deleted: ours is gone', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    cluster.refusals.set('DELETE', apiError(409));
    cluster.get = async () => foreign(() => ({}));
    await pod.delete();
    expect([pod.state.kind, await pod.gone()]).toEqual(['gone', 'deleted']);
    pod.release();
  });
});

describe('a deletion', () => {
  it.each([0, 429, 500, 503])('is tried again: %d', async (status) => {
    const cluster = failing('delete', [[apiError(status)], [apiError(status)]]);
    expect(await life(cluster)).toMatchObject({ created: 'created', deletions: [options] });
    expect(asked(cluster, 'DELETE')).toBe(3);
  });
  it('is tried three times', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    cluster.refusals.set('DELETE', apiError(0, 'nobody there'));
    await expect(pod.delete()).rejects.toThrow('nobody there');
    expect(asked(cluster, 'DELETE')).toBe(3);
    pod.release();
  });
  it('that is refused is not tried again', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    cluster.refusals.set('DELETE', apiError(403));
    await expect(pod.delete()).rejects.toMatchObject({ status: 403 });
    expect(asked(cluster, 'DELETE')).toBe(1);
    pod.release();
  });
  it('that conflicts while ours is still there is an error', async () => {
    const { cluster, pod } = await created();
    cluster.report(statuses.running);
    cluster.refusals.set('DELETE', apiError(409));
    await expect(pod.delete()).rejects.toMatchObject({ status: 409 });
    pod.release();
  });
});

it('once released it asks for nothing any more', async () => {
  const { cluster, pod } = await created();
  cluster.refusals.set('WATCH', apiError(0));
  cluster.endWatches();
  await expect.poll(() => asked(cluster, 'WATCH')).toBeGreaterThan(2);
  pod.release();
  await settle();
  const before = cluster.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(cluster.requests.length).toBe(before);
});

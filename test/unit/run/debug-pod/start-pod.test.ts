import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../../../src/model/probe.ts';
import { podVariants } from '../../../../src/run/debug-pod/pod-variant.ts';
import { startPod } from '../../../../src/run/debug-pod/start-pod.ts';
import type { WhileItWaits } from '../../../../src/run/debug-pod/while-it-waits.ts';
import { nothingKnown, planRun } from '../../../../src/run/plan.ts';
import { startClock } from '../../../../src/run/session/run-clock.ts';
import { FakeCluster, ofKubelet, settle, statuses } from '../../debug-pod/fake-cluster.ts';
import { invocation, resolved, target } from '../runs.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  const waits = { eventsEveryMs: 10, eventsStandMs: 10, podStartingMs: 20 };
  return { limits: { ...limits, ...waits, kubeletAskedAfterMs: 20, kubeletTakesPodMs: 40 } };
});

const words = { echoWord: 'e'.repeat(24), runId: 'a1b2c3d4', folderWord: '5c'.repeat(16), pathWord: '7d'.repeat(16) };
const plan = planRun(resolved(), invocation(), nothingKnown, words);
const folder = `/exec-doctor-${words.folderWord}`;

/** What becomes of one pod: what its kubelet reports, or the event that tells why it does not start; and what is reported once that was read. */
type Life =
  | object
  | {
      readonly event: { readonly reason: string; readonly message: string; readonly count?: number };
      readonly soon?: object;
    };

const noProgram = (path: string) =>
  statuses.waiting('RunContainerError', `exec: "${path}": stat ${path}: no such file or directory`);
const noFile = (volume: string, path: string, type = 'file') => ({
  event: {
    reason: 'FailedMount',
    message: `MountVolume.SetUp failed for volume "${volume}" : hostPath type check failed: ${path} is not a ${type}`,
  },
});

const ok: Outcome = { kind: 'ok', durationMs: 1, method: 'echo' };
const failed = (text: string): Outcome => ({ kind: 'error', durationMs: 1, exitCode: 1, text });
const refused = 'Error from server: error dialing backend: dial tcp 10.0.0.7:10250: connect: connection refused';

interface Start {
  readonly timeoutMs?: number;
  readonly image?: string | null;
  readonly clusterImage?: string | null;
  readonly osImage?: string;
  /** Of the node: Unknown, False. */
  readonly ready?: string;
  /** The API server finds nobody at the kubelet's port. */
  readonly refuses?: boolean;
  /** What an exec into the target comes to. */
  readonly exec?: Outcome;
  /** What the event says at each look, where that changes. */
  readonly message?: () => string;
}

/** Starts it on a node that lets these things happen, one after each creation. */
async function start(
  lives: Life[],
  { timeoutMs = 1_000, image = null, clusterImage = null, osImage = target.node.osImage, ...node }: Start = {},
) {
  const cluster = new FakeCluster();
  const create = cluster.create.bind(cluster);
  let soon: object | undefined;
  cluster.create = async (path, body) => {
    const object = await create(path, body);
    const life = lives.shift();
    cluster.events = life && 'event' in life ? [ofKubelet(life.event)] : [];
    soon = life && 'event' in life ? life.soon : undefined;
    const status = life && 'event' in life ? statuses.waiting('ContainerCreating') : life;
    if (status) setTimeout(() => cluster.report(status));
    return object;
  };
  const get = cluster.get.bind(cluster);
  cluster.get = async (path) => {
    const status = soon;
    const { message } = node;
    if (message && path.endsWith('/events'))
      cluster.events = [ofKubelet({ reason: 'FailedCreatePodSandBox', message: message() })];
    if (status && path.endsWith('/events')) setTimeout(() => cluster.report(status));
    return get(path);
  };
  const told: string[] = [];
  const on = { ...target, node: { ...target.node, osImage } };
  const asked: string[] = [];
  const { ready = 'True', refuses = false, exec = ok } = node;
  const started = await startPod(cluster, plan, podVariants(on, { image, clusterImage, sandboxImage: 'pause:1' }), {
    timeoutMs,
    cancelled: new AbortController().signal,
    clock: startClock(60_000),
    onCreate: ({ name }) => told.push(name),
    meanwhile: {
      node: {
        ready: { status: ready, reason: '', message: '', lastTransitionTime: null },
        lease: { renewTime: '', ageSeconds: ready === 'Unknown' ? 60 : 5 },
      },
      kubeletRefuses: async () => {
        asked.push('kubelet');
        return refuses;
      },
      target: async () => {
        asked.push('target');
        return { name: 'kubectl', subject: 'target', command: [], outcome: exec, flaky: false };
      },
    },
  });
  started.pod.release();
  return { ...started, cluster, told, asked };
}

const nobodyAsked: WhileItWaits = {
  node: { ready: null, lease: null },
  kubeletRefuses: async () => false,
  target: () => Promise.reject(new Error('asked')),
};

describe('a debug pod', () => {
  it('that runs is taken', async () => {
    const { failure, variant, told } = await start([statuses.running]);
    expect({ failure, variant, told }).toEqual({
      failure: null,
      variant: { image: 'pause:1', imageFrom: 'sandbox', architecture: 'amd64', programs: 'glibc' },
      told: ['exec-doctor-a1b2c3d4'],
    });
  });
  it('that has ended already is taken', async () =>
    expect((await start([statuses.ended('hello')])).failure).toBeNull());
  it.each<[string, object, object]>([
    ['evicted', statuses.evicted, { kind: 'rejected', text: 'Evicted: memory' }],
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
    expect((await start([], { timeoutMs: 100 })).failure).toEqual({ kind: 'silent', text: '' }));
  it('whose events tell why is given up in time', async () => {
    const event = { reason: 'FailedCreatePodSandBox', message: 'no space' };
    expect((await start([{ event }], { timeoutMs: 100 })).failure).toEqual({
      kind: 'runtime',
      text: 'FailedCreatePodSandBox: no space',
      mayBeForged: true,
    });
  });
});

/** Which variants are tried, each of them failing so, but for the last. */
describe('the next variant', () => {
  const noImage = statuses.waiting('ErrImageNeverPull', 'Container image "x" is not present with pull policy of Never');
  const noPull = statuses.waiting('ErrImagePull', 'not found');
  const noGlibc = noFile('node-ld', '/lib64/ld-linux-x86-64.so.2');
  const noMusl = noFile('node-ld', '/lib/ld-musl-x86_64.so.1');
  const noLib64 = noFile('node-lib64', '/lib64', 'directory');
  const noNsenter = noFile('node-nsenter', '/usr/bin/nsenter');
  const noSh = noFile('node-sh', '/bin/sh');
  const noUsr = noFile('node-usr', '/usr', 'directory');
  const onCluster = { clusterImage: 'kube/proxy:1' };
  const onAlpine = { ...onCluster, osImage: 'Alpine Linux v3.20' };

  it.each<[what: string, how: Start, lives: Life[], last: string]>([
    ['without anything amiss: none', onCluster, [], 'cluster glibc'],
    ["where the cluster's image is not there: the sandboxes'", onCluster, [noImage], 'sandbox glibc'],
    ['where it cannot be pulled: likewise', onCluster, [noPull], 'sandbox glibc'],
    ["where the node has no such loader: the other library's", onCluster, [noGlibc], 'cluster musl'],
    ['where it has no /lib64: likewise', onCluster, [noLib64], 'cluster musl'],
    ['the other way round', onAlpine, [noMusl], 'cluster glibc'],
    ["without an image of the cluster's", {}, [noGlibc], 'sandbox musl'],
    ['where the loader cannot be executed: that with a shell', onCluster, [noProgram(`${folder}/ld`)], 'shell image'],
    ['where first the one, then the other is not there', onCluster, [noGlibc, noImage], 'sandbox musl'],
    [
      'on a node that is known to have no shell: that with one',
      { ...onCluster, osImage: 'Talos (v1.8.1)' },
      [],
      'shell image',
    ],
    ["where the sandboxes' image is not there either", onCluster, [noImage, noImage], 'shell image'],
    ["without an image of the cluster's, and without that", {}, [noImage], 'shell image'],
  ])('%s', async (_, how, lives, last) => {
    const { failure, variant, told, cluster } = await start([...lives, statuses.running], how);
    expect(failure).toBeNull();
    expect(`${variant.imageFrom} ${variant.programs}`).toBe(last);
    expect(told).toEqual(
      ['', '-1', '-2', '-3'].slice(0, lives.length + 1).map((more) => `exec-doctor-a1b2c3d4${more}`),
    );
    // the one before is deleted
    expect(cluster.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(lives.length);
  });

  it.each<[what: string, how: Start, lives: Life[], kind: string]>([
    ['where no image is there', onCluster, [noImage, noImage, noPull], 'image'],
    ['where the runtime refuses it', onCluster, [statuses.waiting('RunContainerError', 'no space left')], 'runtime'],
    ['where it was evicted', onCluster, [statuses.evicted], 'rejected'],
    ['where the image with a shell has none', onCluster, [noProgram(`${folder}/ld`), noProgram('env')], 'shell'],
    ['where that image is not there', onCluster, [noProgram(`${folder}/ld`), noPull], 'image'],
    // only events say so, and these can be forged: no image is pulled for that
    ['where it has neither loader', onCluster, [noGlibc, noMusl], 'mount'],
    ['where it has neither, the other way round', onAlpine, [noMusl, noGlibc], 'mount'],
    ['where it has no nsenter', onCluster, [noNsenter], 'mount'],
    ['where it has no sh', onCluster, [noSh], 'mount'],
    ['where it has no /usr', onCluster, [noUsr], 'mount'],
    ['where the other image has no sh either', onCluster, [noGlibc, noImage, noSh], 'mount'],
    ['where the image of --image is not there', { ...onCluster, image: 'x/y' }, [noPull], 'image'],
    ['where it has no shell', { ...onCluster, image: 'x/y' }, [noProgram('env')], 'shell'],
  ])('is none %s', async (_, how, lives, kind) => {
    const { failure, told } = await start([...lives], { ...how, timeoutMs: 60_000 });
    expect([failure?.kind, told.length]).toEqual([kind, lives.length]);
  });

  it('is none where the pod runs soon after an event that says it cannot', async () => {
    const { failure, told } = await start([{ ...noGlibc, soon: statuses.running }]);
    expect({ failure, told: told.length }).toEqual({ failure: null, told: 1 });
  });

  it('is none where there is no time left', async () => {
    const event = { reason: 'FailedMount', message: 'timed out waiting for the condition' };
    const { told, failure } = await start([{ event }], { ...onCluster, timeoutMs: 100 });
    expect({ told: told.length, failure: failure?.text }).toEqual({
      told: 1,
      failure: 'FailedMount: timed out waiting for the condition',
    });
  });
});

/** With a minute of time: who comes to an end in a test has not waited. */
describe('what cannot start is not waited for', () => {
  const timeoutMs = 60_000;
  const noRunc = 'exec: "runc": executable file not found in $PATH';
  const told = (message: string, count = 1) => [{ event: { reason: 'FailedCreatePodSandBox', message, count } }];

  it('where the kubelet is down', async () => {
    const started = await start([], { timeoutMs, refuses: true, exec: failed(refused) });
    expect(started).toMatchObject({ failure: { kind: 'silent', text: '' }, kubeletGone: true });
  });
  it('where the control plane has not heard of it, and nobody answers', async () => {
    const exec: Outcome = { kind: 'hang', durationMs: 4_000 };
    const started = await start([], { timeoutMs, ready: 'Unknown', exec });
    expect(started).toMatchObject({ failure: { kind: 'silent', text: '' }, kubeletGone: false });
  });
  it('where the node is not Ready, and an exec fails with words of its runtime', async () => {
    const exec = failed(
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    );
    expect((await start([], { timeoutMs, ready: 'False', exec })).failure).toEqual({ kind: 'silent', text: '' });
  });
  it("where an event has the runtime's own words, and so has an exec", async () => {
    const started = await start(told(noRunc), { timeoutMs, exec: failed(noRunc) });
    expect(started.failure).toEqual({
      ...{ kind: 'runtime', mayBeForged: true },
      text: `FailedCreatePodSandBox: ${noRunc}`,
    });
  });
  it('but where somebody forges the event and the target prints the same words, the pod starts and refutes it', async () => {
    const [life] = told(noRunc);
    const started = await start([{ ...life, soon: statuses.running }], { timeoutMs, exec: failed(noRunc) });
    // nor is anything executed in the target before the guards have spoken
    expect(started).toMatchObject({ failure: null, asked: [] });
  });
  it('also where its words are others at each look', async () => {
    let look = 0;
    const started = await start(told(noRunc), {
      timeoutMs,
      exec: failed(noRunc),
      message: () => `try ${look++}: ${noRunc}`,
    });
    expect(started.failure?.text).toMatch(/try \d+: exec: "runc"/);
    expect(look).toBeLessThan(10);
  });
  it('where it is told twice', async () => {
    expect((await start(told(noRunc, 2), { timeoutMs })).failure?.kind).toBe('runtime');
  });
});

describe('what may start is waited for, and the target asked nothing', () => {
  it.each<[string, Life[], Start]>([
    ['where nobody answers, and nothing is known', [], {}],
    [
      'where the kubelet has taken it up, whoever is refused',
      [statuses.waiting('ContainerCreating')],
      { refuses: true },
    ],
    ['where a node that is not Ready has', [statuses.waiting('ContainerCreating')], { ready: 'False' }],
    [
      'where an event has words that are not the runtime’s',
      [{ event: { reason: 'FailedCreatePodSandBox', message: 'network plugin is not ready' } }],
      {},
    ],
  ])('%s', async (_, lives, how) => {
    const { asked } = await start(lives, { ...how, timeoutMs: 150, exec: failed(refused) });
    expect(asked).not.toContain('target');
  });
});

describe('what was told once is waited for', () => {
  it.each<[string, Outcome]>([
    ['where exec works', ok],
    ['where it hangs', { kind: 'hang', durationMs: 10_000 }],
    [
      'where it fails with other words',
      failed('Cannot connect to the Docker daemon at x. Is the docker daemon running?'),
    ],
  ])('%s', async (_, exec) => {
    const event = { reason: 'FailedCreatePodSandBox', message: 'exec: "runc": executable file not found in $PATH' };
    const timeoutMs = 150;
    const began = performance.now();
    const { asked } = await start([{ event }], { timeoutMs, exec });
    expect(asked).toContain('target');
    expect(performance.now() - began).toBeGreaterThanOrEqual(timeoutMs - 5);
  });
});

it('whoever cancels need not wait', async () => {
  const cancel = new AbortController();
  const started = startPod(
    new FakeCluster(),
    plan,
    podVariants(target, { image: null, clusterImage: null, sandboxImage: 'pause:1' }),
    {
      timeoutMs: 60_000,
      cancelled: cancel.signal,
      clock: startClock(60_000),
      onCreate: (pod) => setTimeout(() => pod.release(), 50),
      meanwhile: nobodyAsked,
    },
  );
  await settle();
  cancel.abort();
  await expect(started).rejects.toThrow();
});

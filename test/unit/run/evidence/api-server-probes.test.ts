import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Cluster } from '../../../../src/cluster/cluster.ts';
import type { Attempt, ExecClient } from '../../../../src/kubectl-probe/exec-client.ts';
import type { ProbeName } from '../../../../src/model/probe.ts';
import type { Target } from '../../../../src/model/target.ts';
import type { NodeRecord } from '../../../../src/records/record.ts';
import {
  type ApiServerOptions,
  askThroughApiServer,
  listener,
} from '../../../../src/run/evidence/api-server-probes.ts';
import { apiError } from '../../debug-pod/fake-cluster.ts';
import { invocation } from '../runs.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, crossCheckAfterMs: 30, crossCheckMs: 60, passPauseMs: 5, leastWayMs: 50 } };
});

const echoWord = 'abc';
const missingPath = '/exec-doctor-def-cannot-exist';
const said = (output: string, exitCode = 0): Attempt => ({ end: 'answered', exitCode, output, durationMs: 5 });
const never = () => new Promise<never>(() => undefined);

/** kubectl, which says that; and an API server whose exec and log answer so. */
function asked(
  kubectl: () => Promise<Attempt> | Attempt,
  {
    exec = 'ok',
    terminal = 'ok',
    log = 'ok',
    nodeWorks = Promise.resolve(true),
    isOver = (): boolean => false,
    words = 'pod/nginx1',
    bare = `exec: "${missingPath}": no such file or directory`,
  } = {},
) {
  const calls: string[] = [];
  const stages: string[] = [];
  const answer = async (how: string, what: string) => {
    calls.push(what);
    if (how === 'hang') return never();
    if (how !== 'ok') throw apiError(/^forbidden/i.test(how) ? 403 : 500, how);
    return { exitCode: 0, statusMessage: '', stdout: Buffer.from(`${echoWord}\n`), stderr: new Uint8Array() };
  };
  const cluster = {
    exec: (_pod: unknown, _command: unknown, signal: AbortSignal, options?: { terminal?: boolean }) =>
      Promise.race([
        answer(options?.terminal ? terminal : exec, options?.terminal ? 'terminal' : 'websocket'),
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]),
    followLog: (_pod: unknown, signal: AbortSignal) =>
      Promise.race([
        answer(log, 'log').then(() => (async function* () {})()),
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]),
  } as unknown as Cluster;
  const client: ExecClient = {
    describe: (_, command) => command,
    run: async (_, command) => (command.includes(missingPath) ? said(bare, 126) : kubectl()),
  };
  const options: ApiServerOptions = {
    ...{ cluster, client, echoWord, missingPath, nodeWorks, isOver, invocation: invocation(words) },
    runtime: 'containerd',
    container: { namespace: 'default', name: 'nginx1', container: 'nginx' },
    signal: new AbortController().signal,
    stage: (text) => stages.push(text),
    onProbe: () => undefined,
  };
  return { answered: askThroughApiServer(options), calls, stages };
}
const checks = async ({ answered }: ReturnType<typeof asked>) =>
  (await answered).crossChecks.map(({ name, outcome }) => `${name} ${outcome.kind}`);

describe('where kubectl works', () => {
  it('a terminal is asked for at the same time, once the node is known to work', async () => {
    const plain = Promise.withResolvers<Attempt>();
    const run = asked(() => plain.promise);
    await sleep(10);
    expect(run.calls).toEqual(['terminal']);
    plain.resolve(said(`${echoWord}\n`));
    expect((await run.answered).terminals).toMatchObject([{ outcome: { kind: 'ok' } }]);
    expect(run.calls).toEqual(['terminal']);
  });
  it('and afterwards where that is not known', async () => {
    const plain = Promise.withResolvers<Attempt>();
    const run = asked(() => plain.promise, { nodeWorks: never() });
    await sleep(10);
    expect(run.calls).toEqual([]);
    plain.resolve(said(`${echoWord}\n`));
    expect((await run.answered).terminals).toMatchObject([{ outcome: { kind: 'ok' } }]);
  });
  it('a terminal is asked for, and nothing else', async () => {
    const run = asked(() => said(`${echoWord}\n`));
    expect((await run.answered).terminals).toMatchObject([{ name: 'kubectl', outcome: { kind: 'ok' } }]);
    expect(run.calls).toEqual(['terminal']);
  });
  it('unless none is wanted', async () => {
    const run = asked(() => said(`${echoWord}\n`), { words: 'pod/nginx1 --tty=false' });
    expect(await run.answered).toMatchObject({ terminals: [], crossChecks: [] });
    expect(run.calls).toEqual([]);
  });
  it('a terminal that fails is one that fails', async () => {
    const { terminals } = await asked(() => said(`${echoWord}\n`), { terminal: 'no pty' }).answered;
    expect(terminals).toMatchObject([{ outcome: { kind: 'error' } }]);
  });
  it('but where the same way fails without one too, it is the client', async () => {
    const { terminals } = await asked(() => said(`${echoWord}\n`), { terminal: 'no', exec: 'forbidden' }).answered;
    expect(terminals).toMatchObject([{ outcome: { kind: 'skipped' } }]);
  });
});

describe('where kubectl fails', () => {
  it('a terminal that hangs beside it is not waited for', async () => {
    const run = asked(() => sleep(5).then(() => said('error: no', 1)), { terminal: 'hang' });
    expect((await run.answered).terminals).toEqual([]);
  });
  const broken = () => said('error: unable to upgrade connection: <html>', 1);
  it('other ways are tried', async () => expect(await checks(asked(broken))).toEqual(['websocket ok', 'log ok']));
  it('a log that may not be read says nothing', async () =>
    expect(await checks(asked(broken, { log: 'forbidden' }))).toEqual(['websocket ok', 'log skipped']));
  it("a kubelet's no to the API server is no word about this user", async () => {
    const log = 'Forbidden (user=kubernetes, verb=get, resource=nodes, subresource=proxy) ( pods/log nginx1)';
    expect(await checks(asked(broken, { log }))).toEqual(['websocket ok', 'log error']);
  });
  it('each in its own time', async () =>
    expect(await checks(asked(broken, { exec: 'hang', log: 'hang' }))).toEqual(['websocket hang', 'log hang']));
  it('a sick node is spared another exec', async () => {
    const run = asked(broken, { nodeWorks: Promise.resolve(false) });
    expect(await checks(run)).toEqual([]);
    expect(run.calls).toEqual([]);
  });
  it('so is one of which nothing is known', async () =>
    expect(await checks(asked(broken, { nodeWorks: never(), words: 'pod/nginx1 --probe-timeout=60ms' }))).toEqual([]));
});

describe('where kubectl hangs', () => {
  const late = () => sleep(150).then((): Attempt => ({ end: 'hang', durationMs: 150 }));
  it('other ways are tried meanwhile', async () => {
    const run = asked(late);
    await sleep(60);
    expect(run.calls).toEqual(['terminal', 'websocket', 'log']);
    expect(await checks(run)).toEqual(['websocket ok', 'log ok', 'missing-path ok']);
  });
  it('it is asked for a path that cannot exist, and only its complaint counts', async () =>
    expect(await checks(asked(late, { bare: 'error: no' }))).toEqual(['websocket ok', 'log ok', 'missing-path error']));
  it('and nobody else does, it has to hang twice', async () => {
    let asks = 0;
    const { probe } = await asked(() => (asks++ === 0 ? late() : said(`${echoWord}\n`))).answered;
    expect([asks, probe.outcome.kind, probe.flaky]).toEqual([2, 'ok', true]);
    const twice = await asked(late).answered;
    expect(twice.probe).toMatchObject({ outcome: { kind: 'hang' }, flaky: false });
  });
  it('and others do too, it is asked once', async () => {
    let asks = 0;
    const run = asked(() => (asks++ === 0 ? late() : said(`${echoWord}\n`)), { exec: 'hang', log: 'hang' });
    expect([(await run.answered).probe.outcome.kind, asks]).toEqual(['hang', 1]);
  });
  it('and it is slow only, they are not needed once it has answered', async () => {
    const slow = () => sleep(60).then(() => said(`${echoWord}\n`));
    expect(await checks(asked(slow, { nodeWorks: never() }))).toEqual([]);
  });
});

describe('where the words of a failure are about the way by the API server', () => {
  const tunnel = said('Error from server: error dialing backend: No agent available', 1);
  const tries = async (run: ReturnType<typeof asked>) =>
    (await run.answered).crossChecks.filter(({ name }) => name === 'exec').map(({ outcome }) => outcome.kind);
  const logs = async (run: ReturnType<typeof asked>) =>
    (await run.answered).crossChecks.filter(({ name }) => name === 'log').map(({ outcome }) => outcome.kind);

  it('exec and log are tried five times', async () => {
    const run = asked(() => tunnel, { exec: 'No agent available' });
    expect(await tries(run)).toEqual(['error', 'error', 'error', 'error', 'error']);
    expect(await logs(run)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });
  it('also where the second try came through, for that is one of several ways', async () => {
    let asks = 0;
    const run = asked(() => (asks++ % 3 === 0 ? tunnel : said(`${echoWord}\n`)));
    expect(await tries(run)).toEqual(['error', 'ok', 'ok', 'error', 'ok']);
    expect((await run.answered).probe).toMatchObject({ outcome: { kind: 'ok' }, flaky: true });
  });
  it('or where one with a terminal did not', async () => {
    const run = asked(() => said(`${echoWord}\n`), { terminal: 'error dialing backend: EOF' });
    expect(await tries(run)).toEqual(['ok', 'error', 'error', 'ok', 'ok']);
    expect(await logs(run)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });
  it('a log that may not be read is asked for once', async () =>
    expect(await logs(asked(() => tunnel, { log: 'forbidden' }))).toEqual(['skipped']));
  it('not where the node is sick', async () =>
    expect(await tries(asked(() => tunnel, { nodeWorks: Promise.resolve(false) }))).toEqual([]));
  it.each([
    ['of others', said('error: unable to upgrade connection: <html>', 1)],
    ['of a program', said('error dialing backend: EOF\ncommand terminated with exit code 1', 1)],
    ['of a program that ended well', said('error dialing backend: EOF')],
  ])('words %s are no reason', async (_, answer) => expect(await tries(asked(() => answer))).toEqual([]));
});

describe('repeated', () => {
  const words = 'pod/nginx1 --repeat=4';
  const rounds = async (run: ReturnType<typeof asked>) =>
    (await run.answered).rounds.map(({ outcome }) => outcome.kind);
  /** The script ends during that round. */
  const overIn = (round: number) => {
    let asks = 0;
    return { isOver: () => ++asks > round };
  };
  it('as long as the script goes on, and once more for what it saw last', async () =>
    expect(await rounds(asked(() => said(echoWord), { words, ...overIn(3) }))).toEqual(['ok', 'ok', 'ok', 'ok']));
  it('until a failure stays', async () => {
    let count = 0;
    const run = asked(() => (++count < 3 ? said(echoWord) : said('no', 1)), { words, ...overIn(9) });
    expect(await rounds(run)).toEqual(['ok', 'ok', 'error']);
    expect((await run.answered).probe.outcome.kind).toBe('error');
    expect(run.stages).toEqual([expect.stringContaining('exec through the API server fails')]);
  });
  it('once, where the script has ended, which then needs no word', async () => {
    const run = asked(() => said('no', 1), { words, isOver: () => true });
    expect(await rounds(run)).toEqual(['error']);
    expect(run.stages).toEqual([]);
  });
  it('a failure that does not stay is counted, and it goes on', async () => {
    let count = 0;
    const run = asked(() => (++count === 2 ? said('no', 1) : said(echoWord)), { words, ...overIn(3) });
    expect(await rounds(run)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect((await run.answered).rounds.map(({ flaky }) => flaky)).toEqual([false, true, false, false]);
  });
});

describe('a run that is cancelled', () => {
  it('ends at once, and no check that was waited for fails unheard', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown) => unheard.push(error);
    process.on('unhandledRejection', hear);
    const cancelled = new Error('cancelled');
    await expect(asked(() => Promise.reject(cancelled)).answered).rejects.toBe(cancelled);
    await sleep(50);
    process.off('unhandledRejection', hear);
    expect(unheard).toEqual([]);
  });
});

describe('whether the node works is told by', () => {
  const asked = { r: 'probe', subject: 'target', method: 'echo', attempt: 1, pass: 1 } as const;
  const exited = { end: 'exited', code: 0, ms: 10, out: '', err: '' } as const;
  const probed = (layer: ProbeName, seen: boolean): NodeRecord => ({ ...asked, ...exited, command: [], layer, seen });
  const skipped = (layer: ProbeName): NodeRecord => ({ r: 'skip', subject: 'target', layer, why: 'no-program' });
  it.each<[what: string, runtime: Target['runtime'], records: readonly NodeRecord[], works: boolean | null]>([
    ['docker', 'docker', [probed('runc', false), probed('ctr', false), probed('docker', true)], true],
    ['ctr', 'containerd', [probed('runc', false), probed('ctr', true)], true],
    ['not by what is below', 'containerd', [probed('runc', true)], null],
    ['nor by a client that is missing', 'containerd', [probed('runc', true), skipped('crictl')], null],
    ['crictl, with CRI-O', 'cri-o', [probed('runc', true), probed('crictl', false)], false],
    ['runc, where that node has no crictl', 'cri-o', [probed('runc', true), skipped('crictl')], true],
  ])('%s', async (_, runtime, records, works) => {
    const told = listener(runtime);
    for (const record of records) told.onRecord(record);
    expect(await Promise.race([told.nodeWorks, sleep(5, null)])).toBe(works);
  });
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cluster, connect } from '../../../../src/cluster/cluster.ts';
import { inTries } from '../../../../src/cluster/request/in-tries.ts';
import { kubeconfigOf } from '../kubeconfigs.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { certificate, startServer, type TestServer } from '../test-server.ts';

let folder: TemporaryFolder;
let server: TestServer;
/** What the API server takes; all else is a 401. */
let accepted: (token: string) => boolean;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  folder = temporaryFolder();
  accepted = () => true;
  server = await startServer((request, response) => {
    const isKnown = accepted((request.headers.authorization ?? '').replace('Bearer ', ''));
    response.writeHead(isKnown ? 200 : 401).end(isKnown ? '{}' : '{"message":"Unauthorized","reason":"Unauthorized"}');
  }, 'https');
});
afterEach(async () => {
  vi.useRealTimers();
  folder[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const tokens = () => server.seen.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
const inSeconds = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

async function connectAs(user: Record<string, unknown>, cancel?: AbortSignal): Promise<Cluster> {
  const kubeconfig = folder.write('config', kubeconfigOf(server.url, { user }));
  const machine = { serviceAccountFolder: '/nonexistent', interactive: false };
  return connect({ kubeconfig, asGroup: [] }, {}, cancel ? { signal: cancel } : {}, machine);
}

/** A plugin whose tokens are 1, 2, 3 …, each good for so many seconds from now on. */
function counting(lifeSeconds: number | null, more = '') {
  const count = JSON.stringify(folder.write('count', '0'));
  const expires = lifeSeconds === null ? '' : new Date(Date.now() + lifeSeconds * 1_000).toISOString();
  const command = folder.program(
    'login',
    `const fs = require('node:fs');
     const n = Number(fs.readFileSync(${count})) + 1;
     fs.writeFileSync(${count}, String(n));
     ${more}
     console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1',
       status: { token: String(n), ...(n === 1 && ${JSON.stringify(expires)} ? { expirationTimestamp: ${JSON.stringify(expires)} } : {}) } }));`,
  );
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' } };
}
const timesAsked = () => Number(readFileSync(`${folder.path}/count`, 'utf8'));

describe('a credential plugin', () => {
  it('that does not answer again keeps nobody waiting who has given up, and ends with the last of them', async () => {
    const cluster = await connectAs(counting(60, 'if (n === 2) { setInterval(() => {}, 1_000); return; }'));
    inSeconds(120);
    const begun = performance.now();
    const soon = cluster.get('/a', {}, AbortSignal.timeout(200));
    const later = cluster.get('/b', {}, AbortSignal.timeout(400));
    await expect(soon).rejects.toThrow(/timeout/i);
    await expect(later).rejects.toThrow(/timeout/i);
    expect(performance.now() - begun).toBeLessThan(5_000);
    // the next one asks anew
    await cluster.get('/c');
    expect([tokens(), timesAsked()]).toEqual([['3'], 3]);
  });
  it('that hangs while a pod is removed ends when the removal is given up', async () => {
    const pid = folder.write('pid', '');
    const hangs = `if (n > 1) { fs.writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1_000); return; }`;
    const kubeconfig = folder.write('config', kubeconfigOf(server.url, { user: counting(60, hangs) }));
    const machine = { serviceAccountFolder: '/nonexistent', interactive: false };
    const cluster = await connect({ kubeconfig, asGroup: [], requestTimeoutMs: 300 }, {}, {}, machine);
    inSeconds(120);
    let over: AbortSignal | undefined;
    await inTries(async (signal) => {
      over = signal;
      await expect(cluster.delete('/a', {}, signal)).rejects.toThrow(/no answer/);
    });
    expect(over?.aborted).toBe(true);
    await vi.waitFor(() => expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow(/ESRCH/), 2_000);
  });
  it('that takes longer than a request may is not asked anew by the next try', async () => {
    const slow = 'if (n === 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);';
    const kubeconfig = folder.write('config', kubeconfigOf(server.url, { user: counting(60, slow) }));
    const machine = { serviceAccountFolder: '/nonexistent', interactive: false };
    const cluster = await connect({ kubeconfig, asGroup: [], requestTimeoutMs: 800 }, {}, {}, machine);
    inSeconds(120);
    await expect(cluster.get('/a')).rejects.toThrow(/0\.8 s|no answer/);
    await cluster.get('/b');
    expect([tokens(), timesAsked()]).toEqual([['2'], 2]);
  });
  it('is asked once where its credentials do not expire', async () => {
    const cluster = await connectAs(counting(null));
    await cluster.get('/a');
    inSeconds(86_400);
    await cluster.get('/b');
    expect([tokens(), timesAsked()]).toEqual([['1', '1'], 1]);
  });
  it('is asked again once they have expired, and no sooner', async () => {
    const cluster = await connectAs(counting(60));
    await cluster.get('/a');
    inSeconds(59);
    await cluster.get('/b');
    inSeconds(2);
    await cluster.get('/c');
    await cluster.delete('/d');
    expect(tokens()).toEqual(['1', '1', '2', '2']);
  });
  it('is asked once for requests side by side', async () => {
    const cluster = await connectAs(counting(60));
    inSeconds(61);
    await Promise.all(['/a', '/b', '/c'].map((path) => cluster.get(path)));
    expect([tokens(), timesAsked()]).toEqual([['2', '2', '2'], 2]);
  });
  it('is asked once more where the server refuses them, and the request is sent again', async () => {
    const cluster = await connectAs(counting(null));
    accepted = (token) => token === '2';
    expect(await cluster.create('/a', {})).toEqual({});
    expect(tokens()).toEqual(['1', '2']);
  });
  it('is not asked again and again by a server that refuses everything', async () => {
    const cluster = await connectAs(counting(null));
    accepted = () => false;
    for (const path of ['/a', '/b', '/c']) await expect(cluster.get(path)).rejects.toMatchObject({ status: 401 });
    expect(timesAsked()).toBe(2);
  });
  it('gives exec, watch and log what is good, too', async () => {
    const cluster = await connectAs(counting(null));
    accepted = (token) => token === '2';
    const signal = new AbortController().signal;
    const pod = { namespace: 'n', name: 'p', container: 'c' };
    // the server speaks no WebSocket: what matters is that it is not a 401 any more
    await expect(cluster.exec(pod, ['true'], signal)).rejects.toMatchObject({ status: 200 });
    await cluster.watch('/w', {}, signal);
    await cluster.followLog(pod, signal);
    expect([tokens(), timesAsked()]).toEqual([['1', '2', '2', '2'], 2]);
  });
  it('is asked for the clean-up of a run that was cancelled', async () => {
    const cancel = new AbortController();
    const cluster = await connectAs(counting(60), cancel.signal);
    cancel.abort();
    inSeconds(61);
    await cluster.delete('/a');
    expect(tokens()).toEqual(['2']);
  });
  it('that fails then is told in its own words', async () => {
    const cluster = await connectAs(counting(60, `if (n > 1) { console.error('log in again'); process.exit(1); }`));
    inSeconds(61);
    await expect(cluster.get('/a')).rejects.toThrow(/ended with exit code 1: log in again/);
  });
  it('that names no time is refused', async () => {
    const answer = {
      apiVersion: 'client.authentication.k8s.io/v1',
      status: { token: 't', expirationTimestamp: 'soon' },
    };
    const command = folder.program('login', `console.log(${JSON.stringify(JSON.stringify(answer))})`);
    const exec = { apiVersion: answer.apiVersion, command, interactiveMode: 'Never' };
    await expect(connectAs({ exec })).rejects.toThrow(/its expirationTimestamp is no time/);
  });
  it('that prints without an end is ended', async () => {
    const command = folder.program('login', `for (;;) require('node:fs').writeSync(1, 'x'.repeat(65536))`);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
    await expect(connectAs({ exec })).rejects.toThrow(/printed more than 1048576 bytes/);
  });
  it('gives another certificate, which takes other connections', async () => {
    const of = (status: object) => JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', status });
    const jane = { clientCertificateData: certificate('client.crt'), clientKeyData: certificate('client.key') };
    const first = of({ token: '1', expirationTimestamp: new Date(Date.now() + 60_000).toISOString() });
    const answers = folder.write('answers', [first, of(jane)]);
    const command = folder.program(
      'login',
      `const fs = require('node:fs');
       const [first, ...rest] = JSON.parse(fs.readFileSync(${JSON.stringify(answers)}));
       fs.writeFileSync(${JSON.stringify(answers)}, JSON.stringify(rest));
       console.log(first);`,
    );
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
    const cluster = await connectAs({ exec });
    await cluster.get('/a');
    inSeconds(61);
    await cluster.get('/b');
    expect(server.seen.map(({ clientName }) => clientName)).toEqual([undefined, 'jane']);
  });
});

describe('a token file', () => {
  it('is read again after a minute', async () => {
    const tokenFile = folder.write('token', 'old');
    const cluster = await connectAs({ tokenFile });
    writeFileSync(tokenFile, 'new');
    await cluster.get('/a');
    inSeconds(61);
    await cluster.get('/b');
    expect(tokens()).toEqual(['old', 'new']);
  });
  it('is read again at once where the server refuses what it held', async () => {
    const tokenFile = folder.write('token', 'old');
    const cluster = await connectAs({ tokenFile });
    writeFileSync(tokenFile, 'new');
    accepted = (token) => token === 'new';
    await cluster.get('/a');
    expect(tokens()).toEqual(['old', 'new']);
  });
  it('that is gone leaves what it held', async () => {
    const tokenFile = folder.write('token', 'old');
    const cluster = await connectAs({ tokenFile });
    rmSync(tokenFile);
    inSeconds(61);
    await cluster.get('/a');
    expect(tokens()).toEqual(['old']);
  });
});

it('in a pod, the token of the service account is read again after a minute', async () => {
  const ca = certificate('authority.crt');
  folder.write('account/ca.crt', ca);
  const tokenFile = folder.write('account/token', 'old');
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port), HOME: folder.path };
  const machine = { serviceAccountFolder: `${folder.path}/account`, interactive: false };
  const cluster = await connect({ asGroup: [] }, env, {}, machine);
  writeFileSync(tokenFile, 'new');
  await cluster.get('/a');
  inSeconds(61);
  await cluster.get('/b');
  expect(tokens()).toEqual(['old', 'new']);
});

it('a token that stands in the kubeconfig is sent once, though it is refused', async () => {
  const cluster = await connectAs({ token: 'mine' });
  accepted = () => false;
  await expect(cluster.get('/a')).rejects.toMatchObject({ status: 401 });
  expect(tokens()).toEqual(['mine']);
});

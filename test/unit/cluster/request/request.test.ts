import { describe, expect, it, vi } from 'vitest';
import type { Cluster } from '../../../../src/cluster/cluster.ts';
import { ApiError } from '../../../../src/cluster/request/api-error.ts';
import { limits } from '../../../../src/limits.ts';
import { collect } from '../collect.ts';
import { connectTo } from '../kubeconfigs.ts';
import { type Answer, freePort, json, startServer } from '../test-server.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, answerBytes: 4 * 1_048_576 } };
});

const status = (code: number, reason: string, message: string) =>
  json({ kind: 'Status', status: 'Failure', reason, message, code }, code);

async function failure(
  promise: Promise<unknown>,
): Promise<Pick<ApiError, 'status' | 'reason' | 'message' | 'request'>> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error('not an ApiError', { cause: error });
  return { status: error.status, reason: error.reason, message: error.message, request: error.request };
}

/** How a GET of /api/v1/pods/x fails on a server that answers so. */
async function refusedBy(answer: Answer) {
  await using server = await startServer(answer);
  return await failure((await connectTo(server.url)).get('/api/v1/pods/x'));
}

describe('a request', () => {
  it('reads', async () => {
    await using server = await startServer(json({ kind: 'Pod' }));
    const cluster = await connectTo(server.url);
    expect(await cluster.get('/api/v1/pods', { fieldSelector: 'spec.nodeName=a b', limit: '1' })).toEqual({
      kind: 'Pod',
    });
    expect(server.seen[0]?.line).toBe('GET /api/v1/pods?fieldSelector=spec.nodeName%3Da+b&limit=1');
  });
  it('creates', async () => {
    await using server = await startServer(json({ kind: 'Pod' }, 201));
    const cluster = await connectTo(server.url);
    await cluster.create('/api/v1/namespaces/web/pods', { metadata: { name: 'ü' } }, { dryRun: 'All' });
    expect(server.seen[0]).toMatchObject({
      line: 'POST /api/v1/namespaces/web/pods?dryRun=All',
      headers: { 'content-type': 'application/json', accept: 'application/json, */*' },
      body: '{"metadata":{"name":"ü"}}',
    });
  });
  it('deletes, with options', async () => {
    await using server = await startServer(json({}));
    await (await connectTo(server.url)).delete('/api/v1/namespaces/web/pods/x', { gracePeriodSeconds: 1 });
    expect(server.seen[0]).toMatchObject({
      line: 'DELETE /api/v1/namespaces/web/pods/x',
      body: '{"gracePeriodSeconds":1}',
    });
  });
  it('goes below the path of the server', async () => {
    await using server = await startServer(json({}));
    const cluster = await connectTo(`${server.url}/k8s/clusters/c-1/`);
    await cluster.get('/version');
    expect([server.seen[0]?.line, cluster.server]).toEqual([
      'GET /k8s/clusters/c-1/version',
      `${server.url}/k8s/clusters/c-1`,
    ]);
  });
});

describe('connections', () => {
  it('one is enough for requests one after the other', async () => {
    await using server = await startServer(json({}));
    const cluster = await connectTo(server.url);
    for (const path of ['/a', '/b', '/c']) await cluster.get(path);
    expect(server.connections()).toBe(1);
  });
  it('requests side by side do not wait for each other', async () => {
    const waiting: (() => void)[] = [];
    await using server = await startServer((_, response) => {
      waiting.push(() => response.end('{}'));
      if (waiting.length === 3) for (const answer of waiting) answer();
    });
    const cluster = await connectTo(server.url);
    await Promise.all(['/a', '/b', '/c'].map((path) => cluster.get(path)));
    expect(server.seen).toHaveLength(3);
  });
  it('a kept one that the server has closed meanwhile is replaced', async () => {
    let answered = 0;
    await using server = await startServer((request, response) => {
      answered++;
      if (answered === 2) request.socket.destroy();
      else response.end('{}');
    });
    const cluster = await connectTo(server.url);
    await cluster.get('/a');
    expect(await cluster.get('/b')).toEqual({});
    expect(server.seen.map(({ line }) => line)).toEqual(['GET /a', 'GET /b', 'GET /b']);
  });
  it('but nothing is created twice', async () => {
    await using server = await startServer((request, response) => {
      if (request.method === 'POST') request.socket.destroy();
      else response.end('{}');
    });
    const cluster = await connectTo(server.url);
    await cluster.get('/a');
    expect(await failure(cluster.create('/b', {}))).toMatchObject({ status: 0, reason: 'dropped' });
    expect(server.seen).toHaveLength(2);
  });
});

describe('the API says no', () => {
  it('in its own words', async () =>
    expect(await refusedBy(status(403, 'Forbidden', 'pods "x" is forbidden'))).toEqual({
      status: 403,
      reason: 'Forbidden',
      message: 'pods "x" is forbidden',
      request: 'GET /api/v1/pods/x',
    }));
  it('in plain text', async () =>
    expect(await refusedBy((_, response) => response.writeHead(404).end('404 page not found\n'))).toMatchObject({
      status: 404,
      reason: 'NotFound',
      message: '404 page not found',
    }));
  it('without a word', async () =>
    expect(await refusedBy((_, response) => response.writeHead(503).end())).toMatchObject({
      status: 503,
      message: '503 Service Unavailable',
    }));
  it('a redirect is not followed', async () =>
    expect(
      await refusedBy((_, response) => response.writeHead(302, { Location: 'https://login' }).end()),
    ).toMatchObject({
      status: 302,
    }));
  it('a page that is not JSON', async () =>
    expect(
      await refusedBy((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Hi')),
    ).toMatchObject({ status: 200, reason: 'NotJSON', message: 'the answer is not JSON (text/html): <h1>Hi' }));
});

describe('an API server that is too busy', () => {
  const busy = (seconds: string, times: number): Answer => {
    let left = times;
    return (_, response) => {
      if (left-- > 0) response.writeHead(429, { 'Retry-After': seconds }).end('later');
      else response.end('{"kind":"Pod"}');
    };
  };
  const read = async (answer: Answer) => {
    await using server = await startServer(answer);
    return await (await connectTo(server.url)).get('/');
  };
  it('is asked again when it says so', async () => expect(await read(busy('0', 3))).toEqual({ kind: 'Pod' }));
  it('but not for ever', async () =>
    expect(await refusedBy(busy('0', 9))).toMatchObject({ status: 429, message: 'later' }));
  it('nor after a long time', async () => expect(await refusedBy(busy('60', 1))).toMatchObject({ status: 429 }));
});

describe('no answer', () => {
  it('refused', async () => {
    const cluster = await connectTo(`http://127.0.0.1:${await freePort()}`);
    expect(await failure(cluster.get('/'))).toMatchObject({ status: 0, reason: 'refused' });
  });
  it('a name that does not exist', async () => {
    const cluster = await connectTo('http://exec-doctor.invalid');
    expect(await failure(cluster.get('/'))).toMatchObject({ status: 0, reason: 'unknown-host' });
  });
  it('it closes the connection', async () =>
    expect(await refusedBy((request) => request.socket.destroy())).toMatchObject({ status: 0, reason: 'dropped' }));
  it('it closes it in the middle of the answer', async () =>
    expect(
      await refusedBy((request, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('{', () => request.socket.destroy());
      }),
    ).toMatchObject({ status: 0, reason: 'dropped' }));
});

describe('another protocol instead of an answer', () => {
  const signal = new AbortController().signal;
  const pod = { namespace: 'n', name: 'p', container: 'c' };
  const switches: Answer = (request) => {
    request.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  };
  it.each<[string, (cluster: Cluster) => Promise<unknown>]>([
    ['a GET', (cluster) => cluster.get('/a')],
    ['a POST', (cluster) => cluster.create('/a', {})],
    ['a DELETE', (cluster) => cluster.delete('/a')],
    ['a GET of text', (cluster) => cluster.getText('/a', signal)],
    ['a watch', (cluster) => cluster.watch('/a', {}, signal)],
    ['a log', (cluster) => cluster.followLog(pod, signal)],
  ])('ends %s, and its connection', async (_, ask) => {
    const closed = vi.fn();
    await using server = await startServer((request, response) => {
      request.socket.on('close', closed);
      switches(request, response);
    });
    expect(await failure(ask(await connectTo(server.url)))).toMatchObject({
      ...{ status: 0, reason: 'other' },
      message: 'the server switched to another protocol (status 101) instead of an answer',
    });
    await expect.poll(() => closed.mock.calls.length).toBe(1);
  });
});

describe('--request-timeout', () => {
  const within = async (requestTimeoutMs: number, answer: Answer) => {
    await using server = await startServer(answer);
    return await failure((await connectTo(server.url, { flags: { requestTimeoutMs } })).get('/'));
  };
  it('nothing comes', async () =>
    expect(await within(30, () => {})).toMatchObject({
      status: 0,
      reason: 'timeout',
      message: 'no answer within 0.03 s',
    }));
  it('the answer does not end', async () =>
    expect(await within(30, (_, response) => void response.write('{'))).toMatchObject({ reason: 'timeout' }));
  it.each<[string, number | undefined, (cluster: Cluster) => Promise<unknown>, number]>([
    ['is read', undefined, (cluster) => cluster.get('/'), limits.apiAnswerMs],
    ['is made', undefined, (cluster) => cluster.create('/', {}), limits.apiCreateMs],
    ['is deleted', undefined, (cluster) => cluster.delete('/'), limits.apiDeleteMs],
    ['is made, though there shall be none,', 0, (cluster) => cluster.create('/', {}), limits.apiCreateMs],
    ['is deleted, though there shall be none,', 0, (cluster) => cluster.delete('/'), limits.apiDeleteMs],
  ])('what %s has a limit of ours', async (_, requestTimeoutMs, ask, ms) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await using server = await startServer(() => {});
      const flags = requestTimeoutMs === undefined ? {} : { requestTimeoutMs };
      const ended = vi.fn();
      const failed = failure(ask(await connectTo(server.url, { flags }))).finally(ended);
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(await failed).toMatchObject({ reason: 'timeout', message: `no answer within ${ms / 1000} s` });
    } finally {
      vi.useRealTimers();
    }
  });
  it('holds for the start of a watch, not for its silence', async () => {
    await using server = await startServer((_, response) => {
      response.flushHeaders();
      setTimeout(() => response.end('{"type":"ADDED","object":{}}\n'), 60);
    });
    const cluster = await connectTo(server.url, { flags: { requestTimeoutMs: 30 } });
    const events = await collect(await cluster.watch('/pods', {}, new AbortController().signal));
    expect(events).toHaveLength(1);
  });
  it('a watch that is not accepted', async () => {
    await using server = await startServer(() => {});
    const cluster = await connectTo(server.url, { flags: { requestTimeoutMs: 30 } });
    expect(await failure(cluster.watch('/pods', {}, new AbortController().signal))).toMatchObject({
      reason: 'timeout',
    });
  });
});

describe('an answer without an end', () => {
  const chunk = Buffer.alloc(1_048_576, ' ');
  /** Sends for as long as somebody reads, and counts it. */
  const endless = (status: number) => {
    const sent = { MiB: 0, closed: false };
    const answer: Answer = async (_, response) => {
      response.on('close', () => {
        sent.closed = true;
      });
      response.writeHead(status, { 'Content-Type': 'application/json' });
      while (!response.destroyed) {
        sent.MiB++;
        if (!response.write(chunk))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      }
    };
    return { sent, answer };
  };
  const signal = new AbortController().signal;
  const pod = { namespace: 'n', name: 'p', container: 'c' };
  it.each<[string, number, (cluster: Cluster) => Promise<unknown>]>([
    ['to a GET', 200, (cluster) => cluster.get('/a')],
    ['to a POST', 201, (cluster) => cluster.create('/a', {})],
    ['to a DELETE', 200, (cluster) => cluster.delete('/a')],
    ['that says no', 500, (cluster) => cluster.get('/a')],
    ['that refuses a watch', 403, (cluster) => cluster.watch('/a', {}, signal)],
    ['that refuses exec', 403, (cluster) => cluster.exec(pod, ['true'], signal)],
  ])('%s is given up', async (_, status, ask) => {
    const { sent, answer } = endless(status);
    await using server = await startServer(answer);
    expect(await failure(ask(await connectTo(server.url)))).toMatchObject({
      status: 0,
      reason: 'too-long',
      message: 'it is longer than 4 MiB',
    });
    await expect.poll(() => sent.closed).toBe(true);
    expect(sent.MiB).toBeLessThan(20);
  });
  it.each<[string, (cluster: Cluster) => Promise<AsyncIterable<unknown>>]>([
    ['of a watch', (cluster) => cluster.watch('/a', {}, signal)],
    ['of a log', (cluster) => cluster.followLog(pod, signal)],
  ])('%s is given up', async (_, ask) => {
    const { sent, answer } = endless(200);
    await using server = await startServer(answer);
    const stream = await ask(await connectTo(server.url));
    const readOn = async () => {
      for await (const _ of stream);
    };
    await expect(readOn()).rejects.toThrow('longer than 4 MiB');
    await expect.poll(() => sent.closed).toBe(true);
  });
  it('of plain text', async () => {
    const { answer } = endless(200);
    await using server = await startServer(answer);
    await expect((await connectTo(server.url)).getText('/a', signal)).rejects.toThrow('longer than 4 MiB');
  });
  it('of few words, too: what is told of it is short', async () => {
    await using server = await startServer(json({ message: 'x'.repeat(1_000_000) }, 403));
    expect((await failure((await connectTo(server.url)).get('/a'))).message).toHaveLength(8_192);
  });
});

it('what nobody waits for any more is given up', async () => {
  await using server = await startServer(() => {});
  const stop = new AbortController();
  const cluster = await connectTo(server.url);
  const asked = [cluster.get('/a', {}, stop.signal), cluster.create('/b', {}, {}, stop.signal)];
  setTimeout(() => stop.abort(new Error('enough')), 20);
  for (const one of asked) await expect(one).rejects.toThrow('enough');
});

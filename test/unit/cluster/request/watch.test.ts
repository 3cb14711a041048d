import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/cluster/request/api-error.ts';
import { watchEvents } from '../../../../src/cluster/request/watch.ts';
import { collect } from '../collect.ts';
import { connectTo } from '../kubeconfigs.ts';
import { json, startServer } from '../test-server.ts';

const event = (type: string, name: string) => JSON.stringify({ type, object: { metadata: { name } } });

/** The types and names of the events in a stream that is cut like this. */
async function read(...chunks: (string | Uint8Array)[]) {
  async function* stream() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
  const events = await collect(watchEvents(stream()));
  return events.map(({ type, object }) => `${type} ${JSON.stringify(object)}`);
}

describe('events', () => {
  it('a line each', async () =>
    expect(await read(`${event('ADDED', 'a')}\n${event('DELETED', 'a')}\n`)).toEqual([
      'ADDED {"metadata":{"name":"a"}}',
      'DELETED {"metadata":{"name":"a"}}',
    ]));
  it('a line in many chunks', async () =>
    expect(await read(...`${event('ADDED', 'a')}\n`)).toEqual(['ADDED {"metadata":{"name":"a"}}']));
  it('a character in two chunks', async () => {
    const bytes = Buffer.from(`${event('ADDED', 'ü')}\n`);
    const middle = bytes.indexOf(0xc3) + 1;
    expect(await read(bytes.subarray(0, middle), bytes.subarray(middle))).toEqual(['ADDED {"metadata":{"name":"ü"}}']);
  });
  it('many lines in a chunk', async () => expect(await read(`${event('ADDED', 'a')}\n`.repeat(100))).toHaveLength(100));
  it('an error event', async () =>
    expect(await read('{"type":"ERROR","object":{"code":410,"reason":"Expired"}}\n')).toEqual([
      'ERROR {"code":410,"reason":"Expired"}',
    ]));
  it('a bookmark', async () => expect(await read(`${event('BOOKMARK', 'a')}\n`)).toHaveLength(1));
  it('a line that was cut off is none', async () =>
    expect(await read(`${event('ADDED', 'a')}\n{"type":"MODI`)).toHaveLength(1));
  it('empty lines and lines that are no event', async () =>
    expect(await read('\n\r\nhello\n[]\n{"type":"ODD","object":{}}\n{"type":"ADDED"}\n')).toEqual([]));
});

/** A watch on a server that has sent its headers and goes on like this. */
async function watching(goOn: (response: ServerResponse) => void) {
  const server = await startServer((_, response) => {
    response.flushHeaders();
    goOn(response);
  });
  const abort = new AbortController();
  const cluster = await connectTo(server.url);
  const events = await cluster.watch('/api/v1/pods', { fieldSelector: 'a=b' }, abort.signal);
  return { events, abort, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

describe('a watch', () => {
  it('begins when it is accepted, not at the first event', async () => {
    await using watch = await watching(() => {});
    expect(watch.server.seen[0]?.line).toBe('GET /api/v1/pods?fieldSelector=a%3Db&watch=true');
  });
  it('ends when the server ends it', async () => {
    await using watch = await watching((response) => response.end(`${event('ADDED', 'a')}\n`));
    expect(await collect(watch.events)).toHaveLength(1);
  });
  it('ends when the connection drops', async () => {
    await using watch = await watching((response) => {
      response.write(`${event('ADDED', 'a')}\n`, () => setTimeout(() => response.socket?.destroy(), 10));
    });
    expect(await collect(watch.events)).toHaveLength(1);
  });
  it('ends when the signal fires', async () => {
    await using watch = await watching((response) => response.write(`${event('ADDED', 'a')}\n`));
    setTimeout(() => watch.abort.abort(), 10);
    expect(await collect(watch.events)).toHaveLength(1);
  });
  it('closes the connection when nobody reads on', async () => {
    await using watch = await watching((response) => response.write(`${event('ADDED', 'a')}\n`));
    for await (const _ of watch.events) break;
    await expect.poll(() => new Promise((resolve) => watch.server.server.getConnections((_, n) => resolve(n)))).toBe(0);
  });
  it('that is refused is an error', async () => {
    await using server = await startServer(json({ reason: 'Expired', message: 'too old' }, 410));
    const cluster = await connectTo(server.url);
    const refused = cluster.watch('/pods', {}, new AbortController().signal);
    await expect(refused).rejects.toMatchObject({ status: 410, reason: 'Expired', message: 'too old' });
    await expect(refused).rejects.toBeInstanceOf(ApiError);
  });
  it('that is given up before it is accepted', async () => {
    await using server = await startServer(() => {});
    const cluster = await connectTo(server.url);
    await expect(cluster.watch('/pods', {}, AbortSignal.timeout(10))).rejects.toThrow('due to timeout');
  });
});

describe('a log', () => {
  const pod = { namespace: 'web', name: 'x', container: 'c' };
  it('is followed', async () => {
    await using server = await startServer((_, response) => {
      response.write('one\n');
      setTimeout(() => response.end('two\n'), 10);
    });
    const log = await (await connectTo(server.url)).followLog(pod, new AbortController().signal);
    expect(Buffer.concat(await collect(log)).toString()).toBe('one\ntwo\n');
    expect(server.seen[0]?.line).toBe('GET /api/v1/namespaces/web/pods/x/log?container=c&follow=true');
  });
  it('of a name that is none stays below the pods', async () => {
    await using server = await startServer(json({ message: 'not found' }, 404));
    const odd = { namespace: 'web', name: '../x?a', container: 'c' };
    await expect((await connectTo(server.url)).followLog(odd, new AbortController().signal)).rejects.toThrow();
    expect(server.seen[0]?.line).toMatch('GET /api/v1/namespaces/web/pods/..%2Fx%3Fa/log?');
  });
  it('that cannot be read says why', async () => {
    const message = 'container "c" in pod "x" is waiting to start: ContainerCreating';
    await using server = await startServer(json({ reason: 'BadRequest', message }, 400));
    await expect((await connectTo(server.url)).followLog(pod, new AbortController().signal)).rejects.toMatchObject({
      status: 400,
      message,
    });
  });
});

import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectTo } from '../kubeconfigs.ts';
import { json, startServer } from '../test-server.ts';

const pod = { namespace: 'web', name: 'x', container: 'c' };
const never = new AbortController().signal;
const success = { status: 'Success' };
const exited = (code: string) => ({
  status: 'Failure',
  message: `command terminated with exit code ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: code }] },
});

/** An API server whose exec goes like this. */
async function execServer(
  converse: (socket: WebSocket, request: IncomingMessage) => void,
  protocol = 'v5.channel.k8s.io',
) {
  const server = await startServer(json({}, 500), 'https');
  const sockets = new WebSocketServer({ server: server.server, handleProtocols: () => protocol });
  sockets.on('connection', converse);
  return server;
}

const send = (socket: WebSocket, channel: number, content: string | Uint8Array) =>
  socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(content)]));
const end = (socket: WebSocket, status: unknown) => {
  send(socket, 3, JSON.stringify(status));
  socket.close();
};

/** What comes back from `exec`, with text for bytes. */
async function answerOf(converse: (socket: WebSocket) => void, protocol?: string) {
  await using server = await execServer(converse, protocol);
  const answer = await (await connectTo(server.url)).exec(pod, ['ls'], never);
  return { ...answer, stdout: Buffer.from(answer.stdout).toString(), stderr: Buffer.from(answer.stderr).toString() };
}

describe('the answer', () => {
  it('both outputs, and an exit code of 0', async () =>
    expect(
      await answerOf((socket) => {
        send(socket, 1, 'a');
        send(socket, 2, 'e');
        send(socket, 1, 'b');
        end(socket, success);
      }),
    ).toEqual({ stdout: 'ab', stderr: 'e', exitCode: 0, statusMessage: '' }));
  it('over the older protocol', async () =>
    expect(await answerOf((socket) => end(socket, success), 'v4.channel.k8s.io')).toMatchObject({ exitCode: 0 }));
  it('an exit code of the command’s own', async () =>
    expect(await answerOf((socket) => end(socket, exited('3')))).toMatchObject({
      exitCode: 3,
      statusMessage: 'command terminated with exit code 3',
    }));
  it.each(['256', '-1', '1e1', '99999999999999999999999'])('no process ends with exit code %s', async (code) =>
    expect(await answerOf((socket) => end(socket, exited(code)))).toMatchObject({
      exitCode: null,
      statusMessage: `command terminated with exit code ${code}`,
    }),
  );
  it('the highest exit code', async () =>
    expect(await answerOf((socket) => end(socket, exited('255')))).toMatchObject({ exitCode: 255 }));
  it('a failure below', async () =>
    expect(
      await answerOf((socket) => end(socket, { status: 'Failure', message: 'OCI runtime exec failed', code: 500 })),
    ).toMatchObject({ exitCode: null, statusMessage: 'OCI runtime exec failed' }));
  it('a failure with other causes', async () =>
    expect(
      await answerOf((socket) =>
        end(socket, { ...exited('3'), details: { causes: [{ reason: 'Attempts', message: '3' }] } }),
      ),
    ).toMatchObject({ exitCode: null }));
  it('a status that is plain text', async () =>
    expect(await answerOf((socket) => send(socket, 3, 'container not found'))).toMatchObject({
      exitCode: null,
      statusMessage: 'container not found',
    }));
  it('a connection that breaks off', async () =>
    expect(
      await answerOf((socket) => {
        send(socket, 1, 'half');
        socket.close(1011);
      }),
    ).toMatchObject({
      stdout: 'half',
      exitCode: null,
      statusMessage: expect.stringMatching('without a status .code 1011'),
    }));
  it('a server that does not close after the status', async () =>
    expect(await answerOf((socket) => send(socket, 3, JSON.stringify(success)))).toMatchObject({ exitCode: 0 }));
  it('at most 64 KiB of an output', async () => {
    const { stdout, stderr } = await answerOf((socket) => {
      for (let block = 0; block < 100; block++) send(socket, 1, 'x'.repeat(1000));
      send(socket, 2, 'e');
      end(socket, success);
    });
    expect([stdout.length, stderr]).toEqual([65_536, 'e']);
  });
});

describe('the request', () => {
  it('carries the command as it is, and whom to act as', async () => {
    const seen: IncomingMessage[] = [];
    await using server = await execServer((socket, request) => {
      seen.push(request);
      end(socket, success);
    });
    const cluster = await connectTo(server.url, { flags: { as: 'max', asGroup: ['a', 'b'] } });
    await cluster.exec(pod, ['sh', '-c', 'echo "$A" & ü'], never);
    const url = new URL(seen[0]?.url ?? '', server.url);
    expect(url.pathname).toBe('/api/v1/namespaces/web/pods/x/exec');
    expect([...url.searchParams].join(' ')).toBe(
      'container,c stdout,true stderr,true command,sh command,-c command,echo "$A" & ü',
    );
    expect(seen[0]?.headersDistinct).toMatchObject({
      authorization: ['Bearer secret'],
      'impersonate-user': ['max'],
      'impersonate-group': ['a', 'b'],
      'sec-websocket-protocol': ['v5.channel.k8s.io,v4.channel.k8s.io'],
    });
  });
});

describe('refusals carry the API’s own text', () => {
  const refused = async (status: number, body: unknown) => {
    await using server = await startServer(json({}), 'https');
    const text = JSON.stringify(body);
    const head = `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
    server.server.on('upgrade', (_, socket) => socket.write(head + text));
    return await (await connectTo(server.url)).exec(pod, ['ls'], never);
  };
  it.each([
    [400, 'BadRequest', 'container c is not valid for pod x'],
    [403, 'Forbidden', 'User "jane" cannot get resource "pods/exec"'],
    [404, 'NotFound', 'pods "x" not found'],
    [500, 'InternalError', 'error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused'],
  ])('%i', (status, reason, message) =>
    expect(refused(status, { status: 'Failure', reason, message })).rejects.toMatchObject({
      name: 'ApiError',
      status,
      reason,
      message,
      request: 'GET /api/v1/namespaces/web/pods/x/exec',
    }),
  );
  it('one after the other, each on a connection of its own', async () => {
    await using server = await startServer(json({}), 'https');
    const refusal = 'HTTP/1.1 404 No\r\nContent-Length: 24\r\n\r\n{"message": "not there"}';
    server.server.on('upgrade', (_, socket) => socket.write(refusal));
    const cluster = await connectTo(server.url);
    await cluster.get('/');
    for (let time = 1; time <= 3; time++) {
      await expect(cluster.exec(pod, ['ls'], never)).rejects.toMatchObject({ status: 404, message: 'not there' });
    }
    expect(server.connections()).toBe(4);
  });
  it('nothing listens', async () => {
    const server = await startServer(json({}));
    await server[Symbol.asyncDispose]();
    const cluster = await connectTo(server.url);
    await expect(cluster.exec(pod, ['ls'], never)).rejects.toMatchObject({ status: 0, reason: 'refused' });
  });
});

describe('the signal', () => {
  it('closes the connection at once', async () => {
    const abort = new AbortController();
    const closed = Promise.withResolvers<void>();
    await using server = await execServer((socket) => {
      socket.on('close', () => closed.resolve());
      send(socket, 1, 'x');
      abort.abort(new Error('enough'));
    });
    await expect((await connectTo(server.url)).exec(pod, ['sleep', '60'], abort.signal)).rejects.toThrow('enough');
    await closed.promise;
  });
  it('ends a handshake that nobody answers', async () => {
    await using server = await startServer(json({}), 'https');
    server.server.on('upgrade', () => {});
    const cluster = await connectTo(server.url);
    await expect(cluster.exec(pod, ['ls'], AbortSignal.timeout(20))).rejects.toThrow('due to timeout');
  });
  it('that has fired before sends nothing', async () => {
    await using server = await execServer((socket) => end(socket, success));
    const cluster = await connectTo(server.url);
    await expect(cluster.exec(pod, ['ls'], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(server.connections()).toBe(0);
  });
});

import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { collect } from '../collect.ts';
import { connectTo } from '../kubeconfigs.ts';
import { connectProxy, socksProxy, type TestProxy } from '../test-proxy.ts';
import { freePort, json, startServer, type TestServer } from '../test-server.ts';

const pod = { namespace: 'web', name: 'x', container: 'c' };
const never = new AbortController().signal;

/** A proxy URL with a user and a password in it. */
const as = (url: string, user: string) => url.replace('//', `//${user}@`);

/** Reads twice from https://api.test:6443, a name that only the proxy can know. */
async function read(
  makeProxy: (server: TestServer) => Promise<TestProxy>,
  how: (url: string) => Parameters<typeof connectTo>[1],
) {
  await using server = await startServer(json('read'), 'https');
  await using proxy = await makeProxy(server);
  const cluster = await connectTo('https://api.test:6443', how(proxy.url));
  return { read: [await cluster.get('/a'), await cluster.get('/b')], asked: proxy.asked };
}

const readOnce = { read: ['read', 'read'], asked: ['api.test:6443'] };

describe('through a proxy by CONNECT', () => {
  it('HTTPS_PROXY', async () =>
    expect(await read(connectProxy, (url) => ({ env: { HTTPS_PROXY: url } }))).toEqual(readOnce));
  it('proxy-url', async () =>
    expect(await read(connectProxy, (url) => ({ cluster: { 'proxy-url': url } }))).toEqual(readOnce));
  it('with a user and a password', async () =>
    expect(await read(connectProxy, (url) => ({ env: { HTTPS_PROXY: as(url, 'jane:p%40ss') } }))).toMatchObject({
      asked: [`api.test:6443 Basic ${Buffer.from('jane:p@ss').toString('base64')}`],
    }));
  it('the server is asked for by its name', async () => {
    await using server = await startServer(json({}), 'https');
    await using proxy = await connectProxy(server);
    await (await connectTo('https://api.test', { env: { HTTPS_PROXY: proxy.url } })).get('/');
    expect(server.seen[0]?.serverName).toBe('api.test');
  });
  it("a server that is an address is held to that address, and not to the proxy's name", async () => {
    await using server = await startServer(json('read'), 'https');
    await using proxy = await connectProxy(server);
    const to = (address: string) => connectTo(address, { cluster: { 'proxy-url': proxy.url } });
    // its certificate has 127.0.0.1, and localhost
    expect(await (await to('https://127.0.0.1:6443')).get('/')).toBe('read');
    await expect((await to('https://10.1.2.3:6443')).get('/')).rejects.toThrow(/10\.1\.2\.3/);
    expect(server.seen.length).toBe(1);
  });
  it('a plain http server too', async () => {
    await using server = await startServer(json('read'));
    await using proxy = await connectProxy(server);
    const cluster = await connectTo('http://api.test', { env: { HTTP_PROXY: proxy.url } });
    expect([await cluster.get('/'), proxy.asked]).toEqual(['read', ['api.test:80']]);
  });
});

describe('a proxy that opens no way', () => {
  const byteByByte = (socket: net.Socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX: ');
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('close', () => clearInterval(timer));
  };
  it.each<[string, string, (socket: net.Socket) => void]>([
    ['says nothing', 'http', () => undefined],
    ['says a byte at a time', 'http', byteByByte],
    ['says nothing, by SOCKS', 'socks5', () => undefined],
  ])('%s: whoever gives up is not kept waiting', async (_, protocol, onConnection) => {
    const proxy = net.createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as net.AddressInfo;
    const cluster = await connectTo('https://api.test', {
      cluster: { 'proxy-url': `${protocol}://127.0.0.1:${port}` },
    });
    const begun = performance.now();
    await expect(cluster.get('/', {}, AbortSignal.timeout(100))).rejects.toThrow(/abort|timeout/i);
    await expect(cluster.exec(pod, ['ls'], AbortSignal.timeout(100))).rejects.toThrow(/abort|timeout/i);
    expect(performance.now() - begun).toBeLessThan(2_000);
    proxy.close();
  });
});

describe('through a proxy by SOCKS', () => {
  it('HTTPS_PROXY; the proxy resolves the name', async () =>
    expect(await read(socksProxy, (url) => ({ env: { HTTPS_PROXY: url } }))).toEqual(readOnce));
  it('proxy-url', async () =>
    expect(await read(socksProxy, (url) => ({ cluster: { 'proxy-url': url } }))).toEqual(readOnce));
  it('with a user and a password', async () =>
    expect(
      await read(
        (server) => socksProxy(server, 'p@ss'),
        (url) => ({ env: { HTTPS_PROXY: as(url, 'jane:p%40ss') } }),
      ),
    ).toEqual(readOnce));
  it.each([
    ['127.0.0.1', 'IPv4 127.0.0.1'],
    ['[::1]', 'IPv6 ::1'],
    ['api.test', 'api.test'],
  ])('%s is asked for as what it is', async (host, address) => {
    await using server = await startServer(json('read'));
    await using proxy = await socksProxy(server);
    const cluster = await connectTo(`http://${host}:6443`, { cluster: { 'proxy-url': proxy.url } });
    await cluster.get('/');
    expect(proxy.asked).toEqual([`${address}:6443`]);
  });
});

describe('all kinds of requests take the tunnel', () => {
  it('exec', async () => {
    await using server = await startServer(json({}), 'https');
    new WebSocketServer({ server: server.server }).on('connection', (socket) => {
      socket.send(Buffer.from('\x01hello'));
      socket.send(Buffer.from('\x03{"status":"Success"}'));
      socket.close();
    });
    await using proxy = await connectProxy(server);
    const cluster = await connectTo('https://api.test', { env: { HTTPS_PROXY: proxy.url } });
    const { stdout } = await cluster.exec(pod, ['ls'], never);
    expect([Buffer.from(stdout).toString(), proxy.asked]).toEqual(['hello', ['api.test:443']]);
  });
  it('watch and log', async () => {
    await using server = await startServer(json({}), 'https');
    await using proxy = await connectProxy(server);
    const cluster = await connectTo('https://api.test', { env: { HTTPS_PROXY: proxy.url } });
    await collect(await cluster.watch('/pods', {}, never));
    await collect(await cluster.followLog(pod, never));
    expect(proxy.asked.length).toBeGreaterThan(0);
  });
  it('but what NO_PROXY exempts', async () => {
    await using server = await startServer(json('read'), 'https');
    await using proxy = await connectProxy(server);
    const cluster = await connectTo(server.url, { env: { HTTPS_PROXY: proxy.url } });
    expect([await cluster.get('/'), proxy.asked]).toEqual(['read', []]);
  });
});

describe('a proxy that does not help', () => {
  const failing = (reason: RegExp, env: (server: TestServer) => Promise<string>) => async () => {
    await using server = await startServer(json({}), 'https');
    const cluster = await connectTo('https://api.test:6443', { env: { HTTPS_PROXY: await env(server) } });
    await expect(cluster.get('/')).rejects.toMatchObject({
      status: 0,
      reason: 'proxy',
      message: expect.stringMatching(reason),
    });
    await expect(cluster.exec(pod, ['ls'], never)).rejects.toMatchObject({ status: 0, reason: 'proxy' });
  };
  it(
    'is not there',
    failing(
      /the proxy http:\/\/127.* opened no way to api\.test:6443: .*ECONNREFUSED/,
      async () => `http://127.0.0.1:${await freePort()}`,
    ),
  );
  it('wants a password', async () => {
    await using server = await startServer(json({}), 'https');
    await using proxy = await connectProxy(server, 407);
    await failing(/it answered 407 Proxy Authentication Required/, async () => as(proxy.url, 'jane:wrong'))();
  });
  it('wants a password, by SOCKS', async () => {
    await using server = await startServer(json({}), 'https');
    await using proxy = await socksProxy(server, 'right');
    await failing(/no accepted authentication type/, async () => proxy.url)();
    await failing(/Authentication failed/, async () => as(proxy.url, 'jane:wrong'))();
  });
  it('never shows the password', async () => {
    const port = await freePort();
    await failing(/^(?!.*secret)/, async () => `http://jane:secret@127.0.0.1:${port}`)();
  });
});

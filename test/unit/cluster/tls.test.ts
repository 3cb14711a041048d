import { describe, expect, it } from 'vitest';
import { connectTo } from './kubeconfigs.ts';
import { certificateData, json, startServer } from './test-server.ts';

const none = { 'certificate-authority-data': undefined };

/** Reads from a server whose certificate is for localhost, api.test and 127.0.0.1. */
async function read(address: string, cluster: Record<string, unknown>, flags = {}) {
  await using server = await startServer(json('read'), 'https');
  return await (await connectTo(`https://${address}:${server.port}`, { cluster, flags })).get('/');
}

const works =
  (address: string, cluster = {}, flags = {}) =>
  async () =>
    expect(await read(address, cluster, flags)).toBe('read');
const fails =
  (address: string, cluster = {}, flags = {}) =>
  async () =>
    expect(read(address, cluster, flags)).rejects.toMatchObject({ status: 0, reason: 'tls' });

describe('a server is believed', () => {
  it('by its authority, under its address', works('127.0.0.1'));
  it('by its authority, under its name', works('localhost'));
  it('under the name of tls-server-name', works('127.0.0.1', { 'tls-server-name': 'api.test' }));
  it(
    'without looking, where the kubeconfig says so',
    works('127.0.0.1', { ...none, 'insecure-skip-tls-verify': true }),
  );
  it('without looking, where the flag says so', works('127.0.0.1', none, { insecureSkipTlsVerify: true }));
});

describe('a server is not believed', () => {
  it('of an unknown authority', fails('127.0.0.1', none));
  it('of another authority', fails('127.0.0.1', { 'certificate-authority-data': certificateData('client.crt') }));
  it('under another name', fails('127.0.0.1', { 'tls-server-name': 'other.test' }));
  it(
    'where the flag takes the permission back',
    fails('127.0.0.1', { ...none, 'insecure-skip-tls-verify': true }, { insecureSkipTlsVerify: false }),
  );
  it('that does not speak TLS', async () => {
    await using server = await startServer(json({}));
    const cluster = await connectTo(`https://127.0.0.1:${server.port}`);
    await expect(cluster.get('/')).rejects.toMatchObject({ status: 0, reason: 'tls' });
  });
  it('for exec neither', async () => {
    await using server = await startServer(json({}), 'https');
    const cluster = await connectTo(server.url, { cluster: none });
    const pod = { namespace: 'web', name: 'x', container: 'c' };
    await expect(cluster.exec(pod, ['ls'], new AbortController().signal)).rejects.toMatchObject({ reason: 'tls' });
  });
});

import { describe, expect, it } from 'vitest';
import { connectTo, paragraphOf } from '../kubeconfigs.ts';
import { certificateData, json, startServer } from '../test-server.ts';

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
  it(
    'without looking, where the kubeconfig says so and the flag is not given, as the command line has it',
    works('127.0.0.1', { ...none, 'insecure-skip-tls-verify': true }, { insecureSkipTlsVerify: false }),
  );
  it(
    'without looking, where the flag says so beside an authority',
    works(
      '127.0.0.1',
      { 'certificate-authority-data': certificateData('client.crt') },
      { insecureSkipTlsVerify: true },
    ),
  );
});

describe('a server is not believed', () => {
  it('of an unknown authority', fails('127.0.0.1', none));
  it('of another authority', fails('127.0.0.1', { 'certificate-authority-data': certificateData('client.crt') }));
  it('under another name', fails('127.0.0.1', { 'tls-server-name': 'other.test' }));
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

it('an authority beside insecure-skip-tls-verify is refused, as by kubectl', async () => {
  const both = connectTo('https://api.test', { cluster: { 'insecure-skip-tls-verify': true } });
  expect(await paragraphOf(both)).toMatch(/names a certificate authority.*and says not to look/);
});

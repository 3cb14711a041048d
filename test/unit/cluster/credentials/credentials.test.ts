import { describe, expect, it } from 'vitest';
import { connect } from '../../../../src/cluster/cluster.ts';
import { nowhere } from '../../../nowhere.ts';
import { connectTo, kubeconfigOf, paragraphOf } from '../kubeconfigs.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { certificateData, certificateFile, json, startServer } from '../test-server.ts';

/** What the API server sees of a user of the kubeconfig. */
async function seenOf(
  user: Record<string, unknown>,
  more: Parameters<typeof connectTo>[1] = {},
  scheme: 'http' | 'https' = 'https',
) {
  await using server = await startServer(json({}), scheme);
  const cluster = await connectTo(server.url, { user, ...more });
  await cluster.get('/version');
  const [request] = server.seen;
  if (!request) throw new Error('no request');
  return request;
}

const authorization = async (...of: Parameters<typeof seenOf>) => (await seenOf(...of)).headers.authorization;

describe('who we are', () => {
  it('a token', async () => expect(await authorization({ token: 'abc' })).toBe('Bearer abc'));
  it('a token file', async () => {
    using folder = temporaryFolder();
    expect(await authorization({ tokenFile: folder.write('token', 'from-file\n') })).toBe('Bearer from-file');
  });
  it('the file wins over the token', async () => {
    using folder = temporaryFolder();
    expect(await authorization({ token: 'x', tokenFile: folder.write('token', 'f') })).toBe('Bearer f');
  });
  it('user and password', async () =>
    expect(await authorization({ username: 'jane', password: 'pä:ss' })).toBe(
      `Basic ${Buffer.from('jane:pä:ss').toString('base64')}`,
    ));
  it('--token over all of them', async () =>
    expect(await authorization({ username: 'jane', password: 'pw' }, { flags: { token: 'mine' } })).toBe(
      'Bearer mine',
    ));
  it('a client certificate in the file', async () =>
    expect(
      (
        await seenOf({
          'client-certificate-data': certificateData('client.crt'),
          'client-key-data': certificateData('client.key'),
        })
      ).clientName,
    ).toBe('jane'));
  it('a client certificate in files', async () =>
    expect(
      (
        await seenOf({
          'client-certificate': certificateFile('client.crt'),
          'client-key': certificateFile('client.key'),
        })
      ).clientName,
    ).toBe('jane'));
  it('nobody', async () => expect(await authorization({})).toBeUndefined());
  it('nothing secret over plain http', async () =>
    expect(await authorization({ token: 'abc' }, {}, 'http')).toBeUndefined());
  it('the program names itself', async () =>
    expect((await seenOf({})).headers['user-agent']).toBe('kubectl-exec_doctor'));
});

describe('whom to act as', () => {
  const impersonation = async (...of: Parameters<typeof seenOf>) => {
    const { rawHeaders } = await seenOf(...of);
    return rawHeaders.flatMap((name, index) =>
      name.startsWith('Impersonate') ? [`${name}: ${rawHeaders[index + 1]}`] : [],
    );
  };
  it('--as', async () => expect(await impersonation({}, { flags: { as: 'max' } })).toEqual(['Impersonate-User: max']));
  it('--as-group, a header each', async () =>
    expect(await impersonation({}, { flags: { as: 'max', asGroup: ['a', 'b, c'] } })).toEqual([
      'Impersonate-User: max',
      'Impersonate-Group: a',
      'Impersonate-Group: b, c',
    ]));
  it('a name in any script', async () => {
    const [header] = await impersonation({}, { flags: { as: 'jané 漢' } });
    expect(Buffer.from(header ?? '', 'latin1').toString()).toBe('Impersonate-User: jané 漢');
  });
  it('no name adds a header', async () =>
    expect(impersonation({}, { flags: { as: 'max\r\nX-Evil: 1' } })).rejects.toMatchObject({ status: 0 }));
  it('of the kubeconfig', async () =>
    expect(
      await impersonation({ as: 'max', 'as-uid': '7', 'as-groups': ['g'], 'as-user-extra': { 'a/b': ['x', 'y'] } }),
    ).toEqual([
      'Impersonate-User: max',
      'Impersonate-Uid: 7',
      'Impersonate-Group: g',
      'Impersonate-Extra-a%2Fb: x',
      'Impersonate-Extra-a%2Fb: y',
    ]));
  it('over plain http too', async () =>
    expect(await impersonation({}, { flags: { as: 'max' } }, 'http')).toEqual(['Impersonate-User: max']));
  it('nobody', async () => expect(await impersonation({ token: 'abc' })).toEqual([]));
});

describe('what cannot be read', () => {
  it('a token file', async () =>
    expect(await paragraphOf(connectTo('https://api.test', { user: { tokenFile: `${nowhere}/token` } }))).toMatch(
      /token cannot be read: no such file or directory.*relative to the file it stands in/,
    ));
  it('a certificate authority', async () =>
    expect(
      await paragraphOf(
        connectTo('https://api.test', {
          cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'missing.crt' },
        }),
      ),
    ).toMatch(/certificate authority cannot be read: no such file/));
  it('a key that is not the certificate’s', async () =>
    expect(
      await paragraphOf(
        connectTo('https://api.test', {
          user: {
            'client-certificate-data': certificateData('client.crt'),
            'client-key-data': certificateData('server.key'),
          },
        }),
      ),
    ).toMatch(/certificates cannot be used: .*key values mismatch/));
  it('a damaged certificate', async () =>
    expect(
      await paragraphOf(connectTo('https://api.test', { user: { 'client-certificate-data': 'aGVsbG8=' } })),
    ).toContain('certificates cannot be used'));
});

describe('a certificate authority beside its kubeconfig', () => {
  it('is found from any working directory', async () => {
    await using server = await startServer(json({ ok: true }), 'https');
    using folder = temporaryFolder();
    folder.write('pki/ca.crt', Buffer.from(certificateData('authority.crt'), 'base64').toString());
    const kubeconfig = folder.write(
      'config',
      kubeconfigOf(server.url, {
        cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'pki/ca.crt' },
      }),
    );
    expect(await (await connect({ kubeconfig, asGroup: [] }, {})).get('/')).toEqual({ ok: true });
  });
});

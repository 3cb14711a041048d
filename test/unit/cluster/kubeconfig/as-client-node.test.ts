import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../../src/cluster/credentials/credentials.ts';
import {
  type ConnectionFlags,
  chooseDestination,
  overrideDestination,
  serverURL,
} from '../../../../src/cluster/kubeconfig/destination.ts';
import { textOf } from '../../../../src/cluster/kubeconfig/kubeconfig.ts';
import { loadKubeconfig } from '../../../../src/cluster/kubeconfig/load-kubeconfig.ts';
import { kubeconfigOf } from '../kubeconfigs.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { certificate, certificateData, certificateFile } from '../test-server.ts';

/** Where a client goes, and as whom, whoever has read it. */
interface Reading {
  readonly server: string;
  readonly namespace: string;
  readonly authority: string | undefined;
  readonly trustsAnybody: boolean;
  readonly serverName: string | undefined;
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function ours(file: string, flags: Partial<ConnectionFlags>): Promise<Reading> {
  const given = { kubeconfig: file, asGroup: [], ...flags };
  const chosen = chooseDestination(loadKubeconfig(file, {}), given);
  if (!chosen) throw new Error('no destination');
  const destination = overrideDestination(chosen, given);
  const { cluster, namespace } = destination;
  const { clientCertificate, clientKey, headers } = await credentialsOf(destination, {
    env: process.env,
    interactive: false,
  });
  return {
    server: serverURL(destination).href,
    namespace,
    authority: textOf(cluster.certificateAuthority, 'certificate authority')?.trim(),
    trustsAnybody: cluster.insecureSkipTlsVerify,
    serverName: cluster.tlsServerName,
    clientCertificate: clientCertificate?.trim(),
    clientKey: clientKey?.trim(),
    headers,
  };
}

async function theirs(file: string, { context }: Partial<ConnectionFlags>): Promise<Reading> {
  const config = new KubeConfig();
  config.loadFromFile(file);
  if (context) config.setCurrentContext(context);
  const options: RequestOptions & { servername?: string; auth?: string } = {};
  await config.applyToHTTPSOptions(options);
  const pem = (value: unknown) => (value === undefined ? undefined : String(value).trim());
  const basic = options.auth && { Authorization: `Basic ${Buffer.from(options.auth).toString('base64')}` };
  return {
    server: new URL(config.getCurrentCluster()?.server ?? '').href,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    authority: pem(options.ca),
    trustsAnybody: options.rejectUnauthorized === false,
    serverName: options.servername,
    clientCertificate: pem(options.cert),
    clientKey: pem(options.key),
    headers: { ...options.headers, ...basic },
  };
}

type Mapping = Record<string, unknown>;
const https = 'https://api.test:6443';
const of = (user: Mapping, cluster: Mapping = {}, context: Mapping = {}) =>
  kubeconfigOf(https, { user, cluster, context });
const noAuthority = { 'certificate-authority-data': undefined };

const yaml = `
apiVersion: v1
kind: Config
preferences: {}
current-context: "prod"
clusters:
- &first
  name: one   # the first
  cluster: {server: '${https}/k8s/clusters/c-1', certificate-authority-data: ${certificateData('authority.crt')}}
- name: two
  cluster:
    server: https://10.0.0.1
    insecure-skip-tls-verify: true
contexts:
- {name: prod, context: {cluster: one, user: jane, namespace: shop}}
- {name: test, context: {cluster: two, user: max}}
users:
- name: jane
  user:
    token: >-
      abc.def
- name: max
  user: {username: max, password: "pä:ss"}
`;

/** A plugin that answers with this status, as a file of its own. */
const plugin = (folder: TemporaryFolder, status: Mapping) => {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const answer = JSON.stringify(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
  return { exec: { apiVersion, command: folder.program('login', `console.log(${answer})`), interactiveMode: 'Never' } };
};

type Row = [name: string, kubeconfig: (folder: TemporaryFolder) => unknown, flags?: Partial<ConnectionFlags>];

const rows: Row[] = [
  ['a token, an authority', () => of({ token: 'abc' })],
  ['nobody', () => of({})],
  ['a name and a password', () => of({ username: 'jane', password: 'pw' })],
  [
    'a client certificate',
    () =>
      of({
        'client-certificate-data': certificateData('client.crt'),
        'client-key-data': certificateData('client.key'),
      }),
  ],
  [
    'a client certificate in files',
    () =>
      of(
        { 'client-certificate': certificateFile('client.crt'), 'client-key': certificateFile('client.key') },
        {
          ...noAuthority,
          'certificate-authority': certificateFile('authority.crt'),
        },
      ),
  ],
  [
    'files beside the kubeconfig',
    (folder) => {
      for (const name of ['authority.crt', 'client.crt', 'client.key']) folder.write(`pki/${name}`, certificate(name));
      return of(
        { 'client-certificate': 'pki/client.crt', 'client-key': './pki/client.key' },
        {
          ...noAuthority,
          'certificate-authority': 'pki/authority.crt',
        },
      );
    },
  ],
  ['no authority', () => of({ token: 'abc' }, noAuthority)],
  ['a server that anybody may be', () => of({ token: 'abc' }, { ...noAuthority, 'insecure-skip-tls-verify': true })],
  ['a name for the certificate', () => of({ token: 'abc' }, { 'tls-server-name': 'kubernetes' })],
  ['a namespace', () => of({ token: 'abc' }, {}, { namespace: 'shop' })],
  ['somebody else', () => of({ token: 'abc', as: 'max' })],
  ['a plugin with a token', (folder) => of(plugin(folder, { token: 'of-plugin' }))],
  [
    'a plugin with a certificate',
    (folder) =>
      of(
        plugin(folder, {
          clientCertificateData: certificate('client.crt'),
          clientKeyData: certificate('client.key'),
        }),
      ),
  ],
  ['YAML as people write it', () => yaml],
  ['another context', () => yaml, { context: 'test' }],
  ['YAML of Windows', () => yaml.replaceAll('\n', '\r\n')],
];

/** Where @kubernetes/client-node reads as kubectl does, it is asked; where it does not, docs/design.md says so. */
describe('is read as @kubernetes/client-node reads it', () => {
  it.each(rows)('%s', async (_, kubeconfig, flags = {}) => {
    using folder = temporaryFolder();
    const file = folder.write('config', kubeconfig(folder));
    const read = await ours(file, flags);
    expect(read).toEqual(await theirs(file, flags));
    expect(read.server).toMatch(/^https:/);
  });
});

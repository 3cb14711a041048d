import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectTo, paragraphOf } from '../kubeconfigs.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { json, startServer } from '../test-server.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenUntil = (seconds: number) => `${part({ alg: 'none' })}.${part({ exp: seconds })}.entry`;
const providerOf = (name: string, config: object) => ({ 'auth-provider': { name, config } });
const oidc = (token: string) => providerOf('oidc', { 'id-token': token });

describe('OpenID Connect', () => {
  it('a token that is still good is used', async () => {
    await using server = await startServer(json({}), 'https');
    const token = tokenUntil(9_999_999_999);
    await (await connectTo(server.url, { user: oidc(token) })).get('/');
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });
  it('an expired one is left to kubectl, which saves the new one', async () =>
    expect(await paragraphOf(connectTo('https://api.test', { user: oidc(tokenUntil(1)) }))).toMatch(
      /of user "jane" has expired\. kubectl renews.*kubectl get --raw \/version/,
    ));
});

describe('no other provider runs a command of the kubeconfig', () => {
  it.each([
    ['gcp', /^The gcp auth plugin, .*, has been removed\. .*: gke-gcloud-auth-plugin\.$/],
    ['azure', /^The azure auth plugin, .*, has been removed\. .*: kubelogin\.$/],
    ['openstack', /^No auth provider is known by the name "openstack"/],
    ['constructor', /^No auth provider is known by the name "constructor"/],
  ])('%s', async (name, said) => {
    using folder = temporaryFolder();
    const trace = `${folder.write('x', {})}.ran`;
    const config = {
      'cmd-path': '/bin/sh',
      'cmd-args': `-c :>${trace};echo`,
      'expiry-key': '{.x}',
      'token-key': '{.y}',
    };
    expect(await paragraphOf(connectTo('https://api.test', { user: providerOf(name, config) }))).toMatch(said);
    expect(existsSync(trace)).toBe(false);
  });
});

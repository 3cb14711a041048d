import { describe, expect, it } from 'vitest';
import { connectTo, paragraphOf } from './kubeconfigs.ts';
import { json, startServer } from './test-server.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenUntil = (seconds: number) => `${part({ alg: 'none' })}.${part({ exp: seconds })}.signature`;
const oidc = (token: string) => ({ 'auth-provider': { name: 'oidc', config: { 'id-token': token } } });

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

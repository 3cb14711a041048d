import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { Problem } from '../model/problem.ts';
import type { AuthProvider } from './kubeconfig.ts';

/** The API client knows these older sources of tokens. It is large, so this file is loaded only for their users. */
export async function authProviderHeaders(provider: AuthProvider, userName: string): Promise<Record<string, string>> {
  if (provider.name === 'oidc') refuseExpired(provider, userName);
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server: 'https://localhost', skipTLSVerify: false },
    { name: userName, authProvider: { name: provider.name, config: { ...provider.config } } },
  );
  const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new Problem(`The auth provider "${provider.name}" of user "${userName}" gave no token: ${error}.`, {
      next: 'Log in again, and see whether `kubectl get --raw /version` works.',
      cause: error,
    });
  }
  const header = Object.entries(options.headers ?? {}).find(([name]) => name === 'Authorization')?.[1];
  return typeof header === 'string' ? { Authorization: header } : {};
}

/** The API client would spend the refresh token without saving the new one, and the user would be logged out. */
function refuseExpired({ config }: AuthProvider, userName: string): void {
  const expiresAt = OpenIDConnectAuth.expirationFromToken(config['id-token'] ?? '');
  if (expiresAt === 0 || expiresAt * 1000 > Date.now()) return;
  throw new Problem(`The OpenID Connect token of user "${userName}" has expired.`, {
    why: 'kubectl renews and saves it; this command never writes to the kubeconfig.',
    next: 'Run `kubectl get --raw /version` once, then this command again.',
  });
}

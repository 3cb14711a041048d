import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { Problem } from '../../model/problem.ts';
import type { AuthProvider } from '../kubeconfig/kubeconfig.ts';

/**
 * The token of an OpenID Connect provider. The API client knows other older sources, which run a command of the
 * kubeconfig's, as kubectl does no longer. It is large, so this file is loaded only for those who need it.
 */
export async function authProviderHeaders(provider: AuthProvider, userName: string): Promise<Record<string, string>> {
  if (provider.name !== 'oidc') throw notKnown(provider, userName);
  refuseExpired(provider, userName);
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

/** By the plugins that their clouds name in place of them. */
const replacements: Readonly<Record<string, string>> = { gcp: 'gke-gcloud-auth-plugin', azure: 'kubelogin' };

function notKnown({ name }: AuthProvider, userName: string): Problem {
  const replacement = Object.hasOwn(replacements, name) ? replacements[name] : undefined;
  return new Problem(
    replacement === undefined
      ? `No auth provider is known by the name "${name}", which user "${userName}" has.`
      : `The ${name} auth plugin, which user "${userName}" has, has been removed.`,
    {
      why: 'kubectl has none but oidc any more.',
      next: `Use a credential plugin (exec) in the kubeconfig${replacement ? `: ${replacement}` : ''}.`,
    },
  );
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

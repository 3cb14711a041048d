import { limits } from '../../limits.ts';
import type { Destination } from '../kubeconfig/destination.ts';
import { contentOf, type Impersonation, textOf, type UserEntry } from '../kubeconfig/kubeconfig.ts';
import type { PluginCredential, PluginEnvironment } from './credential-plugin.ts';

/** What proves who we are: headers of every request, and a client certificate. PEM. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly clientCertificate: string | undefined;
  readonly clientKey: string | undefined;
  /** Where they are from: some can be had again, and differ then. */
  readonly kind: 'lasting' | 'token-file' | 'plugin' | 'auth-provider';
  /** By this machine's clock; before that they are taken to be good. */
  readonly renewAtMs: number;
}

/** Reads, or asks for, the user's credentials, and adds who to act as. */
export async function credentialsOf(destination: Destination, environment: PluginEnvironment): Promise<Credentials> {
  const { user, cluster } = destination;
  const impersonation = impersonationHeaders(user.impersonation);
  // As kubectl: nothing secret travels over plain http.
  if (!isSecure(cluster.server)) {
    return { headers: impersonation, clientCertificate: undefined, clientKey: undefined, ...lasting };
  }
  const fromPlugin = needsPlugin(user) ? await askPlugin(destination, environment) : null;
  const token = user.tokenFile ? contentOf(user.tokenFile, 'token') : (user.token ?? fromPlugin?.token);
  return {
    headers: { ...impersonation, ...(await authorization(destination, token)) },
    clientCertificate: textOf(user.clientCertificate, 'client certificate') ?? fromPlugin?.clientCertificate,
    clientKey: textOf(user.clientKey, 'client key') ?? fromPlugin?.clientKey,
    ...lifeOf(user, fromPlugin),
  };
}

const lasting = { kind: 'lasting', renewAtMs: Number.POSITIVE_INFINITY } as const;

function lifeOf(user: UserEntry, fromPlugin: PluginCredential | null): Pick<Credentials, 'kind' | 'renewAtMs'> {
  if (fromPlugin) return { kind: 'plugin', renewAtMs: fromPlugin.expiresAtMs };
  // a kubelet renews the token that it mounts
  if (user.tokenFile) return { kind: 'token-file', renewAtMs: Date.now() + limits.tokenFileMs };
  return user.authProvider ? { ...lasting, kind: 'auth-provider' } : lasting;
}

/** True for https. */
export function isSecure(server: string): boolean {
  return server.startsWith('https:');
}

/** As kubectl: any other credential comes before the plugin. */
function needsPlugin({ plugin, token, tokenFile, username, clientCertificate: { file, base64 } }: UserEntry): boolean {
  return plugin !== undefined && !(token || tokenFile || username || file || base64);
}

async function askPlugin(destination: Destination, environment: PluginEnvironment) {
  const { runCredentialPlugin } = await import('./credential-plugin.ts');
  return runCredentialPlugin(destination, environment);
}

async function authorization({ user, userName }: Destination, token: string | undefined) {
  if (token) return { Authorization: `Bearer ${token}` };
  if (user.username !== undefined) {
    const pair = `${user.username}:${user.password ?? ''}`;
    return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  }
  if (!user.authProvider) return {};
  const { authProviderHeaders } = await import('./auth-provider.ts');
  return authProviderHeaders(user.authProvider, userName);
}

function impersonationHeaders({ user, uid, groups, extra }: Impersonation): Credentials['headers'] {
  if (!user) return {};
  return {
    'Impersonate-User': headerText(user),
    ...(uid ? { 'Impersonate-Uid': headerText(uid) } : {}),
    ...(groups.length > 0 ? { 'Impersonate-Group': groups.map(headerText) } : {}),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `Impersonate-Extra-${encodeURIComponent(key)}`,
        values.map(headerText),
      ]),
    ),
  };
}

/** Node sends a character a byte, and Go, on the other side, reads UTF-8. */
function headerText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

import { readFileSync } from 'node:fs';
import { errorText, Problem } from '../../model/problem.ts';

/** A `clusters` entry. Paths are absolute; data is as it stands in the file, in base64. */
export interface ClusterEntry {
  readonly server: string;
  readonly certificateAuthority: FileOrData;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string | undefined;
  readonly proxyURL: string | undefined;
}

/** The data wins over the file, as in client-go. */
export interface FileOrData {
  readonly file: string | undefined;
  readonly base64: string | undefined;
}

/** A `users` entry. */
export interface UserEntry {
  readonly clientCertificate: FileOrData;
  readonly clientKey: FileOrData;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly impersonation: Impersonation;
  readonly plugin: CredentialPlugin | undefined;
  readonly authProvider: AuthProvider | undefined;
}

/** Who to act as; `undefined` and empty mean that nothing was said. */
export interface Impersonation {
  readonly user: string | undefined;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** An exec-credential plugin: a program that prints a token or a client certificate. */
export interface CredentialPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** The older way to name a source of tokens, of which `oidc` is left. */
export interface AuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string | undefined;
}

/** One kubeconfig file, or several merged. */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

export const noFileOrData: FileOrData = { file: undefined, base64: undefined };
const noImpersonation: Impersonation = { user: undefined, uid: undefined, groups: [], extra: {} };

/** A cluster of which only the address is known. */
export function clusterAt(server: string): ClusterEntry {
  return {
    server,
    certificateAuthority: noFileOrData,
    insecureSkipTlsVerify: false,
    tlsServerName: undefined,
    proxyURL: undefined,
  };
}

export const anonymous: UserEntry = {
  clientCertificate: noFileOrData,
  clientKey: noFileOrData,
  token: undefined,
  tokenFile: undefined,
  username: undefined,
  password: undefined,
  impersonation: noImpersonation,
  plugin: undefined,
  authProvider: undefined,
};

/** kubectl's rule: the first file that has an entry of that name wins, as a whole; so does the first current-context. */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const lastToFirst = files.toReversed();
  return {
    currentContext: files.find((file) => file.currentContext)?.currentContext,
    contexts: new Map(lastToFirst.flatMap((file) => [...file.contexts])),
    clusters: new Map(lastToFirst.flatMap((file) => [...file.clusters])),
    users: new Map(lastToFirst.flatMap((file) => [...file.users])),
  };
}

/** True where there is nothing to choose from. */
export function isEmpty(kubeconfig: Kubeconfig): boolean {
  return kubeconfig.contexts.size + kubeconfig.clusters.size + kubeconfig.users.size === 0;
}

/** The content of a file, or of base64 data, which wins; undefined where there is neither. */
export function textOf({ file, base64 }: FileOrData, what: string): string | undefined {
  if (base64) return Buffer.from(base64, 'base64').toString();
  return file ? contentOf(file, what) : undefined;
}

export function contentOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Problem(`The kubeconfig's ${what} cannot be read: ${errorText(error)}.`, {
      next: 'Correct the path in the kubeconfig; a relative one is relative to the file it stands in.',
      cause: error,
    });
  }
}

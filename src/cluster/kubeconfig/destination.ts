import { grammarOf } from '../../model/name-grammar.ts';
import { Problem } from '../../model/problem.ts';
import {
  anonymous,
  type ClusterEntry,
  type ContextEntry,
  clusterAt,
  isEmpty,
  noFileOrData,
  type UserEntry,
} from './kubeconfig.ts';
import type { LoadedKubeconfig } from './load-kubeconfig.ts';

/** kubectl's own flags that say which API server, and as whom. */
export interface ConnectionFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly as?: string;
  readonly asGroup: readonly string[];
  readonly server?: string;
  readonly token?: string;
  readonly insecureSkipTlsVerify?: boolean;
  /** 0: none for what is only read; undefined: `limits` say it. */
  readonly requestTimeoutMs?: number;
}

/** Which API server, as whom. */
export interface Destination {
  /** Null where no context is in use. */
  readonly context: string | null;
  readonly namespace: string;
  readonly cluster: ClusterEntry;
  readonly userName: string;
  readonly user: UserEntry;
}

/** What the kubeconfig and the flags say together; null where they name no API server at all. */
export function chooseDestination(loaded: LoadedKubeconfig, flags: ConnectionFlags): Destination | null {
  const { kubeconfig } = loaded;
  if (isEmpty(kubeconfig) && !flags.server && !flags.context && !flags.cluster && !flags.user) return null;

  const contextName = flags.context || kubeconfig.currentContext;
  const context = contextName ? pick('context', contextName, kubeconfig.contexts, loaded) : undefined;
  if (!context && !flags.cluster && !flags.server) {
    throw new Problem('The kubeconfig names no current context.', {
      why: known('context', kubeconfig.contexts, loaded),
      next: 'Choose one with --context, or with `kubectl config use-context NAME`.',
    });
  }
  const clusterName = flags.cluster || context?.cluster;
  const userName = flags.user || context?.user;
  return {
    context: context && contextName ? contextName : null,
    namespace: namespaceOf(context, contextName),
    cluster: clusterName ? pick('cluster', clusterName, kubeconfig.clusters, loaded) : clusterAt(''),
    userName: userName ?? '',
    user: userName ? pick('user', userName, kubeconfig.users, loaded) : anonymous,
  };
}

function namespaceOf(context: ContextEntry | undefined, name: string | undefined): string {
  const namespace = context?.namespace || 'default';
  if (grammarOf('namespace').test(namespace)) return namespace;
  throw new Problem(`The context "${name}" names a namespace that can be none: ${JSON.stringify(namespace)}.`, {
    next: 'Correct it in the kubeconfig.',
  });
}

/** What the flags say of the API server and the user, over what was chosen. */
export function overrideDestination(destination: Destination, flags: ConnectionFlags): Destination {
  const overridden = {
    ...destination,
    cluster: overrideCluster(destination.cluster, flags),
    user: overrideUser(destination, flags),
  };
  refuseContradiction(overridden);
  return overridden;
}

function overrideCluster(cluster: ClusterEntry, flags: ConnectionFlags): ClusterEntry {
  return {
    ...cluster,
    server: flags.server || cluster.server,
    // The name in the kubeconfig belongs to the address in the kubeconfig.
    tlsServerName: flags.server ? undefined : cluster.tlsServerName,
    // as kubectl, where a flag that says false does not take back what the kubeconfig permits
    insecureSkipTlsVerify: flags.insecureSkipTlsVerify || cluster.insecureSkipTlsVerify,
    certificateAuthority: flags.insecureSkipTlsVerify ? noFileOrData : cluster.certificateAuthority,
  };
}

function refuseContradiction({ cluster: { insecureSkipTlsVerify, certificateAuthority } }: Destination): void {
  if (!insecureSkipTlsVerify || !(certificateAuthority.file || certificateAuthority.base64)) return;
  throw new Problem(
    'The kubeconfig names a certificate authority for the cluster, and says not to look at certificates.',
    {
      why: 'kubectl refuses insecure-skip-tls-verify: true beside certificate-authority or certificate-authority-data.',
      next: 'Take one of them out of the kubeconfig, or give --insecure-skip-tls-verify, which leaves the authority aside.',
    },
  );
}

function overrideUser({ user }: Destination, flags: ConnectionFlags): UserEntry {
  const impersonation = {
    ...user.impersonation,
    user: flags.as || user.impersonation.user,
    groups: flags.asGroup.length > 0 ? flags.asGroup : user.impersonation.groups,
  };
  const { uid, groups, extra } = impersonation;
  if (!impersonation.user && (uid || groups.length > 0 || Object.keys(extra).length > 0)) {
    throw new Problem('A group to act as is given, and no user to act as.', {
      why: 'The API server takes --as-group only together with --as.',
      next: 'Add --as NAME.',
    });
  }
  if (!flags.token) return { ...user, impersonation };
  // A token given by hand is the credential; only a client certificate may stand beside it, as with kubectl.
  const { clientCertificate, clientKey } = user;
  return { ...anonymous, clientCertificate, clientKey, token: flags.token, impersonation };
}

type Kind = 'context' | 'cluster' | 'user';

function pick<T>(kind: Kind, name: string, entries: ReadonlyMap<string, T>, loaded: LoadedKubeconfig): T {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new Problem(`There is no ${kind} named "${name}".`, {
    why: known(kind, entries, loaded),
    next: `Name one of them with --${kind}, or another file with --kubeconfig.`,
  });
}

function known(kind: Kind, entries: ReadonlyMap<string, unknown>, { lookedFor }: LoadedKubeconfig): string {
  const names = [...entries.keys()].sort().join(', ') || 'none';
  return `Known ${kind}s in ${lookedFor.join(', ')}: ${names}.`;
}

/** The address as kubectl reads it: a bare `host:port` means plain http. */
export function serverURL({ cluster: { server }, context }: Destination): URL {
  const url = URL.parse(server.includes('://') ? server : `http://${server}`);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Problem(
    server
      ? `"${server}" is not the address of an API server.`
      : `The cluster of context "${context ?? ''}" has no server.`,
    { next: 'Write it as https://HOST:PORT, in the kubeconfig or with --server.' },
  );
}

import { isatty } from 'node:tty';
import { connectionsTo } from './connection/connections.ts';
import { proxyFor } from './connection/proxy.ts';
import type { PluginEnvironment } from './credentials/credential-plugin.ts';
import { type Credentials, credentialsOf } from './credentials/credentials.ts';
import { Login } from './credentials/login.ts';
import {
  type ConnectionFlags,
  chooseDestination,
  type Destination,
  overrideDestination,
  serverURL,
} from './kubeconfig/destination.ts';
import { inCluster, serviceAccountFolder } from './kubeconfig/in-cluster.ts';
import { loadKubeconfig, problemOfMissing } from './kubeconfig/load-kubeconfig.ts';
import { atMost } from './request/bounded.ts';
import { type ContainerName, type Endpoint, podPath } from './request/endpoint.ts';
import type { ExecAnswer } from './request/exec.ts';
import { chunksOf, requestJSON, requestStream, textOf } from './request/request.ts';
import type { WatchEvent } from './request/watch.ts';

/** What of the machine matters beside the environment; tests give their own. */
export interface Machine {
  readonly serviceAccountFolder: string;
  /** True where a credential plugin may ask its user. */
  readonly interactive: boolean;
}

/** Who waits for the connection. */
export interface Waiting {
  /** Ends the wait, and what it started. */
  readonly signal?: AbortSignal;
  /** Hears of a credential plugin that takes its time. */
  readonly tell?: (text: string) => void;
}

/**
 * One API server, with the user's credentials, which are renewed where they run out. Whatever goes wrong in a request is an
 * `ApiError`, but for a credential plugin's failure (a `Problem`) and what a signal gives as its reason.
 */
export interface Cluster {
  /** The name of the context in use; null where there is none, as in a pod. */
  readonly context: string | null;
  /** Of that context, or of the pod that we run in, or `default`. */
  readonly namespace: string;
  readonly server: string;
  get(path: string, query?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown>;
  /** What is no JSON. */
  getText(path: string, signal: AbortSignal, query?: Readonly<Record<string, string>>): Promise<string>;
  create(path: string, body: unknown, query?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown>;
  delete(path: string, body?: unknown, signal?: AbortSignal): Promise<unknown>;
  /**
   * Resolves when the API server has accepted the watch: what happens from then on is not missed. The iteration ends
   * when the server or the network ends it or the signal fires, never by silence.
   */
  watch(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>>;
  /**
   * Resolves when the kubelet has answered; begins with what the log already has, or with its last lines. The iteration
   * throws a `TooLong` where it does not end in time.
   */
  followLog(
    pod: ContainerName,
    signal: AbortSignal,
    options?: {
      readonly tailLines?: number;
      /** By a connection that nobody has used. */
      readonly fresh?: boolean;
    },
  ): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Over a WebSocket, with nothing on standard input; at most 64 KiB of each output. With a terminal, where that is
   * wanted: then both outputs are one. Rejects at once when the signal fires.
   */
  exec(
    pod: ContainerName,
    command: readonly string[],
    signal: AbortSignal,
    options?: { readonly terminal?: boolean; readonly onSurplus?: (bytes: number) => void },
  ): Promise<ExecAnswer>;
}

/** Finds out which API server, and as whom, by kubectl's rules. Throws a `Problem`; sends nothing yet. */
export async function connect(
  flags: ConnectionFlags,
  env: NodeJS.ProcessEnv,
  waiting: Waiting = {},
  machine: Machine = { serviceAccountFolder, interactive: isatty(0) },
): Promise<Cluster> {
  const loaded = loadKubeconfig(flags.kubeconfig, env);
  const chosen = chooseDestination(loaded, flags) ?? inCluster(env, machine.serviceAccountFolder);
  if (!chosen) throw problemOfMissing(loaded, machine.serviceAccountFolder);
  const destination = overrideDestination(chosen, flags);
  return clusterAt(
    destination,
    await endpointOf(destination, flags, { env, interactive: machine.interactive, ...waiting }),
  );
}

async function endpointOf(
  destination: Destination,
  flags: ConnectionFlags,
  environment: PluginEnvironment,
): Promise<Endpoint> {
  const server = serverURL(destination);
  const cluster = { ...destination.cluster, server: server.href };
  const proxy = proxyFor(server, cluster.proxyURL, environment.env);
  const ask = (waiting: PluginEnvironment) => credentialsOf({ ...destination, cluster }, waiting);
  // a run that was cancelled has to prove who it is once more, to take away its pod
  const { signal: _, ...later } = environment;
  return {
    server,
    login: new Login(
      await ask(environment),
      (signal) => ask({ ...later, signal }),
      (credentials: Credentials) => connectionsTo(cluster, credentials, proxy),
    ),
    requestTimeoutMs: flags.requestTimeoutMs,
  };
}

function clusterAt({ context, namespace }: Destination, endpoint: Endpoint): Cluster {
  return {
    context,
    namespace,
    server: endpoint.server.href.replace(/\/$/, ''),
    get: (path, query = {}, signal) => requestJSON(endpoint, { method: 'GET', path, query, signal }),
    getText: async (path, signal, query = {}) =>
      textOf(await requestStream(endpoint, { method: 'GET', path, query }, signal)),
    create: (path, body, query = {}, signal) => requestJSON(endpoint, { method: 'POST', path, body, query, signal }),
    delete: (path, body, signal) => requestJSON(endpoint, { method: 'DELETE', path, body, signal }),
    async watch(path, query, signal) {
      const request = { method: 'GET', path, query: { ...query, watch: 'true' } } as const;
      // With zod, which a completion and a clean-up do without; loaded while the API server answers.
      const [response, { watchEvents }] = await Promise.all([
        requestStream(endpoint, request, signal),
        import('./request/watch.ts'),
      ]);
      return watchEvents(chunksOf(response));
    },
    async followLog(pod, signal, { tailLines, fresh = false } = {}) {
      const tail = tailLines === undefined ? {} : { tailLines: String(tailLines) };
      const query = { container: pod.container, follow: 'true', ...tail };
      const request = { method: 'GET', path: `${podPath(pod)}/log`, query, fresh } as const;
      return atMost(chunksOf(await requestStream(endpoint, request, signal)));
    },
    async exec(pod, command, signal, { terminal = false, onSurplus = () => {} } = {}) {
      // The WebSocket library is loaded only by those who need it.
      const { execCommand } = await import('./request/exec.ts');
      return execCommand(endpoint, pod, command, { signal, terminal, onSurplus });
    },
  };
}

import type { Login } from '../credentials/login.ts';

/** An API server, and how to speak to it. */
export interface Endpoint {
  readonly server: URL;
  readonly login: Login;
  /** 0: none for what is only read; undefined: `limits` say it. */
  readonly requestTimeoutMs: number | undefined;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** By a connection that nobody has used. */
  readonly fresh?: boolean;
  /** Ends the request; what it rejects with is the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
}

export const userAgent = 'kubectl-exec_doctor';

/** Where the path of a request stands below the server's own, as behind a gateway that serves many clusters. */
export function urlOf({ server }: Endpoint, path: string, query: URLSearchParams): URL {
  const url = new URL(server);
  url.pathname = server.pathname.replace(/\/$/, '') + path;
  url.search = query.toString();
  return url;
}

/** As `ApiError` names it. */
export function nameOf({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}

/** A container of a pod. */
export interface ContainerName {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

/** Where the API has the pod; a name that is none cannot lead to anything else. */
export function podPath({ namespace, name }: Pick<ContainerName, 'namespace' | 'name'>): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
}

import type { Layer } from '../model/layer.ts';

/** Who wrote an error text that came out of `kubectl exec`: every layer wraps what the one below said. */
export interface Author {
  readonly code: string;
  readonly pattern: RegExp;
  /** The layers that stay under suspicion. */
  readonly suspects: readonly Layer[];
  /** Continues "the text …". */
  readonly says: string;
}

const below: readonly Layer[] = ['cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'];

/**
 * In the order in which they are tried. Sources: the texts are those of kubectl's and the API server's remotecommand,
 * kubelet's server and the CRI's stream server.
 */
const authors: readonly Author[] = [
  {
    code: 'exec-forbidden',
    pattern: /\(Forbidden\).*pods\/exec|cannot (create|get) resource "pods\/exec"/s,
    suspects: ['api-server'],
    says: 'is the API server’s: this user may not exec into this pod',
  },
  {
    code: 'admission-denies-exec',
    pattern: /admission webhook|failed calling webhook/,
    suspects: ['api-server'],
    says: 'is an admission webhook’s, asked by the API server',
  },
  {
    code: 'kubelet-serving-certificate',
    pattern: /remote error: tls: internal error|x509: /,
    suspects: ['kubelet'],
    says: 'is the API server’s, about the kubelet’s serving certificate',
  },
  {
    code: 'kubelet-unreachable',
    pattern: /error dialing backend|No agent available|proxy error from .* while dialing/,
    suspects: ['api-server', 'kubelet'],
    says: 'is the API server’s: it could not reach the kubelet',
  },
  {
    code: 'stream-server',
    pattern: /Post "?https?:\/\/[^ ]*\/exec\/|server gave HTTP response to HTTPS client/,
    suspects: ['cri'],
    says: 'names the address of the CRI’s stream server',
  },
  {
    code: 'kubelet-does-not-know',
    pattern: /unable to upgrade connection: (pod does not exist|container not found)/,
    suspects: ['kubelet'],
    says: 'is the kubelet’s: it does not know this pod or container',
  },
  {
    code: 'kubelet-refuses',
    pattern: /unable to upgrade connection: (Forbidden \(user=|Unauthorized|404 page not found)/,
    suspects: ['api-server', 'kubelet'],
    says: 'is the kubelet’s: it refuses what the API server asks',
  },
  {
    code: 'upgrade-blocked',
    pattern: /unable to upgrade connection: (<|Forbidden\s*$|Upgrade request required)|Upgrade request required/m,
    suspects: ['client-path'],
    says: 'is that of a proxy or load balancer which passes no connection upgrade',
  },
  {
    code: 'api-server-not-reached',
    pattern:
      /Unable to connect to the server|The connection to the server .* was refused|You must be logged in to the server/,
    suspects: ['client-path', 'api-server'],
    says: 'is kubectl’s own: it did not get through to the API server, or was not let in',
  },
  {
    code: 'runtime-said',
    pattern: /OCI runtime|error executing command in container|rpc error|Error response from daemon/,
    suspects: below,
    says: 'comes from the runtime, through the kubelet',
  },
];

/** The author of a text; null where it is not known. */
export const authorOf = (text: string): Author | null => authors.find(({ pattern }) => pattern.test(text)) ?? null;

/** What a kubelet says when the runtime could not start the debug pod. Only texts of the runtime's own accuse it. */
const startFailureAuthors: readonly Author[] = [
  {
    code: 'runc-not-found',
    pattern: /exec: "?[^" ]*runc"?: executable file not found/,
    suspects: ['runc'],
    says: 'says that there is no runc',
  },
  {
    code: 'dockerd-not-reached',
    pattern: /Cannot connect to the Docker daemon/,
    suspects: ['dockerd'],
    says: 'says that dockerd does not answer',
  },
  {
    code: 'containerd-not-reached',
    pattern: /dial unix [^ ]*containerd\.sock: connect/,
    suspects: ['containerd'],
    says: 'says that containerd does not answer',
  },
  {
    code: 'shim-not-started',
    pattern: /failed to (start|create) shim/,
    suspects: ['containerd', 'shim'],
    says: 'says that containerd could start no shim',
  },
  {
    code: 'runc-failed',
    pattern: /unable to retrieve OCI runtime error|runc did not terminate successfully|OCI runtime create failed/,
    suspects: ['runc'],
    says: 'says that runc failed for a new container too',
  },
];

/** Who says so, of a debug pod that did not start; null where the text is nobody's that is known. */
export const startFailureAuthorOf = (text: string): Author | null =>
  startFailureAuthors.find(({ pattern }) => pattern.test(text)) ?? null;

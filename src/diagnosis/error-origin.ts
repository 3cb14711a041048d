import { dockerdNotReached } from '../model/docker-words.ts';
import type { Layer } from '../model/layer.ts';
import type { Outcome, Probe } from '../model/probe.ts';
import type { Scope } from '../model/verdict.ts';
import { bySignal, canTellOf, kubectlsLine, notStarted } from './speaker.ts';

/** Who wrote an error text that came out of `kubectl exec`: every layer wraps what the one below said. */
export interface ErrorOrigin {
  readonly code: string;
  readonly pattern: RegExp;
  /** The layers that stay under suspicion. */
  readonly suspects: readonly Layer[];
  /** Continues "the text …". */
  readonly says: string;
  /** What it complains of: one pod or container, or the way there, which every container of the node shares. */
  readonly about: 'object' | 'way';
  /** Who is hit, where a control that fails as well would mislead: it shares more with the target than the node. */
  readonly scope?: Scope | null;
  /**
   * The API server's own words, or of what stands before it: nobody on the node has spoken. API servers and tunnels may be
   * several, so that another request came through does not refute them.
   */
  readonly ofApiServer?: true;
  /** A kubelet that starts again and again, or has not got its certificate yet, brings it about as well, and serves others. */
  readonly mayBeOfKubelet?: true;
  /** By it nobody on the node has answered. */
  readonly unanswered?: true;
  /** It speaks of what lies before the API server, or of where the kubelet has sent it: who gets through it is no suspect. */
  readonly ofElsewhere?: true;
  /** It says nothing against what is seen of the way: nobody has gone it. */
  readonly nobodyAsked?: true;
  /** Somebody says no, in so many words, and has done its part by that: who, and to whom. The beginning of a sentence. */
  readonly refusal?: string;
  /** It is refused to this user on purpose: a way round it is nobody's to propose. */
  readonly decided?: true;
}

const decision = { ofApiServer: true, decided: true } as const;

/** It broke down, was ended, could not be started, or got nothing to show who the user is: nobody has been asked. */
const kubectlItself: ErrorOrigin = {
  code: 'kubectl-itself',
  pattern: new RegExp(`${notStarted.source}|^(?:error: )?(?:exec plugin|getting credentials): `, 'm'),
  suspects: ['client-path'],
  says: 'is that of a kubectl which could not do its work itself',
  about: 'way',
  scope: 'client',
  ofElsewhere: true,
  nobodyAsked: true,
};

/**
 * In the order in which they are tried. Sources: the texts are those of kubectl's and the API server's remotecommand,
 * kubelet's server and the CRI's stream server.
 */
const origins: readonly ErrorOrigin[] = [
  {
    code: 'api-server-not-reached',
    pattern:
      /Unable to connect to the server|The connection to the server .* was refused|Post "?https?:[^ ]*\/exec\?|^(?:error: )?(?:dial tcp: lookup |http2: client connection )/m,
    suspects: ['client-path', 'api-server'],
    says: "is kubectl's own: it did not get through to the API server",
    about: 'way',
    scope: 'client',
    ofElsewhere: true,
  },
  {
    // the API server passes on the kubelet's 401 as well, and our own requests were let in
    code: 'not-logged-in',
    pattern: /You must be logged in to the server/,
    suspects: ['client-path', 'api-server', 'kubelet'],
    says: 'is an answer 401: the API server did not let this user in, or the kubelet did not let the API server in',
    about: 'way',
    scope: null,
  },
  {
    code: 'exec-forbidden',
    pattern: /\(Forbidden\).*(pods\/exec|cannot exec into)|cannot (create|get) resource "pods\/exec"/s,
    suspects: ['api-server'],
    says: "is the API server's: this user may not exec into this pod",
    about: 'object',
    scope: 'client',
    refusal: "You may not exec here: the API server's rules of access do not allow it",
    ...decision,
  },
  {
    code: 'admission-webhook-fails',
    pattern: /failed calling webhook/,
    suspects: ['api-server'],
    says: "is the API server's: an admission webhook that has to allow the exec could not be reached",
    about: 'object',
    scope: null,
    ofApiServer: true,
  },
  {
    code: 'admission-denies-exec',
    // not where a runtime quotes a path of the container's
    pattern:
      /^(?![\s\S]*(?:OCI runtime|error executing command in container))[\s\S]*(?:admission webhook|ValidatingAdmissionPolicy '[^'\n]{1,253}' |security context constraint|exec operation is not allowed because the pod's security context)/,
    suspects: ['api-server'],
    says: 'is that of an admission policy, which the API server applies',
    about: 'object',
    scope: null,
    refusal: 'You may not exec here: an admission policy of the cluster refuses it',
    ...decision,
  },
  {
    // also in the API server's own wrapping, for a log: … ( pods/log NAME)
    code: 'kubelet-forbids-api-server',
    pattern:
      /^(?![\s\S]*(?:OCI runtime|error executing command in container))[\s\S]*Forbidden \(user=[^,\n]{1,253}, verb=\w{1,20}, resource=nodes/,
    suspects: ['api-server'],
    says: "is the kubelet's: the user that the API server comes as may not use the kubelet's API",
    about: 'way',
    // it speaks of its node, not of a container
    scope: 'node',
    refusal:
      "The kubelet refuses the API server: the user that it comes as, which the text names, has no right on the kubelet's API",
  },
  {
    code: 'api-server-busy',
    pattern: /too many requests(?:, please| and has asked us)|\(TooManyRequests\)/i,
    suspects: ['api-server'],
    says: "is the API server's own: it has too much to do, and takes no more of these requests",
    about: 'way',
    scope: 'cluster',
    ofApiServer: true,
  },
  {
    code: 'etcd-unwell',
    pattern: /etcdserver: /,
    suspects: ['api-server'],
    says: 'is that of etcd, which the API server queries before any node',
    about: 'way',
    scope: 'cluster',
    ofApiServer: true,
  },
  {
    // at the handshake, which ends with the kubelet's alert
    code: 'kubelet-takes-no-certificate',
    pattern:
      /(?<!connection: )error dialing backend: [^\n]{0,300}remote error: tls: (?:(?:bad|expired|revoked|unknown|unsupported) certificate|unknown certificate authority|certificate required)/,
    suspects: ['api-server', 'kubelet'],
    says: "is the API server's: at its handshake with the kubelet, that one did not accept its certificate",
    about: 'way',
    ofApiServer: true,
  },
  {
    code: 'kubelet-serving-certificate',
    pattern: /(?<!connection: )error dialing backend: .*(tls: |x509: )/,
    suspects: ['api-server', 'kubelet'],
    says: "is the API server's, about the kubelet's serving certificate",
    about: 'way',
    ofApiServer: true,
    mayBeOfKubelet: true,
  },
  {
    code: 'kubelet-out-of-files',
    pattern: /unable to upgrade connection: error dialing backend: [^\n]*: too many open files/,
    suspects: ['kubelet'],
    says: "is the kubelet's own: it can open no more files",
    about: 'way',
  },
  {
    // the kubelet passes the stream on; only its own answer begins so
    code: 'kubelet-reaches-no-stream-server',
    pattern: /unable to upgrade connection: error dialing backend: /,
    suspects: ['kubelet', 'cri'],
    says: "is the kubelet's: it could not reach the CRI's stream server",
    about: 'way',
  },
  {
    code: 'api-server-out-of-files',
    pattern: /error dialing backend: [^\n]*: too many open files/,
    suspects: ['api-server'],
    says: "is the API server's own: it can open no more files",
    about: 'way',
    ofApiServer: true,
  },
  {
    // an old API server was sent on to the CRI's stream server
    code: 'stream-address',
    pattern: /error dialing backend: dial tcp [^ ]*:(?!10250\b)\d+: /,
    suspects: ['api-server', 'kubelet', 'cri'],
    says: "is the API server's: it could not reach an address that has not the kubelet's usual port, 10250",
    about: 'way',
    ofElsewhere: true,
  },
  {
    // who has no listener may be a kubelet that starts again and again
    code: 'kubelet-has-no-listener',
    pattern: /error dialing backend: dial tcp \S{1,100}:10250: (?:connect: |getsockopt: )?connection refused/,
    suspects: ['api-server', 'kubelet'],
    says: "is the API server's: it could not reach the kubelet, because nothing listened at its port",
    about: 'way',
    ofApiServer: true,
    unanswered: true,
    mayBeOfKubelet: true,
  },
  {
    code: 'no-preferred-address',
    pattern: /no preferred addresses found; known addresses: \[\{/,
    suspects: ['api-server'],
    says: "is the API server's own: the node has none of the kinds of addresses that it is configured to use for kubelets",
    about: 'way',
    scope: 'cluster',
    ofApiServer: true,
  },
  {
    code: 'kubelet-unreachable',
    pattern:
      /error dialing backend|No agent available|proxy error from .* while dialing|No SSH tunnels|failed to find Session for client /,
    suspects: ['api-server', 'kubelet'],
    says: "is the API server's: it could not reach the kubelet",
    about: 'way',
    ofApiServer: true,
    unanswered: true,
  },
  {
    code: 'stream-server',
    pattern: /Post "?(https?:)?\/\/(?!%2F)[^/ ]+\/(cri\/)?exec\/[\w-]+"?: /,
    suspects: ['cri'],
    says: "names the address of the CRI's stream server",
    about: 'way',
  },
  {
    // mostly the API server asked another kubelet: two nodes with one address
    code: 'kubelet-does-not-know-pod',
    pattern: /unable to upgrade connection: pod does not exist/,
    suspects: ['api-server', 'kubelet'],
    says: "is a kubelet's: it does not know this pod, or the API server contacted another node's kubelet",
    about: 'object',
  },
  {
    // so it says of one that is paused, too, and where the runtime's list was not to be had
    code: 'kubelet-does-not-know-container',
    pattern:
      /unable to upgrade connection: container not found|error executing command in container: container not found/,
    suspects: ['kubelet', 'cri', 'dockerd', 'containerd', 'container'],
    says: "is the kubelet's: according to the runtime, no container of that name runs",
    about: 'object',
  },
  {
    code: 'kubelet-refuses',
    pattern: /unable to upgrade connection: Unauthorized/,
    suspects: ['api-server', 'kubelet'],
    says: "is the kubelet's: it does not know who the API server is",
    about: 'way',
  },
  {
    code: 'kubelet-debug-handlers-off',
    pattern: /unable to upgrade connection: Debug endpoints are disabled/,
    suspects: ['kubelet'],
    says: "is the kubelet's: it does not serve exec (enableDebuggingHandlers)",
    about: 'way',
    // it is configured so for its node
    scope: 'node',
    refusal: 'You may not exec here: exec is switched off in the kubelet',
    decided: true,
  },
  {
    code: 'kubelet-has-no-exec',
    pattern: /unable to upgrade connection: 404 page not found/,
    suspects: ['kubelet'],
    says: "is the kubelet's: it does not serve exec (enableDebuggingHandlers)",
    about: 'way',
    // it is configured so for its node
    scope: 'node',
  },
  {
    // it has handed the request on: who of those behind it kept silent it does not know
    code: 'gateway-timed-out',
    pattern:
      /unable to upgrade connection: (?:upstream request timeout|stream timeout|gateway time-?out\s*$|<[^\n]{0,300}(?:\n[^\n]{0,300}){0,5}?(?:504|gateway time-?out))/im,
    suspects: ['client-path', 'api-server', 'kubelet', 'cri'],
    says: 'is that of a proxy or load balancer which had no answer in its time from what lies behind it',
    about: 'way',
    scope: null,
    unanswered: true,
  },
  {
    code: 'upgrade-blocked',
    pattern:
      /unable to upgrade connection: (<|Forbidden\s*$)|Upgrade request required|missing upgrade headers in request/m,
    suspects: ['client-path'],
    says: 'is that of a proxy or load balancer which passes no connection upgrade',
    about: 'way',
    scope: 'client',
  },
  {
    code: 'balancer-answers',
    pattern:
      /unable to upgrade connection: (?:no healthy upstream|upstream connect error|default backend - 404|(?:bad gateway|service (?:temporarily )?unavailable)\s*$|client sent an http request to an https server)/im,
    suspects: ['client-path'],
    says: 'is that of a proxy or load balancer before the API server, which has none to hand the request on to',
    about: 'way',
    scope: 'client',
    ofApiServer: true,
  },
  {
    // a kubelet answers in plain text; what it hands on in the stream has that one reason
    code: 'api-server-said',
    pattern: /^Error from server \((?!InternalError)\w{1,40}\): |^The request is invalid: /m,
    suspects: ['api-server'],
    says: "is the API server's own: it did not hand the request on",
    about: 'object',
    scope: null,
    ofApiServer: true,
  },
  {
    code: 'dockerd-not-reached',
    pattern: dockerdNotReached,
    suspects: ['dockerd'],
    says: 'says that dockerd does not answer',
    about: 'way',
  },
  {
    code: 'containerd-endpoint',
    pattern: /^connection error: .*dial unix[: ][^ ]*containerd\.sock/m,
    suspects: ['dockerd', 'containerd'],
    says: "is dockerd's: containerd does not answer at its socket, or dockerd's connection is a stale one",
    about: 'way',
  },
  {
    code: 'runtime-endpoint',
    pattern: /rpc error: .*dial unix [^ ]*\.sock/s,
    suspects: ['kubelet', 'cri', 'dockerd', 'containerd'],
    says: "is the kubelet's: nothing answers at the runtime's socket that it uses",
    about: 'way',
  },
  {
    code: 'shim-scratch-file',
    pattern: /OCI runtime exec failed: (?:open|write) \/tmp\/runc-process/,
    suspects: ['containerd', 'shim'],
    says: "is the shim's: it could not write the file below /tmp that it writes for each exec",
    about: 'object',
  },
  {
    code: 'dockerd-out-of-files',
    pattern:
      /Error response from daemon: (?!.* shim: )[^\n]*: too many open files|\/run\/docker\/containerd\/(?!daemon\/)[^\n]*: too many open files/,
    suspects: ['dockerd'],
    says: "is dockerd's own: it can open no more files",
    about: 'way',
  },
  {
    code: 'containerd-out-of-files',
    pattern: /\/run\/containerd\/io\.containerd\.grpc\.v1\.cri\/[^\n]*: too many open files/,
    suspects: ['cri', 'containerd'],
    says: "is containerd's, of its CRI plugin: it can open no more files",
    about: 'way',
  },
  {
    code: 'exec-pipes',
    pattern: /failed to open std(?:in|out|err) fifo/,
    suspects: ['cri', 'dockerd', 'containerd'],
    says: "is the runtime's: it could not make the pipes of an exec",
    about: 'way',
  },
  {
    code: 'runtime-said',
    pattern: /OCI runtime|error executing command in container|rpc error|Error response from daemon/,
    suspects: ['cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'],
    says: 'comes from the runtime, through the kubelet',
    about: 'object',
  },
  {
    code: 'stream-cut',
    pattern: /websocket: close 1006|error reading from error stream/,
    suspects: ['client-path', 'kubelet', 'cri'],
    says: "is kubectl's own: its stream was cut somewhere on the way",
    about: 'way',
  },
  kubectlItself,
  {
    code: 'exit-code-came',
    pattern: /command terminated with exit code \d+/,
    suspects: ['kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc', 'container'],
    says: 'came with an exit code, by a connection to the kubelet that was there',
    about: 'object',
  },
];

/** The origin of a text; null where it is not known. */
export const originOf = (text: string): ErrorOrigin | null => origins.find(({ pattern }) => pattern.test(text)) ?? null;

/** The origin of what a probe through the API server failed with; null for all others. */
export function originOfProbe(probe: Probe | undefined): ErrorOrigin | null {
  if (probe?.name !== 'kubectl' || probe.outcome.kind !== 'error') return null;
  const { text } = probe.outcome;
  if (isEnded(probe.outcome)) return kubectlItself;
  const mayBe = ({ code, suspects }: ErrorOrigin) =>
    code === 'exit-code-came' || suspects.every((layer) => canTellOf(probe, layer));
  return origins.find((origin) => origin.pattern.test(text) && mayBe(origin)) ?? null;
}

/** The API server found nobody at the kubelet's port. */
export const isPortRefused = (text: string): boolean =>
  /dial tcp \S{1,100}:10250: (?:connect: )?connection refused/.test(text);

/** How a program has ended kubectl tells in words; so with such a code it was ended itself. */
const isEnded = ({ exitCode, text }: Extract<Outcome, { kind: 'error' }>): boolean =>
  exitCode !== null && bySignal(exitCode) && kubectlsLine(text) === '';

/** The cluster itself has answered: the way there is open. */
export const isOfCluster = ({ outcome }: Pick<Probe, 'outcome'>): boolean =>
  outcome.kind === 'error' && /^(?:Error from server|error: Internal error occurred)/m.test(outcome.text);

/** Somebody says no, or the API server itself does not hand on this one request: nobody is sick or cut off. */
export const isRefusal = (origin: ErrorOrigin | null): boolean =>
  origin !== null &&
  (origin.refusal !== undefined ||
    (origin.about === 'object' && origin.suspects.every((layer) => layer === 'api-server')));

/** Words about the way that a request takes by the API server, of which there may be several; null where a try met none. */
export function wayOf(outcome: Outcome): ErrorOrigin | null {
  const origin = originOfProbe({ name: 'kubectl', subject: 'target', command: [], outcome, flaky: false });
  return origin?.about === 'way' && (origin.ofApiServer || origin.suspects.includes('api-server')) ? origin : null;
}

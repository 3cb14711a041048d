import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the API server says of a request that it should hand on to the kubelet. */
interface Answer {
  readonly code: number;
  /** A `Status` object, with its reason; else the bare text, as who is no API server or the kubelet answers. */
  readonly reason?: string;
  readonly text: string;
  /** The log is refused alike, in these words. */
  readonly log?: string;
  /** Of so many requests for an exec into a pod, those that are handed on all the same: as where API servers or tunnels are several. */
  readonly passes?: { readonly of: number; readonly which: readonly number[] };
}

const kubeletForbids = (verb: string, subresource: string) =>
  `Forbidden (user=kube-apiserver-kubelet-client, verb=${verb}, resource=nodes, subresource(s)=[${subresource}])`;

/** Texts as people met them. */
const answers: Readonly<Record<string, Answer>> = {
  tunnel: { code: 500, reason: '', text: 'error dialing backend: No agent available' },
  'tunnel-at-times': {
    ...{ code: 500, reason: '', text: 'error dialing backend: No agent available' },
    // kubectl asks twice for one exec, by a WebSocket and by SPDY, where the first is refused
    passes: { of: 4, which: [2, 3] },
  },
  eof: { code: 500, reason: '', text: 'error dialing backend: EOF' },
  'dial-timeout': { code: 500, reason: '', text: 'error dialing backend: dial timeout' },
  certificate: { code: 500, reason: '', text: 'error dialing backend: remote error: tls: bad certificate' },
  'no-way': { code: 500, reason: '', text: 'error dialing backend: dial tcp 127.0.0.1:10250: i/o timeout' },
  'kubelet-forbids': {
    code: 403,
    text: kubeletForbids('create', 'proxy'),
    log: kubeletForbids('get', 'log proxy'),
  },
  policy: {
    ...{ code: 422, reason: 'Invalid' },
    text: `pods "nginx1" is forbidden: ValidatingAdmissionPolicy 'no-exec' with binding 'no-exec' denied request: no exec in production`,
  },
  webhook: {
    ...{ code: 400, reason: '' },
    text: 'admission webhook "validate.kyverno.svc-fail" denied the request: no exec in production',
  },
  busy: { code: 429, text: 'Too many requests, please try again later.\n' },
  etcd: { code: 500, reason: '', text: 'etcdserver: request timed out' },
  balancer: { code: 503, text: 'no healthy upstream' },
};

/** What answers in the kubelet's place: the fault of the lab, a file that names one of these. */
export class AnswersForKubelet {
  readonly #file: string;
  #since = 0;
  readonly #execs = new Map<string, number>();

  constructor(dir: string) {
    this.#file = join(dir, 'api-server-answers');
  }

  /** Null: an exec into that pod is handed on. */
  exec(pod: string): Answer | null {
    const answer = this.#active();
    if (answer === null) return null;
    const { of, which } = answer.passes ?? { of: 1, which: [] };
    const count = this.#execs.get(pod) ?? 0;
    this.#execs.set(pod, count + 1);
    return which.includes(count % of) ? null : answer;
  }

  /** Null: the log is handed on. */
  log(): string | null {
    return this.#active()?.log ?? null;
  }

  #active(): Answer | null {
    if (!existsSync(this.#file)) return null;
    const since = statSync(this.#file).mtimeMs;
    if (since !== this.#since) this.#execs.clear();
    this.#since = since;
    const [, variant = ''] = readFileSync(this.#file, 'utf8').trim().split(' ');
    return answers[variant] ?? answers.tunnel ?? null;
  }
}

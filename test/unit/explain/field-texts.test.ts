import { expect, it } from 'vitest';
import { explainText, isKnown } from '../../../src/explain/explain-text.ts';

/** Texts of public reports: who was the last to speak, and which failure it is; null: none that is known. */
it.each<[string, string | undefined, string | null]>([
  ['Error from server: error dialing backend: No agent available', 'API server', 'tunnel-down'],
  ['Error from server: error dialing backend: EOF', 'API server', 'tunnel-down'],
  ['error dialing backend: dial timeout', 'API server', 'tunnel-down'],
  [
    'Error from server: error dialing backend: remote error: tls: bad certificate',
    'API server',
    'api-server-cert-refused',
  ],
  ['error dialing backend: dial tcp 10.0.0.5:10250: i/o timeout', 'API server', 'kubelet-unreachable'],
  [
    'error: unable to upgrade connection: Forbidden (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource(s)=[proxy])',
    'kubelet',
    'kubelet-refuses-api-server',
  ],
  [
    'Error from server (Forbidden): Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource(s)=[log proxy]) ( pods/log web)',
    'kubelet',
    'kubelet-refuses-api-server',
  ],
  [
    "The request is invalid: pods \"web\" is forbidden: ValidatingAdmissionPolicy 'no-exec' with binding 'no-exec' denied request: no exec",
    'admission (API server)',
    'admission-denies-exec',
  ],
  [
    'error: unable to upgrade connection: Too many requests, please try again later.',
    'API server or kubelet',
    'api-server-busy',
  ],
  ['error dialing backend: dial tcp 127.0.0.1:32923: connect: connection refused', 'API server', 'stream-server-down'],
  [
    'error dialing backend: dial tcp 10.0.2.15:10010: connect: connection refused',
    'API server',
    'stream-address-wrong',
  ],
  [
    'Error from server: no preferred addresses found; known addresses: [{InternalIP 10.77.0.2}]',
    'API server',
    'no-preferred-address',
  ],
  ['Error from server: etcdserver: request timed out', 'etcd (API server)', 'etcd-unwell'],
  ['error: unable to upgrade connection: no healthy upstream', 'proxy or load balancer', 'balancer-answers'],
  [
    'error during connect: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/info": http: invalid Host header',
    undefined,
    'invalid-host-header',
  ],
  ['http: invalid Host header', undefined, 'invalid-host-header'],
  ['failed to create fsnotify watcher: too many open files', 'kubelet', 'inotify-exhausted'],
  [
    'OCI runtime exec failed: exec failed: unable to start container process: open /dev/ptmx: operation not permitted: unknown',
    'runc',
    'pty-not-permitted',
  ],
  ['/dev/ptmx: operation not permitted', undefined, 'pty-not-permitted'],
  [
    'docker: Error response from daemon: cgroups: cannot find cgroup mount destination: unknown.',
    'dockerd',
    'cgroup-not-mounted',
  ],
  ['cannot find cgroup mount destination', undefined, 'cgroup-not-mounted'],
])('%s', (text, who, code) => {
  const answer = explainText(text);
  expect(answer.known[0]?.code ?? null).toBe(code);
  if (who !== undefined) expect(answer.chain.at(-1)?.who).toBe(who);
  expect(isKnown(answer)).toBe(true);
});

it.each([
  [
    'authorization plugin (dockerd)',
    'Error response from daemon: authorization denied by plugin opa-docker-authz:latest: request rejected by administrative policy',
  ],
  [
    'proxy at a socket or port',
    'Error response from daemon: <html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>',
  ],
])('the %s has decided', (who, text) => {
  const { chain, proves } = explainText(text);
  expect(chain.map((part) => part.who)).toEqual(['dockerd', who]);
  expect(proves.join(' ')).toMatch(/decision/);
});

it.each(['hello', 'something went wrong: sorry', ''])('of %j nothing is known', (text) =>
  expect(isKnown(explainText(text))).toBe(false),
);

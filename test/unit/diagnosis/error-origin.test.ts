import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { originOf } from '../../../src/diagnosis/error-origin.ts';
import { observation, type Situation, verdictLine, verdicts } from './observe.ts';
import { stepTexts } from './step-text.ts';

/** Texts as people met them, and whose they are. */
it.each<[string, string | null]>([
  ['Error from server: error dialing backend: dial tcp 10.0.3.123:10250: i/o timeout', 'kubelet-unreachable'],
  [
    'Error from server: error dialing backend: dial tcp 10.0.2.4:10250: connect: connection refused',
    'kubelet-has-no-listener',
  ],
  ['Error from server: error dialing backend: No agent available', 'kubelet-unreachable'],
  [
    'error dialing backend: proxy error from 127.0.0.1:9345 while dialing 10.10.2.24:10250, code 502: 502 Bad Gateway',
    'kubelet-unreachable',
  ],
  [
    'error dialing backend: No SSH tunnels currently open. Were the targets able to accept an ssh-key for user "gke"?',
    'kubelet-unreachable',
  ],
  ['Error from server: error dialing backend: remote error: tls: internal error', 'kubelet-serving-certificate'],
  ['error dialing backend: x509: certificate is valid for system:node:w1, not w1', 'kubelet-serving-certificate'],
  [
    'error dialing backend: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'kubelet-serving-certificate',
  ],
  ['error dialing backend: dial tcp 10.0.2.15:10010: getsockopt: connection refused', 'stream-address'],
  [
    'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:32923: connect: connection refused',
    'kubelet-reaches-no-stream-server',
  ],
  [
    'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:32923: socket: too many open files',
    'kubelet-out-of-files',
  ],
  [
    'Error from server: error dialing backend: dial tcp 10.0.3.1:10250: socket: too many open files',
    'api-server-out-of-files',
  ],
  [
    'error: unable to upgrade connection: Forbidden (user=kubernetes, verb=create, resource=nodes, subresource=proxy)',
    'kubelet-forbids-api-server',
  ],
  ['error: unable to upgrade connection: Unauthorized', 'kubelet-refuses'],
  ['error: unable to upgrade connection: 404 page not found', 'kubelet-has-no-exec'],
  ['error: unable to upgrade connection: Debug endpoints are disabled.', 'kubelet-debug-handlers-off'],
  ['error: unable to upgrade connection: pod does not exist', 'kubelet-does-not-know-pod'],
  ['error: unable to upgrade connection: container not found ("app")', 'kubelet-does-not-know-container'],
  ['error executing command in container: container not found', 'kubelet-does-not-know-container'],
  ['error: unable to upgrade connection: <html>\n<head><title>400 Bad Request</title>', 'upgrade-blocked'],
  ['error: unable to upgrade connection: Forbidden', 'upgrade-blocked'],
  ['error: unable to upgrade connection: <html>\n<head><title>504 Gateway Time-out</title>', 'gateway-timed-out'],
  ['error: unable to upgrade connection: stream timeout', 'gateway-timed-out'],
  ['error: Upgrade request required', 'upgrade-blocked'],
  [
    'Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec" in API group "" in the namespace "default"',
    'exec-forbidden',
  ],
  [
    'Error from server (Forbidden): pods "x" is forbidden: cannot exec into or attach to a privileged container',
    'exec-forbidden',
  ],
  [
    'Error from server: admission webhook "validate.kyverno.svc-fail" denied the request: no exec',
    'admission-denies-exec',
  ],
  [
    'Error from server (InternalError): Internal error occurred: failed calling webhook "v": Post "https://kyverno.svc:443/validate": x509: certificate has expired',
    'admission-webhook-fails',
  ],
  ['error: You must be logged in to the server (Unauthorized)', 'not-logged-in'],
  ['Unable to connect to the server: x509: certificate signed by unknown authority', 'api-server-not-reached'],
  ['Unable to connect to the server: remote error: tls: internal error', 'api-server-not-reached'],
  ['Unable to connect to the server: http: server gave HTTP response to HTTPS client', 'api-server-not-reached'],
  [
    'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
    'api-server-not-reached',
  ],
  [
    'error: error sending request: Post "https://10.0.0.1:6443/api/v1/namespaces/exec/pods/exec/exec?command=ls": EOF',
    'api-server-not-reached',
  ],
  [
    'error sending request: Post "http://127.0.0.1:34955/exec/gU1PMC4l": dial tcp 127.0.0.1:34955: connect: connection refused',
    'stream-server',
  ],
  [
    'error sending request: Post "//[::]:59279/cri/exec/gU1PMC4l": http: server gave HTTP response to HTTPS client',
    'stream-server',
  ],
  ['error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.40/exec/abc/start": EOF', null],
  [
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"',
    'runtime-endpoint',
  ],
  [
    'Error from server (InternalError): Internal error occurred: error executing command in container: failed to exec in container: timeout',
    'runtime-said',
  ],
  [
    'OCI runtime exec failed: exec failed: unexpected EOF: unknown\r\ncommand terminated with exit code 126',
    'runtime-said',
  ],
  ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'runtime-said'],
  ['Error response from daemon: Container x is paused', 'runtime-said'],
  [
    'failed to open stdout fifo: error creating fifo /var/run/docker/containerd/8970/c02d-stdout: no such file or directory\ncommand terminated with exit code 126',
    'exec-pipes',
  ],
  ['command terminated with exit code 137', 'exit-code-came'],
  ['unexpected EOF', null],
  ['', null],
])('%j is told as %s', (text, code) => expect(originOf(text)?.code ?? null).toBe(code));

describe('kubectl alone fails', () => {
  const failing = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
  const says = (text: string, more: Situation = {}): Situation => ({
    target: failing,
    control: failing,
    texts: { kubectl: text },
    controlTexts: { kubectl: text },
    ...more,
  });
  const targetOnly: Situation = { control: 'ok' };
  const noLog: Situation = { logReadable: false };

  verdicts('docker', [
    [says('no known text'), 'fault client-path|api-server|kubelet|cri node low'],
    [
      says('error dialing backend: dial tcp 10.0.3.1:10250: i/o timeout', noLog),
      'fault api-server of api-server|kubelet node medium',
    ],
    [
      says('error dialing backend: remote error: tls: internal error', noLog),
      'fault kubelet of api-server|kubelet node medium',
    ],
    [says('error dialing backend: dial tcp 10.0.2.15:10010: connection refused'), 'fault kubelet|cri node medium'],
    [says('Post "http://127.0.0.1:34955/exec/gU1PMC4l": connection refused'), 'fault cri node high'],
    [says('rpc error: desc = dial unix /var/run/dockershim.sock: no such file'), 'fault kubelet|cri node medium'],
    [says('unable to upgrade connection: 404 page not found', noLog), 'fault kubelet node high'],
    [says('unable to upgrade connection: Unauthorized', noLog), 'fault api-server of api-server|kubelet node medium'],
    [
      says('unable to upgrade connection: pod does not exist', noLog),
      'fault api-server of api-server|kubelet node medium',
    ],
    [says('unable to upgrade connection: pod does not exist', targetOnly), 'fault kubelet container medium'],
    [says('unable to upgrade connection: container not found ("x")', targetOnly), 'fault kubelet|cri container medium'],
    [says('unable to upgrade connection: <html>'), 'fault client-path client medium'],
    [says('Upgrade request required', { control: 'none' }), 'fault client-path client medium'],
    [says('Unable to connect to the server: x509: unknown authority'), 'fault client-path client medium'],
    [
      says('You must be logged in to the server (Unauthorized)', noLog),
      'fault api-server of api-server|kubelet node medium',
    ],
    [says('(Forbidden): User "y" cannot create resource "pods/exec"'), 'fault api-server client high'],
    // a control that is let in acquits nobody of having said no
    [says('(Forbidden): User "y" cannot create resource "pods/exec"', targetOnly), 'fault api-server container high'],
    [says('admission webhook "v" denied the request', targetOnly), 'fault api-server container high'],
    [says('admission webhook "v" denied the request'), 'fault api-server ? high'],
    // the way cannot be broken for one of two containers of a node: it comes and goes
    [says('error dialing backend: No agent available', targetOnly), 'fault api-server ? medium'],
    [says('unable to upgrade connection: <html>', targetOnly), 'fault client-path ? medium'],
    // evidence against evidence: nobody is parted by it, and nothing is certain
    [says('Post "http://127.0.0.1:34955/exec/gU1PMC4l": connection refused', noLog), 'fault cri node medium'],
    // the runtime's words, through a runtime that works: only what lies between is left
    [says('OCI runtime exec failed', targetOnly), 'fault cri container medium'],
  ]);

  it.each<[string, RegExp]>([
    ['(Forbidden): User "y" cannot create resource "pods/exec"', /^kubectl auth can-i create pods --subresource=exec/],
    ['admission webhook "v" denied the request', /^kubectl get validatingwebhookconfigurations/],
    ['error dialing backend: remote error: tls: internal error', /^kubectl get csr/],
  ])('%s: first of all %s', (text, step) => {
    const { nextSteps } = diagnose(observation('docker', says(text, noLog))).verdict;
    expect(stepTexts(nextSteps)[0]).toMatch(step);
  });
  it('where the API server refuses, nobody looks at the way to the kubelet', () =>
    expect(
      stepTexts(
        diagnose(observation('docker', says('admission webhook "v" denied the request'))).verdict.nextSteps,
      ).join('\n'),
    ).not.toContain('10250'));
});

describe('crictl speaks to a socket that was guessed', () => {
  const failing = 'kubectl:error crictl:error docker:ok ctr:ok runc:ok nsenter:ok';
  it.each<[string, string]>([
    ['error dialing backend: dial tcp 10.0.3.1:10250: i/o timeout', 'fault api-server|kubelet|cri node low'],
    ['OCI runtime exec failed', 'fault cri node high'],
  ])('kubectl says %s: %s', (kubectl, expected) =>
    expect(
      verdictLine(
        diagnose(
          observation('docker', { target: failing, control: failing, texts: { kubectl }, controlTexts: { kubectl } }),
        ).verdict,
      ),
    ).toBe(expected),
  );
});

it('kubectl came less far than the layer that fails on the node: two faults, and no certainty', () => {
  const failing = 'kubectl:error docker:hang ctr:ok runc:ok nsenter:ok';
  const texts = { kubectl: '(Forbidden): User "y" cannot create resource "pods/exec"' };
  const { verdict, findings } = diagnose(
    observation('docker', { target: failing, control: failing, texts, controlTexts: texts }),
  );
  expect(verdictLine(verdict)).toBe('fault dockerd node medium');
  expect(findings.map(({ code }) => code)).toEqual(['dockerd-hung', 'exec-forbidden']);
});

describe('what somebody decided', () => {
  it.each<[string, boolean]>([
    ['admission webhook "v" denied the request: no exec in prod', true],
    ['error: unable to upgrade connection: Debug endpoints are disabled.', true],
    ['Internal error occurred: failed calling webhook "v": Post "https://v.svc:443/": connection refused', false],
    ['error dialing backend: dial tcp 10.0.0.1:10250: i/o timeout', false],
  ])('is called no fault: %s', (text, decided) => {
    const target = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
    const { summary } = diagnose(observation('docker', { target, texts: { kubectl: text } })).verdict;
    expect(summary.includes('no fault but a decision')).toBe(decided);
  });
});

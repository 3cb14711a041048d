import { describe, expect, it } from 'vitest';
import { type Diagnosis, diagnose } from '../../../src/diagnosis/diagnose.ts';
import { originOf } from '../../../src/diagnosis/error-origin.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import type { Code } from '../../../src/model/code.ts';
import type { Layer } from '../../../src/model/layer.ts';
import type { Outcome, ProbeName, Subject } from '../../../src/model/probe.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { verdictLine } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const aboveTheRuntime: readonly Layer[] = ['client-path', 'api-server', 'kubelet'];

/** What a real run saw. */
function recorded(mode: Mode, name: string): Observation {
  const found = recordedFaults([mode]).find((fault) => fault.name === name);
  if (!found) throw new Error(`there is no recording ${mode}/${name}`);
  return observationOf(found.recording);
}

const becomes = (seen: Observation, subject: Subject, name: ProbeName, outcome: Outcome): Observation => ({
  ...seen,
  probes: seen.probes.map((probe) =>
    probe.subject === subject && probe.name === name ? { ...probe, outcome, flaky: false } : probe,
  ),
});

const fails = (text: string, exitCode = 1): Outcome => ({ kind: 'error', durationMs: 50, exitCode, text });

/** kubectl fails so for the target, and for the control where that is asked for. */
const saying = (seen: Observation, text: string, alsoControl = false, exitCode = 1): Observation => {
  const target = becomes(seen, 'target', 'kubectl', fails(text, exitCode));
  return alsoControl ? becomes(target, 'control', 'kubectl', fails(text, exitCode)) : target;
};

const lineOf = ({ verdict }: Diagnosis): [string, Code | null] => [verdictLine(verdict), verdict.cause];
const logLost = (seen: Observation): Observation => ({ ...seen, debugPod: { ...seen.debugPod, logReadable: false } });
const silent = (seen: Observation): Observation => ({ ...seen, kubeletSilent: true });

describe('a kubelet that renews no lease, or a log that does not come', () => {
  it.each<[string, Observation, string, Code | null]>([
    [
      'of a node that is cut off both ways',
      silent(recorded('containerd', 'kubelet-unreachable-reject-by-ssh')),
      'fault api-server node high',
      'kubelet-unreachable',
    ],
    [
      'whose own words refuse the exec',
      silent(recorded('modern', 'debug-handlers-off')),
      'fault kubelet node high',
      'debug-handlers-off',
    ],
    [
      'beside rules of access',
      silent(recorded('docker', 'exec-forbidden')),
      'fault api-server client high',
      'exec-forbidden',
    ],
    [
      'beside rules of access, the log',
      logLost(recorded('docker', 'exec-forbidden')),
      'fault api-server client high',
      'exec-forbidden',
    ],
    [
      'beside a webhook',
      silent(recorded('containerd', 'admission-denies-exec')),
      'fault api-server ? medium',
      'admission-webhook-fails',
    ],
    [
      'where kubectl did not get as far as the API server',
      logLost(
        saying(
          recorded('containerd', 'node-busy'),
          'Unable to connect to the server: net/http: TLS handshake timeout',
          true,
        ),
      ),
      'fault client-path|api-server client medium',
      'api-server-not-reached',
    ],
    [
      "where the words are nobody's that is known, and the kubelet itself refused the log",
      saying(recorded('docker', 'debug-handlers-off'), 'error: unable to upgrade connection: Debug endp'),
      'fault kubelet ? medium',
      'debug-handlers-off',
    ],
  ])('%s', (_, seen, verdict, cause) => expect(lineOf(diagnose(seen))).toEqual([verdict, cause]));
});

describe('words from further down than a layer that works', () => {
  const shimGone =
    'failed to load task: no running task found: dial unix /run/containerd/s/abc: connect: connection refused: unavailable';
  const containerdGone =
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"';
  const on = (mode: Mode) => recorded(mode, 'node-busy');
  it.each<[string, Observation]>([
    ["a shim's, for both", saying(on('containerd'), `error: Internal error occurred: ${shimGone}`, true)],
    ["containerd's", saying(on('containerd'), `error: unable to upgrade connection: ${containerdGone}`)],
    [
      "a container's that is paused",
      saying(
        on('docker'),
        'error: Internal error occurred: Error response from daemon: Container abc is paused, unpause the container before exec',
      ),
    ],
    [
      "a container's that does not run",
      saying(on('docker'), 'error: Internal error occurred: Error response from daemon: Container abc is not running'),
    ],
  ])('%s: nobody is accused', (_, seen) =>
    expect(diagnose(seen).verdict).toMatchObject({ status: 'inconclusive', layer: null, remedy: null }),
  );

  it.each(['kubectl', 'docker'] as const)(
    'by whatever known failure, at %s: who hands them on is not accused',
    (name) => {
      const below: readonly Layer[] =
        name === 'kubectl'
          ? ['dockerd', 'containerd', 'shim', 'runc', 'container']
          : ['containerd', 'shim', 'runc', 'container'];
      const accused = catalogue.flatMap(({ code, layers, texts }) => {
        const isBelow = layers.length > 0 && layers.every((layer) => below.some((one) => one === layer));
        return isBelow
          ? texts
              .filter(({ example }) => {
                const failing = becomes(on('docker'), 'target', 'kubectl', fails(example));
                const seen = name === 'kubectl' ? failing : becomes(failing, 'target', name, fails(example));
                const { verdict } = diagnose(seen);
                return (
                  verdict.status === 'fault' && !layers.some((layer) => verdict.candidates.some((one) => one === layer))
                );
              })
              .map(({ example }) => [code, example])
          : [];
      });
      expect(accused).toEqual([]);
    },
  );
});

describe("kubectl's own words", () => {
  const said = (text: string, exitCode = 1) =>
    lineOf(diagnose(saying(recorded('containerd', 'node-busy'), text, false, exitCode)));
  it.each<[string, number]>([
    ['error: unable to upgrade connection: unable to upgrade: missing upgrade headers in request: http.Header{}', 1],
    ['error: exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1"', 1],
    ['Killed', 137],
    ['panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:', 2],
  ])('%s: it or its way is at fault, and comes and goes', (text, exitCode) =>
    expect(said(text, exitCode)[0]).toBe('fault client-path ? medium'),
  );
  it.each(['error: http2: client connection lost', 'error: dial tcp: lookup api.example on 10.0.0.2:53: no such host'])(
    '%s: it did not get through',
    (text) => expect(said(text)).toEqual(['fault client-path|api-server ? medium', null]),
  );
  it('words that nobody is known for, of this one exec, tell little', () =>
    expect(said('error: something new')[0]).toBe('fault kubelet|cri container low'));
  it.each(['error: Internal error occurred: context deadline exceeded', 'Error from server: no'])(
    '%s: the cluster has answered, so a WebSocket that works proves nothing of the way to it',
    (text) =>
      expect(diagnose(saying(recorded('docker', 'api-server-slow'), text)).verdict.candidates).not.toContain(
        'client-path',
      ),
  );

  /** Those of logs, events and other clients. */
  const nobodyExecs: readonly RegExp[] = [
    ...[/^http: TLS handshake error from/, /^Kubelet stopped posting/, /^Node \S+ status is now/],
    ...[/^java\.net/, /^Reason: Handshake status/, /^container runtime is down/, /fsnotify watcher/],
  ];
  it.each(
    catalogue
      .flatMap(({ layers, texts }) =>
        layers.some((layer) => aboveTheRuntime.some((one) => one === layer)) ? texts.map(({ example }) => example) : [],
      )
      .filter((example) => !nobodyExecs.some((pattern) => pattern.test(example))),
  )("and all that the catalogue has of what lies above the runtime are known as somebody's: %s", (example) =>
    expect(originOf(example)).not.toBeNull(),
  );
});

describe('a program that was ended, or never started', () => {
  it.each([
    ['command terminated with exit code 137', 137],
    ['exec /bin/echo: argument list too long\ncommand terminated with exit code 1', 1],
  ])('by the one way that was asked: that is not by every way: %s', (text, exitCode) =>
    expect(diagnose(saying(recorded('containerd', 'runc-missing'), text, false, exitCode)).verdict).toMatchObject({
      ...{ status: 'inconclusive', scope: null },
      summary: expect.not.stringMatching(/every container/),
    }),
  );
  it('by two ways is no affair of the node, whatever that has besides', () => {
    const seen = recorded('containerd', 'environment-full');
    const text = recorded('containerd', 'runc-missing').debugPod.failure?.text ?? '';
    const failure = { kind: 'runtime', text } as const;
    const probes = seen.probes.filter(({ subject }) => subject === 'target');
    const { verdict } = diagnose({ ...seen, probes, debugPod: { ...seen.debugPod, failure } });
    expect(verdictLine(verdict)).toBe('fault container container medium');
  });
});

it('execve is heard through whatever layers put around its words', () => {
  const words =
    'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "d1260865": OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/echo": argument list too long: unknown';
  expect(lineOf(diagnose(saying(recorded('containerd', 'environment-full'), words)))).toEqual([
    'fault container container medium',
    'arguments-too-long',
  ]);
});

describe('the client of docker 29 has other words for a dockerd that does not answer', () => {
  const before = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  const now =
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory';
  const reworded = (outcome: Outcome): Outcome =>
    outcome.kind === 'error' ? { ...outcome, text: outcome.text.replace(before, now) } : outcome;
  it.each<[Mode, string]>([
    ['docker', 'dockerd-down-alone'],
    ['modern-docker', 'dockerd-down-alone'],
    ['docker', 'docker-socket-removed'],
  ])('%s/%s', (mode, name) => {
    const seen = recorded(mode, name);
    const { failure } = seen.debugPod;
    const said: Observation = {
      ...seen,
      probes: seen.probes.map((probe) => ({ ...probe, outcome: reworded(probe.outcome) })),
      crossChecks: seen.crossChecks.map((check) => ({ ...check, outcome: reworded(check.outcome) })),
      debugPod: { ...seen.debugPod, failure: failure && { ...failure, text: failure.text.replace(before, now) } },
    };
    expect(JSON.stringify(said)).toContain('the docker API');
    expect(lineOf(diagnose(said))).toEqual(lineOf(diagnose(seen)));
  });
});

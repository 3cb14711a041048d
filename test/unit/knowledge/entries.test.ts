import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { stepsOf } from '../../../src/knowledge/entry-steps.ts';
import { catalogue, entryOf } from '../../../src/knowledge/index.ts';
import type { Code } from '../../../src/model/code.ts';
import { layers } from '../../../src/model/layer.ts';
import { eachHolds } from '../../each-holds.ts';
import { stepTexts } from '../diagnosis/step-text.ts';

const entries: readonly Entry[] = catalogue;
const codes = entries.map(({ code }) => code);

/** Words in capitals that stand for what a reader puts in, and some that do not. */
const placeholders =
  'PID ID SHIM POD CONTAINER NODE NAMESPACE NAME PROCESS RUNC CGROUP ROOT FOLDER IMAGE FILE CSR USER N'.split(' ');
const otherCapitals = 'PATH THAWED'.split(' ');

const capitalsIn = (command: string) =>
  [...command.matchAll(/(?<![\w.$"-])[A-Z]+(?![\w"=])/g)]
    .map(([word]) => word)
    .filter((word) => ![...placeholders, ...otherCapitals].includes(word));

describe('the catalogue', () => {
  it('has no code twice', () => expect(codes).toEqual([...new Set(codes)]));
  it('has those that people meet often first', () => {
    const order = ['often', 'sometimes', 'rarely'];
    expect(entries.map(({ frequency }) => order.indexOf(frequency))).toEqual(
      entries.map(({ frequency }) => order.indexOf(frequency)).toSorted((a, b) => a - b),
    );
  });
  it('finds an entry by its code', () => expect(entryOf('shim-killed').code).toBe('shim-killed'));
  it('accuses each layer of the chain of something', () =>
    expect(layers.filter((layer) => !entries.some((entry) => entry.layers.includes(layer)))).toEqual([]));

  // The diagnosis names its findings so; runbooks go by these names.
  it('has those that runbooks name', () => {
    const named: readonly Code[] = [
      // the way there
      'api-server-not-reached',
      'not-logged-in',
      'exec-forbidden',
      'websocket-verb-forbidden',
      'admission-denies-exec',
      'admission-webhook-fails',
      'upgrade-blocked',
      'gateway-timed-out',
      'idle-stream-cut',
      'kubelet-unreachable',
      'kubelet-refused',
      'tls-internal-error',
      'kubelet-certificate-invalid',
      'kubelet-refuses-api-server',
      'pod-unknown-to-kubelet',
      'tunnel-down',
      // kubelet and CRI
      'container-unknown-to-kubelet',
      'debug-handlers-off',
      'runtime-endpoint-dead',
      'kubelet-not-reporting',
      'kubelet-stopped',
      'pleg-not-healthy',
      'exec-probe-deadline',
      'node-not-ready',
      'stream-server-down',
      'stream-address-wrong',
      'stream-url-without-scheme',
      'cri-stopped',
      'crio-missed-exit',
      'crio-tmp-unusable',
      'crio-exec-pidfile',
      // the daemons
      'container-paused',
      'exec-instance-lost',
      'dockerd-hung',
      'dockerd-stopped',
      'dockerd-down',
      'docker-container-locked',
      'docker-up-process-gone',
      'docker-lost-containerd',
      'docker-exec-fifo-stuck',
      'shim-renamed-by-upgrade',
      'containerd-down',
      'containerd-hung',
      'containerd-stopped',
      'task-missing',
      'exit-events-lost',
      'state-disagreement',
      // the shim
      'shim-unresponsive',
      'shim-stopped',
      'shim-killed',
      'shim-waits-for-runc',
      'shim-alive-container-dead',
      'shim-out-of-fds',
      'tmp-unusable',
      'shim-not-started',
      'exec-pile-up',
      'output-held-by-child',
      'vm-agent-dead',
      'init-exit-hidden',
      // runc and confinement
      'runc-missing',
      'runc-failed',
      'runc-hung',
      'cgroup-missing',
      'cgroup-refuses-process',
      'pty-not-permitted',
      'pty-exhausted',
      'pty-unavailable',
      'runc-state-missing',
      'runc-state-damaged',
      'runc-record-of-another',
      'proc-self-exe-missing',
      'apparmor-profile-gone',
      'lsm-denies-exec',
      'seccomp-jit-limit',
      'keyring-quota',
      'workdir-outside',
      'workdir-missing',
      'user-missing',
      'systemd-bus-unresponsive',
      'runc-init-pipe-broken',
      'setns-fails',
      'nested-procfs-denied',
      'runc-init-half-dead',
      // container, kernel, node
      'pids-exhausted',
      'memory-exhausted',
      'memory-headroom',
      'cpu-throttled',
      'container-frozen',
      'parent-frozen',
      'runc-init-stuck',
      'container-process-gone',
      'init-dying',
      'volume-hung',
      'kernel-stuck',
      'zombies-pile-up',
      'node-out-of-processes',
      'run-full',
      'run-inodes-exhausted',
      'node-out-of-memory',
      'disk-full',
      'node-under-pressure',
      'process-traced',
      'process-uninterruptible',
      // the diagnosis itself
      'probe-not-trusted',
      'control-fails',
      'intermittent',
      'slow-layer',
      'surroundings-differ',
      'older-containers-hit',
      'debug-pod-rejected',
      'debug-pod-image',
      'debug-pod-mount',
      'debug-pod-shell',
      'debug-pod-runtime',
      'debug-pod-silent',
      // nobody's fault
      'program-missing',
      'command-as-one-word',
      'exec-format',
      'program-permission',
      'terminal-not-there',
      'wrong-container-name',
      'pod-completed',
      'container-not-running',
      'exec-switched-off',
      'exit-code-of-command',
      'runc-root-wrong',
      'client-version-mismatch',
      'container-name-not-found',
    ];
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
  });
});

const stepsIn = ({ confirm, fix }: Entry) => stepsOf([...confirm, ...fix]);
const proseOf = (entry: Entry) => [
  entry.title,
  entry.meaning,
  ...stepTexts(stepsIn(entry), null),
  ...(entry.versions ? [entry.versions] : []),
];

describe('each entry', () => {
  const rule = (what: string, holds: (entry: Entry) => void) =>
    it(what, () => eachHolds(entries, ({ code }) => code, holds));

  rule('is words with hyphens between them', ({ code }) => expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/));
  rule('has a title that goes on behind the code', ({ title }) => expect(title).toMatch(/^(?!the code).{10,100}[^.]$/));
  rule('accuses no layer twice', ({ layers: accused }) => expect(accused).toEqual([...new Set(accused)]));
  rule('means one to four sentences', ({ meaning }) => expect(meaning).toMatch(/^.{40,420}\.$/));
  rule('says how to confirm it and what to do', ({ confirm, fix }) =>
    expect([confirm.length > 0, fix.length > 0]).toEqual([true, true]),
  );
  rule('is plain text: one line each, ASCII, nothing twice', (entry) => {
    const prose = proseOf(entry);
    for (const text of prose) expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(prose).toEqual([...new Set(prose)]);
  });
  rule('comes from somewhere', ({ sources }) => {
    for (const source of sources) {
      expect(source).toMatch(/^([\w.-]+\/[\w.-]+#\d+|https:\/\/[\w.-]+\/[\w./#-]+)$/);
    }
    expect(sources).toEqual([...new Set(sources)]);
  });
  rule('says something in each step', (entry) =>
    expect(stepTexts(stepsIn(entry), null).filter((text) => text === '')).toEqual([]),
  );
  rule('leaves nothing to put into a command but what is known', (entry) =>
    expect(stepsIn(entry).flatMap(({ command }) => (command === null ? [] : capitalsIn(command)))).toEqual([]),
  );
  rule('shows each text as it was seen', ({ texts }) => {
    for (const { example } of texts) expect(example).toMatch(/^[\x20-\x7e\n]{10,}$/);
  });
});

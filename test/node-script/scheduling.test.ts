import { afterAll, describe, expect, test } from 'vitest';
import { runScript, type ScriptRun } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

/** `LAYER WHO: END` of each first attempt, and what was skipped. */
function outcomes({ evidence }: ScriptRun): Record<string, string> {
  const probes = evidence.probes.map(({ layer, subject, end, seen, attempt, method }) => {
    const outcome = end === 'timeout' ? 'hang' : seen ? 'ok' : 'failed';
    return [
      `${layer} ${subject}${attempt > 1 ? ` again ${attempt}` : ''}`,
      method === 'missing-path' && layer !== 'nsenter' && subject !== 'second' ? `${outcome}, missing path` : outcome,
    ];
  });
  return Object.fromEntries([
    ...probes,
    ...evidence.skips.map(({ layer, subject, why }) => [`${layer} ${subject}`, why]),
  ]);
}

const passed = ({ layer, end, seen }: ScriptRun['evidence']['passages'][number]) =>
  `${layer} ${end === 'timeout' ? 'hang' : seen ? 'ok' : 'failed'}`;

const healthy = {
  'nsenter target': 'ok',
  'nsenter control': 'ok',
  'runc target': 'ok',
  'runc control': 'ok',
  'ctr target': 'ok',
  'ctr control': 'ok',
  'docker target': 'ok',
  'docker control': 'ok',
  'crictl target': 'no-endpoint',
  'crictl control': 'no-endpoint',
};

interface Situation {
  readonly node: (node: StubNode) => StubNode;
  readonly outcomes: Record<string, string>;
  /** What was asked of the target with nothing to run, in that order. */
  readonly passages?: readonly string[];
  readonly gate?: string;
  readonly parameters?: Record<string, string>;
}

const situations: Record<string, Situation> = {
  healthy: { node: (node) => node, outcomes: healthy },
  "docker is podman's: no client of dockerd's": {
    node: (node) => node.remove('root/usr/bin/docker').program('root/usr/bin/docker', 'podman-docker.sh'),
    outcomes: { ...healthy, 'docker target': 'no-program', 'docker control': 'no-program' },
  },
  'docker hangs': {
    node: (node) => node.all('target', ['docker'], answers.hang).all('control', ['docker'], answers.hang),
    outcomes: { ...healthy, 'docker target': 'hang', 'docker control': 'hang' },
  },
  'ctr and docker hang for the target: the older container is asked': {
    node: (node) => node.all('target', ['ctr', 'docker'], answers.hang),
    outcomes: {
      ...healthy,
      'ctr target': 'hang',
      'docker target': 'hang',
      'ctr second': 'ok',
      'docker second': 'ok',
    },
  },
  'a client that ignores TERM': {
    node: (node) => node.all('target', ['ctr', 'docker'], answers.hangIgnoringTerm),
    outcomes: { ...healthy, 'ctr target': 'hang', 'docker target': 'hang', 'ctr second': 'ok', 'docker second': 'ok' },
  },
  'a hung client with children': {
    node: (node) => node.all('target', ['docker'], answers.hangWithChildren),
    outcomes: { ...healthy, 'docker target': 'hang', 'docker second': 'ok' },
  },
  'runc hangs on the control: nothing above it is started': {
    node: (node) => node.does('runc', 'control', answers.hang).does('runc', 'target', answers.hang),
    outcomes: {
      ...healthy,
      'runc target': 'hang',
      'runc control': 'hang',
      'ctr target': 'runc-hangs',
      'ctr control': 'runc-hangs',
      'docker target': 'runc-hangs',
      'docker control': 'runc-hangs',
    },
    gate: 'runc-hangs',
  },
  'runc is slow on the control, and answers': {
    node: (node) => node.does('runc', 'control', answers.slow),
    outcomes: healthy,
    parameters: { ED_PROBE_TIMEOUT_MS: '5000' },
  },
  'ctr takes far longer for the target than for the control: both once more': {
    node: (node) => node.does('ctr', 'target', answers.slow),
    outcomes: { ...healthy, 'ctr target again 2': 'ok', 'ctr control again 2': 'ok', 'ctr second': 'ok' },
    parameters: { ED_PROBE_TIMEOUT_MS: '5000' },
  },
  'docker takes far longer than what is below it, and for both': {
    node: (node) => node.does('docker', 'target', answers.slow).does('docker', 'control', answers.slow),
    outcomes: { ...healthy, 'docker target again 2': 'ok', 'docker control again 2': 'ok' },
    parameters: { ED_PROBE_TIMEOUT_MS: '5000' },
  },
  'nsenter hangs': {
    node: (node) => node.does('nsenter', 'target', answers.hang),
    outcomes: { ...healthy, 'nsenter target': 'hang' },
  },
  'a failure is repeated': {
    node: (node) => node.does('runc', 'target', answers.fail),
    outcomes: { ...healthy, 'runc target': 'failed', 'runc target again 2': 'failed', 'runc second': 'ok' },
  },
  'a failure that does not repeat': {
    node: (node) => node.does('docker', 'target', answers.failOnce),
    outcomes: { ...healthy, 'docker target': 'failed', 'docker target again 2': 'ok', 'docker second': 'ok' },
  },
  'ctr loses its output and ends with 0': {
    node: (node) => node.does('ctr', 'target', answers.loseOutputOnce),
    outcomes: { ...healthy, 'ctr target': 'failed', 'ctr target again 2': 'ok', 'ctr second': 'ok' },
  },
  'an output that is lost is looked for three times': {
    node: (node) => node.does('ctr', 'target', answers.loseOutput),
    outcomes: {
      ...healthy,
      'ctr target': 'failed',
      'ctr target again 2': 'failed',
      'ctr target again 3': 'failed',
      'ctr second': 'ok',
    },
  },
  'no /bin/echo in the target': {
    node: (node) => node.all('target', ['runc', 'ctr', 'docker'], answers.withoutEcho),
    outcomes: {
      ...healthy,
      'runc target': 'ok, missing path',
      'ctr target': 'ok, missing path',
      'docker target': 'ok, missing path',
    },
  },
  'a /bin/echo in the target that may not be executed: the path that cannot exist would hide that': {
    node: (node) => node.does('runc', 'target', answers.refusesEcho),
    outcomes: { ...healthy, 'runc target': 'failed', 'runc target again 2': 'failed', 'runc second': 'ok' },
  },
  'a client that floods its output': {
    node: (node) => node.all('target', ['runc'], answers.flood),
    outcomes: { ...healthy, 'runc target': 'failed', 'runc target again 2': 'failed', 'runc second': 'ok' },
  },
  'a client that leaves its output open': {
    node: (node) => node.all('target', ['ctr'], answers.leaveChild),
    outcomes: healthy,
  },
  'target and control fail: no second opinion': {
    node: (node) => node.does('runc', 'target', answers.fail).does('runc', 'control', answers.fail),
    outcomes: {
      ...healthy,
      'runc target': 'failed',
      'runc control': 'failed',
      'runc target again 2': 'failed',
      'runc control again 2': 'failed',
    },
  },
  'echo fails at one layer: that is asked for a path that cannot exist': {
    node: (node) => node.does('docker', 'target', answers.failsEcho),
    outcomes: { ...healthy, 'docker target': 'failed', 'docker target again 2': 'failed', 'docker second': 'ok' },
    passages: ['docker ok'],
  },
  'and a layer that fails for that too fails by itself': {
    node: (node) => node.does('docker', 'target', answers.fail),
    outcomes: { ...healthy, 'docker target': 'failed', 'docker target again 2': 'failed', 'docker second': 'ok' },
    passages: ['docker failed'],
  },
  'echo hangs at two layers: both are asked': {
    node: (node) => node.all('target', ['ctr', 'docker'], answers.hangsEcho),
    outcomes: { ...healthy, 'ctr target': 'hang', 'docker target': 'hang', 'ctr second': 'ok', 'docker second': 'ok' },
    passages: ['ctr ok', 'docker ok'],
  },
  'a layer that hangs for that too: those above it are spared': {
    node: (node) => node.all('target', ['ctr', 'docker'], answers.hang),
    outcomes: { ...healthy, 'ctr target': 'hang', 'docker target': 'hang', 'ctr second': 'ok', 'docker second': 'ok' },
    passages: ['ctr hang'],
  },
  "the target's shim is stopped: nobody has to wait for that path as well": {
    node: (node) =>
      node.process({ pid: 90, comm: 'containerd-shim', state: 'T' }).all('target', ['ctr', 'docker'], answers.hang),
    outcomes: { ...healthy, 'ctr target': 'hang', 'docker target': 'hang', 'ctr second': 'ok', 'docker second': 'ok' },
    passages: [],
  },
  'the control fails likewise: it is no program of the target': {
    node: (node) => node.does('docker', 'target', answers.failsEcho).does('docker', 'control', answers.fail),
    outcomes: {
      ...healthy,
      'docker target': 'failed',
      'docker control': 'failed',
      'docker target again 2': 'failed',
      'docker control again 2': 'failed',
    },
    passages: [],
  },
  'what echo is told is no part of that path': {
    node: (node) => node.does('docker', 'target', answers.makesPath),
    outcomes: { ...healthy, 'docker target': 'failed', 'docker target again 2': 'failed', 'docker second': 'ok' },
    passages: ['docker ok'],
  },
  'no time is left for a hang': {
    node: (node) => node.all('target', ['docker'], answers.hang),
    outcomes: { ...healthy, 'docker target': 'hang', 'docker second': 'ok' },
    passages: [],
    parameters: { ED_PROBE_TIMEOUT_MS: '3000', ED_DEADLINE_MS: '8500' },
  },
  'the script has no time left': {
    node: (node) => node.does('nsenter', 'target', answers.hang),
    outcomes: {
      'nsenter target': 'deadline',
      'nsenter control': 'ok',
      'runc target': 'deadline',
      'runc control': 'deadline',
      'ctr target': 'deadline',
      'ctr control': 'deadline',
      'docker target': 'deadline',
      'docker control': 'deadline',
      'crictl target': 'deadline',
      'crictl control': 'deadline',
    },
    parameters: { ED_DEADLINE_MS: '900' },
  },
};

/** Signals, waiting, reading: the order of the probes is the same in all. */
const whatShellsDifferIn = [
  'healthy',
  'a client that ignores TERM',
  'a hung client with children',
  'no /bin/echo in the target',
  'a client that floods its output',
  'a client that leaves its output open',
  'the script has no time left',
];

for (const { name, shell, path } of presentUserlands) {
  describe.concurrent(`probes, by ${name}`, { timeout: 60_000 }, () => {
    for (const [situation, { node: prepare, outcomes: expected, passages, gate, parameters }] of Object.entries(
      situations,
    )) {
      if (shell[0] !== 'dash' && !whatShellsDifferIn.includes(situation)) continue;
      test(situation, async () => {
        using node = prepare(new StubNode());
        const run = await runScript(node, {
          shell,
          parameters: { ED_FAMILY: 'docker', ...path(busybox.path), ...parameters },
        });
        expect(outcomes(run)).toEqual(expected);
        if (passages) expect(run.evidence.passages.map(passed)).toEqual(passages);
        if (!parameters?.ED_DEADLINE_MS) expect(run.evidence.gate).toBe(gate ?? '');
        expect(run.lines.length, run.stdout).toBe(run.records.length);
        expect(Math.max(...run.lines.map((line) => line.length))).toBeLessThan(8192);
        expect(run.left).toEqual([]);
        expect(run.exitCode).toBe(0);
        expect(run.briefRecords.at(-1)?.r).toBe('end');
      });
    }
  });
}

test('an output that got lost: each layer is asked four times more, for how often tells', async () => {
  using node = new StubNode().does('docker', 'target', answers.loseOutputOnce);
  const run = await runScript(node, { parameters: { ED_FAMILY: 'docker' } });
  const asked = Map.groupBy(run.evidence.probes, ({ layer, subject }) => `${layer} ${subject}`);
  expect(Object.fromEntries([...asked].map(([who, answers]) => [who, answers.length]))).toEqual({
    ...{ 'nsenter target': 1, 'nsenter control': 1, 'runc target': 5, 'runc control': 5 },
    ...{ 'ctr target': 5, 'ctr control': 5, 'docker target': 6, 'docker control': 5, 'docker second': 1 },
  });
});

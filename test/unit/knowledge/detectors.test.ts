import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import type { Evidence } from '../../../src/records/evidence.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, type Situation } from '../diagnosis/observe.ts';
import { processRecord } from '../records/process-record.ts';

/** The codes that facts alone give, and the cause that the verdict names. */
const seen = (situation: Situation) => {
  const { findings, verdict } = diagnose(observation('docker', situation));
  const codes = findings.filter(({ by }) => by === 'facts').map(({ code }) => code);
  return `${codes.toSorted().join(' ') || 'nothing'}, cause ${verdict.cause ?? 'none'}`;
};
const shows = (cases: readonly [situation: Situation, expected: string][]) =>
  it.each(cases)('%j: %s', (situation, expected) => expect(seen(situation)).toBe(expected));

const limit = (different: Partial<RecordOf<'limit'>>): Partial<Evidence> => ({
  limits: [
    {
      r: 'limit',
      subject: 'target',
      what: 'pids',
      at: `/sys/fs/cgroup/${'c'.repeat(64)}`,
      used: 5,
      max: 100,
      hits: 0,
      ...different,
    },
  ],
});
const cpu = (throttled: number, periods: number): Partial<Evidence> => ({
  cpu: (['before', 'after'] as const).map((when) => ({
    r: 'cpu',
    subject: 'target',
    when,
    at: '/sys/fs/cgroup/a',
    quota: 1000,
    period: 100_000,
    periods: when === 'before' ? 7 : 7 + periods,
    throttled: when === 'before' ? 3 : 3 + throttled,
  })),
});
const failing = { target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok' };
const echoWorks = { target: 'ok' };

describe('limits', () => {
  shows([
    [{ ...echoWorks, evidence: limit({}) }, 'nothing, cause none'],
    // echo gets through where every shell that forks fails
    [{ ...echoWorks, evidence: limit({ used: 98 }) }, 'pids-exhausted, cause none'],
    [{ ...echoWorks, evidence: limit({ used: 99 }) }, 'pids-exhausted, cause pids-exhausted'],
    [{ ...echoWorks, evidence: limit({ used: 94 }) }, 'nothing, cause none'],
    // runc itself needs some
    [{ ...failing, evidence: limit({ used: 94 }) }, 'pids-exhausted, cause pids-exhausted'],
    [{ ...failing, evidence: limit({ used: 80 }) }, 'nothing, cause none'],
    [
      { ...echoWorks, evidence: limit({ what: 'memory', used: 99, max: 100, hits: 4 }) },
      'memory-exhausted, cause none',
    ],
    [{ ...echoWorks, evidence: limit({ what: 'memory', used: 99, max: 100, hits: 0 }) }, 'nothing, cause none'],
    [{ ...echoWorks, evidence: limit({ what: 'memory', used: 50, max: 100, hits: 4 }) }, 'nothing, cause none'],
    [{ ...echoWorks, evidence: cpu(6, 8) }, 'cpu-throttled, cause none'],
    [{ ...echoWorks, evidence: cpu(1, 8) }, 'nothing, cause none'],
    [{ ...echoWorks, evidence: cpu(2, 2) }, 'nothing, cause none'],
  ]);
});

/** What df printed for /run, /tmp and a folder of the runtime. */
const df = (
  name: 'df_blocks' | 'df_inodes',
  run: string,
  tmp = '1000 10 990',
  disk = '1000 10 990',
): Partial<Evidence> => ({
  answers: [
    answer(name, {
      command: ['/usr/bin/df', '-P', '/run', '/tmp', '/var/lib/docker'],
      out: [
        'Filesystem 1024-blocks Used Available Capacity Mounted on',
        `tmpfs ${run} 1% /run`,
        `/dev/sda1 ${tmp} 1% /`,
        `/dev/sdb1 ${disk} 1% /var/lib/docker`,
      ].join('\n'),
    }),
  ],
});

function answer(name: string, different: Partial<RecordOf<'answer'>>): RecordOf<'answer'> {
  return { r: 'answer', name, end: 'exited', code: 0, ms: 10, command: [], out: '', err: '', ...different };
}

const shim = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
const ctr = 'kubectl:error docker:error ctr:error runc:ok nsenter:ok';
describe('space', () => {
  shows([
    [{ ...echoWorks, evidence: df('df_blocks', '1000 10 990') }, 'nothing, cause none'],
    [{ ...echoWorks, evidence: df('df_blocks', '1000 1000 0') }, 'run-full, cause none'],
    [{ ...echoWorks, evidence: df('df_blocks', '1000 960 40') }, 'run-full, cause none'],
    [{ ...echoWorks, evidence: df('df_inodes', '1000 1000 0') }, 'run-inodes-exhausted, cause none'],
    [
      { target: ctr, control: ctr, evidence: df('df_inodes', '1000 1000 0') },
      'run-inodes-exhausted, cause run-inodes-exhausted',
    ],
    // where the control is served, a node without room is not why
    [
      { target: shim, control: 'ok', evidence: df('df_blocks', '1000 960 40', '1000 10 990', '1000 1000 0') },
      'disk-full run-full, cause none',
    ],
    [
      { target: shim, control: 'none', evidence: df('df_blocks', '1000 10 990', '1000 10 990', '1000 1000 0') },
      'disk-full, cause disk-full',
    ],
    [{ ...echoWorks, evidence: df('df_blocks', '1000 10 990', '1000 1000 0') }, 'tmp-unusable, cause none'],
    [{ ...echoWorks, evidence: df('df_blocks', '1000 10 990', '1000 10 990', '1000 1000 0') }, 'disk-full, cause none'],
    // df(1) of another kind, or cut off
    [
      {
        ...echoWorks,
        evidence: { answers: [answer('df_blocks', { command: ['df', '-P', '/run'], out: 'Filesystem\ntmpfs - - -' })] },
      },
      'nothing, cause none',
    ],
    [
      { ...echoWorks, evidence: { answers: [answer('df_blocks', { end: 'timeout', code: null })] } },
      'nothing, cause none',
    ],
    [{ ...echoWorks, facts: { 'target.shim.tmp': 'no' } }, 'tmp-unusable, cause none'],
  ]);
});

describe('processes', () => {
  const processes = (...list: Partial<RecordOf<'process'>>[]) => ({ evidence: { processes: list.map(processRecord) } });
  const hangs = { target: shim };
  const old = { name: 'runc', pid: 70, role: 'runtime', parent: 4211, start: 100 } as const;
  it('a runtime that was started while this ran, and is stopped', () => {
    const { findings } = diagnose(
      observation('containerd', { ...hangs, ...processes({ ...old, start: 1_000_000, state: 'T' }) }),
    );
    expect(findings.map(({ summary }) => summary)).toContain(
      'runc (process 70) was started in this run for this container, is stopped (SIGSTOP), and its shim may wait for it.',
    );
  });
  shows([
    [{ ...hangs, ...processes(old) }, 'shim-waits-for-runc, cause shim-waits-for-runc'],
    [{ ...hangs, ...processes({ ...old, parent: 9 }) }, 'shim-unresponsive, cause shim-unresponsive'],
    [{ ...hangs, ...processes({ ...old, start: 9_900 }) }, 'shim-unresponsive, cause shim-unresponsive'],
    // one that is stopped will not end by itself
    [
      { ...hangs, ...processes({ ...old, start: 9_900, state: 'T' }) },
      'shim-waits-for-runc, cause shim-waits-for-runc',
    ],
    [
      { ...echoWorks, ...processes({ role: 'shim', of: 'target', files: 1020, filesMax: 1024 }) },
      'shim-out-of-fds, cause shim-out-of-fds',
    ],
    [
      { ...echoWorks, ...processes({ role: 'shim', of: 'control', files: 1020, filesMax: 1024 }) },
      'nothing, cause none',
    ],
    [
      { ...echoWorks, ...processes({ name: 'dockerd', files: 20_000, filesMax: 20_000 }) },
      'dockerd-out-of-fds, cause dockerd-out-of-fds',
    ],
    [
      { ...failing, ...processes({ role: 'inside', of: 'target', state: 'D', waitsIn: 'nfs_wait_bit_killable' }) },
      'volume-hung, cause volume-hung',
    ],
    [
      {
        ...failing,
        ...processes({
          role: 'inside',
          of: 'target',
          state: 'D',
          waitsIn: 'folio_wait_bit_common',
          stack: 'folio_wait_bit_common < nfs_file_fsync < do_fsync',
        }),
      },
      'volume-hung, cause volume-hung',
    ],
    [
      { ...failing, ...processes({ role: 'inside', of: 'target', state: 'D', waitsIn: 'do_fork' }) },
      'process-uninterruptible, cause none',
    ],
    [
      { ...echoWorks, ...processes({ role: 'inside', of: 'target', state: 'D', waitsIn: 'do_fork' }) },
      'nothing, cause none',
    ],
  ]);
});

describe('where the shim runs', () => {
  const fails = { target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok' };
  const controlToo = { ...fails, control: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok' };
  const labels = { 'target.shim.label': 'confined (enforce)', 'own.label': 'unconfined' };
  const shims = (target: number, control: number, own: number) => ({
    facts: { 'own.filesMax': String(own) },
    evidence: {
      processes: [
        processRecord({ role: 'shim', of: 'target', filesMax: target }),
        processRecord({ role: 'shim', of: 'control', pid: 7, filesMax: control }),
      ],
    },
  });
  shows([
    [
      { ...fails, facts: { 'target.shim.mounts': 'same', 'own.label': 'x', 'target.shim.label': 'x' } },
      'nothing, cause none',
    ],
    [{ ...fails, facts: { 'target.shim.mounts': 'other' } }, 'surroundings-differ, cause none'],
    [{ ...fails, facts: { 'target.shim.mounts': 'other', 'control.shim.mounts': 'other' } }, 'nothing, cause none'],
    [
      { ...controlToo, facts: { 'target.shim.mounts': 'other', 'control.shim.mounts': 'other' } },
      'surroundings-differ, cause none',
    ],
    [{ ...fails, facts: labels }, 'surroundings-differ, cause none'],
    [{ ...echoWorks, facts: labels }, 'nothing, cause none'],
    [{ ...fails, ...shims(1024, 1_048_576, 1_048_576) }, 'surroundings-differ, cause none'],
    [{ ...fails, ...shims(1024, 1024, 1_048_576) }, 'nothing, cause none'],
    // an upgrade since
    [{ ...fails, facts: { 'target.shim.replaced': 'yes' } }, 'surroundings-differ, cause none'],
    [{ ...fails, facts: { 'target.shim.replaced': 'yes', 'control.shim.replaced': 'yes' } }, 'nothing, cause none'],
  ]);
  it('lowers the confidence', () => {
    const confidence = (facts: Record<string, string>) =>
      diagnose(observation('docker', { ...fails, second: 'ok', facts })).verdict.confidence;
    expect([confidence({}), confidence({ 'target.shim.mounts': 'other' })]).toEqual(['high', 'medium']);
  });
});

describe('a containerd that loses the ends of execs', () => {
  const version = (text: string) => ({
    evidence: {
      answers: [
        {
          ...({ r: 'answer', name: 'ctr_version', end: 'exited', code: 0, ms: 50, command: [], err: '' } as const),
          out: `Client:\n  Version:  9.9.9\n\nServer:\n  Version:  ${text}\n  Revision: x\n`,
        } satisfies RecordOf<'answer'>,
      ],
    },
  });
  const hangs = { target: shim };
  shows([
    [{ ...hangs, ...version('1.6.29') }, 'exit-events-lost, cause exit-events-lost'],
    [{ ...hangs, ...version('v1.7.14') }, 'exit-events-lost, cause exit-events-lost'],
    [{ ...hangs, ...version('1.6.31') }, 'nothing, cause none'],
    [
      { ...hangs, target: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:ok', ...version('1.6.29') },
      'nothing, cause none',
    ],
    [{ ...echoWorks, ...version('1.6.29') }, 'nothing, cause none'],
  ]);
});

describe('a runtime that finds nobody to join', () => {
  const setns =
    'OCI runtime exec failed: exec failed: unable to start container process: error executing setns process: exit status 1: unknown';
  const runc = 'OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown';
  const crun = 'OCI runtime exec failed: the container `abc` is not running: unknown';
  /** Of the failures that come to one, what a run on such a node is told. */
  const ended = (runtime: RuntimeFamilyName, text: string, state: string | null) =>
    diagnose(
      observation(runtime, {
        target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok',
        texts: { ctr: text },
        evidence: { initState: state, initStateAfter: state },
      }),
    )
      .findings.map(({ code }) => code)
      .filter((code) => code === 'container-process-gone' || code === 'exit-events-lost');
  it.each<[RuntimeFamilyName, text: string, state: string | null, string[]]>([
    // it is the runc init that was killed
    ['containerd', setns, 'S', []],
    // which version of containerd it is does not tell by a text
    ['containerd', setns, null, ['container-process-gone']],
    ['docker', runc, null, ['container-process-gone']],
    ['containerd', crun, 'Z', ['container-process-gone']],
  ])('%s, %s, its first process in state %s: %j', (runtime, text, state, codes) =>
    expect(ended(runtime, text, state)).toEqual(codes),
  );
});

describe("the user's own command", () => {
  const ran = (...list: Partial<RecordOf<'command'>>[]) => ({
    evidence: {
      commands: list.map(
        (row): RecordOf<'command'> => ({
          ...{ r: 'command', layer: 'runc', attempt: 1, end: 'exited', code: 0, ms: 40, command: [], ended: true },
          ...row,
        }),
      ),
    },
  });
  const waits = { end: 'timeout', code: null, ms: 10_000 } as const;
  shows([
    [{ ...echoWorks, ...ran({}, { layer: 'ctr' }) }, 'nothing, cause none'],
    [{ ...echoWorks, ...ran({ code: 2 }, { layer: 'ctr', code: 2 }) }, 'nothing, cause none'],
    // a program that is not there: each client has a code of its own for that
    [{ ...echoWorks, ...ran({ code: 255 }, { layer: 'docker', code: 127 }) }, 'nothing, cause none'],
    [{ ...echoWorks, ...ran({ code: 1 }, { layer: 'docker', code: 0 }) }, 'command-differs, cause none'],
    [{ ...echoWorks, ...ran({ ...waits, ended: true }) }, 'output-held-by-child, cause none'],
    [{ ...echoWorks, ...ran({ ...waits, ended: false }) }, 'command-runs-on, cause none'],
    [{ ...echoWorks, ...ran({ ...waits, ended: null }) }, 'command-runs-on, cause none'],
  ]);
});

describe('execs that do not end', () => {
  const pile = (live: number, deadOfShim = 0, deadInside = 0): Situation => ({
    ...echoWorks,
    evidence: { pile: { r: 'pile', live, oldest: 100, deadOfShim, deadInside } },
  });
  shows([
    [pile(1), 'nothing, cause none'],
    [pile(12), 'exec-pile-up, cause none'],
    [pile(0, 0, 30), 'zombies-pile-up, cause none'],
    [pile(0, 30), 'zombies-pile-up, cause none'],
    [pile(0, 3, 3), 'nothing, cause none'],
  ]);
  it('tells how long the oldest has run', () =>
    expect(diagnose(observation('docker', pile(12))).findings[0]?.summary).toContain('the oldest for 99 s'));
});

describe('the container', () => {
  const fact = (name: string, value: string, target = failing.target): Situation => ({
    target,
    facts: { [name]: value },
  });
  const noBundle = {
    ...{ 'target.bundle': '', 'target.shim': '90', 'target.ns': 'moby', 'target.address': '/run/containerd.sock' },
    ...{ 'control.bundle': '/run/moby/x', 'control.ns': 'moby', 'control.address': '/run/containerd.sock' },
  };
  shows([
    // it hung when it was tried again
    [{ target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok', flaky: ['kubectl'] }, 'nothing, cause none'],
    [fact('target.cgroupMissing', '/sys/fs/cgroup/memory/kubepods/x'), 'cgroup-missing, cause cgroup-missing'],
    [{ target: 'ok', facts: { 'target.cwd': '/data', 'target.initCwd': '/data (deleted)' } }, 'nothing, cause none'],
    [
      { ...failing, facts: { 'target.cwd': '/data', 'target.initCwd': '/data (deleted)' } },
      'workdir-missing, cause workdir-missing',
    ],
    [{ ...failing, facts: { 'target.cwd': '/data', 'target.initCwd': '/' } }, 'nothing, cause none'],
    [fact('target.devpts', 'no', 'ok'), 'pty-unavailable, cause none'],
    [fact('target.profileLoaded', 'no'), 'apparmor-profile-gone, cause apparmor-profile-gone'],
    [{ ...failing, evidence: { initState: 'Z' } }, 'init-dying, cause init-dying'],
    [{ ...failing, facts: noBundle }, 'bundle-missing, cause bundle-missing'],
    // where nothing of the kind was found, it may be kept elsewhere
    [{ ...failing, facts: { ...noBundle, 'control.bundle': '' } }, 'nothing, cause none'],
    [{ ...failing, facts: { ...noBundle, 'control.address': '/run/other.sock' } }, 'nothing, cause none'],
    [{ ...failing, facts: { ...noBundle, 'target.shim': '' } }, 'nothing, cause none'],
  ]);
});

describe('the node', () => {
  const facts = (known: Record<string, string>): Situation => ({ ...echoWorks, facts: known });
  shows([
    [facts({ 'node.loadavg': '0.1 0.2 0.3 1/32000 99', 'node.pid_max': '32768' }), 'node-out-of-processes, cause none'],
    [facts({ 'node.loadavg': '0.1 0.2 0.3 1/300 99', 'node.pid_max': '32768' }), 'nothing, cause none'],
    [facts({ 'node.MemTotal': '1000000', 'node.MemAvailable': '20000' }), 'node-out-of-memory, cause none'],
    [facts({ 'node.MemTotal': '1000000', 'node.MemAvailable': '500000' }), 'nothing, cause none'],
    [facts({ 'node.pty/nr': '4096', 'node.pty/max': '4096' }), 'pty-exhausted, cause pty-exhausted'],
    [facts({ 'node.io': 'some avg10=75.00 avg60=1.00 avg300=0.00 total=1' }), 'node-under-pressure, cause none'],
    [facts({ 'node.io': 'some avg10=5.00 avg60=99.00 avg300=0.00 total=1' }), 'nothing, cause none'],
    [facts({ 'node.loadavg': 'garbage', 'node.pid_max': '', 'node.MemTotal': '-' }), 'nothing, cause none'],
  ]);
});

describe('where the request stopped', () => {
  const socket = (
    layer: 'dockerd' | 'containerd' | 'shim',
    look: 1 | 2,
    waiting: number,
    unread: number,
  ): RecordOf<'socket'> => ({
    r: 'socket',
    layer,
    look,
    path: `/run/${layer}.sock`,
    listens: true,
    waiting,
    unread,
  });
  const hangs = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
  const alone = { target: hangs, control: 'none' };
  const sockets = (...list: RecordOf<'socket'>[]): Situation => ({ ...alone, evidence: { sockets: list } });
  const verdict = (situation: Situation) => {
    const { layer, candidates, confidence, cause } = diagnose(observation('docker', situation)).verdict;
    return `${layer ?? candidates.join('|')} ${confidence} ${cause}`;
  };
  it.each<[string, Situation, string]>([
    ['nothing was looked at', alone, 'containerd|shim medium null'],
    [
      'the shim leaves it unread',
      sockets(socket('shim', 1, 0, 348), socket('shim', 2, 0, 348)),
      'shim medium shim-unresponsive',
    ],
    [
      'containerd accepts nobody',
      sockets(socket('containerd', 1, 1, 0), socket('containerd', 2, 3, 0)),
      'containerd medium containerd-hung',
    ],
    [
      'a moment is no proof',
      sockets(socket('shim', 1, 0, 348), socket('shim', 2, 0, 0)),
      'containerd|shim medium null',
    ],
    ['neither is one look', sockets(socket('shim', 1, 0, 348)), 'containerd|shim medium null'],
    [
      'the lower of two holds the other',
      sockets(...([1, 2] as const).flatMap((look) => [socket('shim', look, 0, 9), socket('containerd', look, 1, 0)])),
      'shim medium shim-unresponsive',
    ],
    [
      'a layer that is not under suspicion',
      sockets(socket('dockerd', 1, 4, 0), socket('dockerd', 2, 4, 0)),
      'containerd|shim low null',
    ],
  ])('%s', (_, situation, expected) => expect(verdict(situation)).toBe(expected));
  it('with a control too it is certain', () =>
    expect(
      verdict({
        target: hangs,
        second: 'ctr:ok',
        evidence: { sockets: [socket('shim', 1, 0, 5), socket('shim', 2, 0, 5)] },
      }),
    ).toBe('shim high shim-unresponsive'));
  it('a runtime that the shim has started for it, and that does not end', () => {
    const all = 'kubectl:hang docker:hang ctr:hang nsenter:ok';
    const runtime = processRecord({ name: 'runc', pid: 9, role: 'runtime', of: 'target', parent: 4211, start: 10_050 });
    expect(verdict({ target: all, control: 'none', evidence: { processes: [runtime] } })).toBe(
      'runc|container medium null',
    );
  });
});

describe('containers of other pods', () => {
  const hangs = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
  const says = (situation: Situation) => {
    const { layer, candidates, scope, confidence, because } = diagnose(
      observation('docker', { target: hangs, ...situation }),
    ).verdict;
    return [
      `${layer ?? candidates.join('|')} ${scope} ${confidence}`,
      because.find((sentence) => sentence.includes('older')),
    ];
  };
  it.each<[Situation, string, string]>([
    [{ second: 'ctr:ok' }, 'shim container high', 'ctr works for an older container of another pod too.'],
    [
      { second: 'ctr:ok', third: 'ctr:ok' },
      'shim container high',
      'ctr works for 2 older containers of other pods too.',
    ],
    [
      { second: 'ctr:hang', third: 'ctr:hang' },
      'containerd|shim several-containers medium',
      'ctr fails for 2 older containers of other pods too and works for the fresh, privileged control: what differs is their age or their confinement.',
    ],
    // two sick shims on a node
    [
      { second: 'ctr:hang', third: 'ctr:ok' },
      'containerd|shim several-containers medium',
      'ctr fails for an older container of another pod too, works for an older container, and works for the fresh, privileged control: what differs is their age or their confinement.',
    ],
    [
      { second: 'ctr:hang', third: 'ctr:hang', ages: [90, 1, 80, 70] },
      'containerd|shim several-containers medium',
      'ctr fails for 2 older containers of other pods too and works for the fresh, privileged control: all that fail were started more than 70 s ago, all that work less than 2 s ago.',
    ],
    [
      { second: 'ctr:hang', third: 'ctr:ok', ages: [90, 1, 80, 20] },
      'containerd|shim several-containers medium',
      'ctr fails for an older container of another pod too, works for an older container, and works for the fresh, privileged control: all that fail were started more than 80 s ago, all that work less than 21 s ago.',
    ],
    [
      {
        second: 'ctr:hang',
        third: 'ctr:hang',
        labels: ['docker-default (enforce)', 'unconfined', 'docker-default (enforce)', 'docker-default (enforce)'],
      },
      'containerd|shim several-containers medium',
      'ctr fails for 2 older containers of other pods too and works for the fresh, privileged control: those that fail are confined by docker-default (enforce), those that work are not.',
    ],
  ])('%j: %s', (situation, verdict, sentence) => expect(says(situation)).toEqual([verdict, sentence]));
});

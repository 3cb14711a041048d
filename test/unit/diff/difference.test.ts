import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/diff/change.ts';
import { differenceOf } from '../../../src/diff/difference.ts';
import { differenceDocument, renderDifference } from '../../../src/diff/render.ts';
import { notAsked } from '../../../src/model/pod-context.ts';
import type { Outcome } from '../../../src/model/probe.ts';
import type { CommandResult, Report } from '../../../src/model/report.ts';
import type { NodeRecord } from '../../../src/records/record.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../from-records/saved-recording.ts';
import { processRecord } from '../records/process-record.ts';
import { error, report, skipped } from '../report/build-report.ts';
import { fault as faultOf } from '../report/situations.ts';

type Run = Parameters<typeof report>[0];

const between = (before: Report, after: Report) =>
  differenceOf({ file: 'a', report: before }, { file: 'b', report: after });
const line = ({ about, what, before, after, matters }: Change) =>
  `${about} ${what}: ${before} -> ${after}${matters ? '' : ' (no matter)'}`;
const lines = (before: Run, after: Run) => between(report(before), report(after)).changes.map(line);

const ok = (durationMs: number): Outcome => ({ kind: 'ok', durationMs, method: 'echo' });
const { verdict: healthy, observed, target } = report();
const withRecords = (...records: readonly NodeRecord[]): Run => ({ observed: { ...observed, records } });
const withNode = (node: Partial<Report['target']['node']>): Run => ({ about: { node: { ...target.node, ...node } } });
const fault = faultOf({ layer: 'shim', candidates: ['shim'], scope: 'container', confidence: 'high' });
const finding = {
  code: 'run-full',
  layer: 'containerd',
  by: 'facts',
  summary: '/run is full.',
  evidence: ['a: 1'],
} as const;
const shim = (state: 'running' | 'stopped' | 'unknown', says: string): Run => ({
  inventory: [{ layer: 'shim', state, pid: 7, says }],
});
const identity = (init: number | null, start: number | null): NodeRecord =>
  ({ r: 'identity', when: 'before', init, start, state: 'S' }) as const;
const daemon = (pid: number, start: number): NodeRecord =>
  processRecord({ role: 'daemon', of: '', name: 'dockerd', pid, start });
const ran = (exitCode: number | null, more: Partial<CommandResult> = {}): Run => ({
  command: [
    {
      ...{ probe: 'docker', command: ['ls'], outcome: 'exited', ended: true, exitCode, durationMs: 40 },
      ...{ stdout: '', stderr: '', reason: '', truncated: false, ...more },
    },
  ],
});
const up = (minutes: number, startedAt: string): Run => ({
  startedAt,
  ...withRecords({ r: 'hello', userland: 'host', uptime: minutes * 60_000 }),
});

describe('what has changed', () => {
  it.each<[situation: string, before: Run, after: Run, changes: readonly string[]]>([
    ['nothing', {}, {}, []],
    [
      'the verdict',
      { verdict: healthy },
      { verdict: fault },
      ['verdict verdict: healthy, confidence high -> fault at shim, scope container, confidence high'],
    ],
    [
      'how certain it is',
      { verdict: healthy },
      { verdict: { ...healthy, confidence: 'low' } },
      ['verdict verdict: healthy, confidence high -> healthy, confidence low (no matter)'],
    ],
    [
      'the cause',
      { verdict: { ...fault, cause: 'run-full' } },
      { verdict: { ...fault, cause: null } },
      ['verdict cause: run-full -> null'],
    ],
    ['the words of the verdict', { verdict: fault }, { verdict: { ...fault, summary: 'Else.', because: [] } }, []],
    ['a finding is gone', { findings: [finding] }, {}, ['finding run-full: /run is full. -> null']],
    ['a finding is new', {}, { findings: [finding] }, ['finding run-full: null -> /run is full.']],
    ['the numbers in one', { findings: [finding] }, { findings: [{ ...finding, evidence: ['a: 2'] }] }, []],

    [
      'a layer hangs',
      { target: { ctr: ok(70) } },
      { target: { ctr: 'hang' } },
      ['probe ctr for the target: ok 0.07s -> HANG >10.0s'],
    ],
    [
      'the control does',
      { control: { ctr: ok(70) } },
      { control: { ctr: 'hang' } },
      ['probe ctr for the control: ok 0.07s -> HANG >10.0s'],
    ],
    ['it hangs for longer', { target: { ctr: 'hang' } }, { target: { ctr: { kind: 'hang', durationMs: 3_000 } } }, []],
    ['noise', { target: { ctr: ok(70) } }, { target: { ctr: ok(900) } }, []],
    ['a slow layer that stays slow', { target: { ctr: ok(1_000) } }, { target: { ctr: ok(4_900) } }, []],
    [
      'slower',
      { target: { ctr: ok(200) } },
      { target: { ctr: ok(1_000) } },
      ['probe ctr for the target: ok 0.20s -> ok 1.00s'],
    ],
    [
      'faster',
      { target: { ctr: ok(1_000) } },
      { target: { ctr: ok(200) } },
      ['probe ctr for the target: ok 1.00s -> ok 0.20s'],
    ],
    [
      'another error',
      { target: { runc: error('no such file') } },
      { target: { runc: error('permission denied') } },
      ['probe runc for the target: error 0.04s, exit 1: no such file -> error 0.04s, exit 1: permission denied'],
    ],
    [
      'another exit code',
      { target: { runc: error('no', 1) } },
      { target: { runc: error('no', 126) } },
      ['probe runc for the target: error 0.04s, exit 1: no -> error 0.04s, exit 126: no'],
    ],
    [
      'the same error of another process',
      { target: { runc: error('exec 0fa5d8593c26: process 12: exit status 1') } },
      { target: { runc: error('exec 3f408d3a9612: process 4711: exit status 2') } },
      [],
    ],
    [
      'a probe is skipped',
      { target: { runc: 'ok' } },
      { target: { runc: skipped('frozen') } },
      ['probe runc for the target: ok 0.04s -> skipped: frozen (no matter)'],
    ],
    ['it is skipped for another reason', { target: { runc: skipped('a') } }, { target: { runc: skipped('b') } }, []],
    ['a probe was not asked', { target: { runc: 'hang' } }, {}, []],
    [
      'with a terminal',
      { terminals: [{ name: 'ctr', subject: 'target', command: [], outcome: ok(70), flaky: false }] },
      { terminals: [{ name: 'ctr', subject: 'target', command: [], outcome: error('no pty'), flaky: false }] },
      ['probe ctr -t for the target: ok 0.07s -> error 0.04s, exit 1: no pty'],
    ],
    [
      'another way',
      { crossChecks: [{ name: 'websocket', outcome: ok(70) }] },
      { crossChecks: [{ name: 'websocket', outcome: { kind: 'hang', durationMs: 4_000 } }] },
      ['probe websocket for the target: ok 0.07s -> HANG >4.0s'],
    ],

    ["the user's command", ran(0), ran(127), ['command your command by docker: exit 0 -> exit 127']],
    [
      'it hangs',
      ran(0),
      ran(null, { outcome: 'hang', durationMs: 10_000 }),
      ['command your command by docker: exit 0 -> hang, after 10.0s'],
    ],
    ['it was not run', ran(0), ran(null, { outcome: 'skipped' }), []],
    ['it is another command', ran(0), ran(1, { command: ['id'] }), []],

    [
      'what a layer has',
      shim('running', 'sleeps'),
      shim('stopped', 'is stopped (T)'),
      ['inventory shim: sleeps -> is stopped (T)'],
    ],
    ['its process alone', shim('running', 'process 7 sleeps'), shim('running', 'process 8 sleeps'), []],
    ['it does not say any more', shim('running', 'sleeps'), shim('unknown', 'does not say'), []],

    [
      'the container was restarted',
      withRecords(identity(42, 1_000)),
      { ...withRecords(identity(77, 2_000)), about: { containerID: '77'.repeat(32), restartCount: 1 } },
      [
        'container container id: 3f2a1b0c9d8e -> 777777777777',
        'container restarts: 0 -> 1',
        'container first process: process 42, started 10.00 s after the node -> process 77, started 20.00 s after the node',
      ],
    ],
    [
      'a number was given again',
      withRecords(identity(42, 1_000)),
      withRecords(identity(42, 1_001)),
      [
        'container first process: process 42, started 10.00 s after the node -> process 42, started 10.01 s after the node',
      ],
    ],
    [
      'the first process is not known any more',
      withRecords(identity(42, 1_000)),
      withRecords(identity(null, null)),
      [],
    ],
    [
      'its runtime',
      { facts: { 'target.runtime': '/usr/sbin/runc' } },
      { facts: { 'target.runtime': '/usr/bin/crun' } },
      ['container runtime: /usr/sbin/runc -> /usr/bin/crun'],
    ],
    [
      'a fact that changes all the time',
      { facts: { 'node.MemAvailable': '1' } },
      { facts: { 'node.MemAvailable': '2' } },
      [],
    ],
    [
      'whether it serves',
      {},
      { surroundings: { ...notAsked, serving: { ready: false, restartCount: 0, lastEnd: null } } },
      ['container serving: ready -> NOT ready'],
    ],
    ['another pod', {}, { about: { pod: 'nginx2' } }, ['target pod: default/nginx1 -> default/nginx2']],
    ['a pod that is not known', {}, { about: { pod: '', namespace: '' } }, []],

    [
      'a daemon was restarted',
      withRecords(daemon(31, 500)),
      withRecords(daemon(99, 900)),
      ['daemon dockerd: process 31, started 5.00 s after the node -> process 99, started 9.00 s after the node'],
    ],
    [
      'a daemon that was looked at twice',
      withRecords(daemon(31, 500)),
      withRecords(daemon(31, 500), daemon(31, 500)),
      [],
    ],
    ['several of that name', withRecords(daemon(31, 500)), withRecords(daemon(32, 500), daemon(33, 500)), []],
    [
      'the node is not ready',
      {},
      withNode({ ready: { status: 'Unknown', reason: 'NodeStatusUnknown', message: '', lastTransitionTime: null } }),
      ['node Ready: True, KubeletReady -> Unknown, NodeStatusUnknown'],
    ],
    ['the node was not read', {}, withNode({ ready: null, kubeletVersion: '', osImage: '' }), []],
    ['the lease', {}, withNode({ lease: { renewTime: '2026-03-01T03:13:41.000Z', ageSeconds: 9 } }), []],
    [
      'the node was restarted',
      up(600, '2026-03-01T12:00:00Z'),
      up(5, '2026-03-01T13:00:00Z'),
      ['node started: 2026-03-01 02:00 UTC -> 2026-03-01 12:55 UTC'],
    ],
    [
      'a time since its start that is beyond all times',
      up(600, '2026-03-01T12:00:00Z'),
      {
        startedAt: '2026-03-01T13:00:00Z',
        ...withRecords({ r: 'hello', userland: 'host', uptime: 9_007_199_254_740_991 }),
      },
      [],
    ],
    ['clocks that differ a little', up(600, '2026-03-01T12:00:00Z'), up(658, '2026-03-01T13:00:00Z'), []],
    [
      'the kubelet is down',
      { facts: { 'kubelet.listens': 'yes' } },
      { facts: { 'kubelet.listens': 'no' } },
      ["node the kubelet's port: the kubelet listens -> nothing listens"],
    ],
    [
      'a client is gone',
      { facts: { ctr: '/usr/bin/ctr' } },
      { facts: { ctr: '' } },
      ['node the client ctr: /usr/bin/ctr -> not found'],
    ],
    ['an upgrade', {}, withNode({ kernelVersion: '6.6.0' }), ['version kernel: 6.1.0-28-amd64 -> 6.6.0']],
    [
      "an upgrade of a client's",
      { facts: { 'runc.version': 'runc version 1.1.5' } },
      { facts: { 'runc.version': 'runc version 1.3.0' } },
      ['version the client runc: runc version 1.1.5 -> runc version 1.3.0'],
    ],
    [
      'another way to the node, which does not know of restarts',
      {},
      { transport: { kind: 'local', to: 'node1', recordsFrom: 'output' }, about: { restartCount: 7 } },
      [
        'run by way of: a debug pod -> a run on the node itself (no matter)',
        'run records from: log -> output (no matter)',
      ],
    ],
  ])('%s', (_, before, after, changes) => expect(lines(before, after)).toEqual(changes));
});

it('matters where a change does', () => {
  expect(between(report(), report({ findings: [finding] })).matters).toBe(true);
  expect(between(report(), report({ verdict: { ...healthy, confidence: 'low' } })).matters).toBe(false);
  expect(between(report(), report()).matters).toBe(false);
});

const recorded = recordedFaults(['docker', 'containerd']).map(({ recording }) => reportOf(recording));

it('nothing parts a run from itself', () => {
  for (const run of recorded) expect(between(run, run).changes).toEqual([]);
});

describe('as text', () => {
  const text = (width: number, unicode = true) =>
    recorded.map((run, at) => renderDifference(between(run, recorded[at + 1] ?? run), { width, unicode }));

  it('fits the terminal', () => {
    for (const each of text(80)) expect(each).not.toMatch(/^.{81}/m);
  });
  it('is ASCII where the terminal shows no more', () => {
    for (const each of text(80, false)) expect(each).toMatch(/^[\n -~]*$/);
  });
  it('says that nothing has changed', () =>
    expect(renderDifference(between(report(), report()), { width: 80, unicode: true })).toBe(`\
Before:  a: default/nginx1 at 2026-03-01 03:12:45 UTC: healthy, confidence high
After:   b: default/nginx1 at 2026-03-01 03:12:45 UTC: healthy, confidence high

Nothing has changed that matters.
`));
  it('says what has, by topic, and what does not matter last', () => {
    const after = report({
      ...{ startedAt: '2026-03-01T02:12:45.120Z', verdict: fault, findings: [finding] },
      ...{ target: { docker: 'ok', ctr: 'hang', runc: skipped('frozen') } },
    });
    const before = report({ target: { docker: 'ok', ctr: 'ok', runc: 'ok' } });
    expect(renderDifference(between(before, after), { width: 80, unicode: true })).toBe(`\
Before:  a: default/nginx1 at 2026-03-01 03:12:45 UTC: healthy, confidence high
After:   b: default/nginx1 at 2026-03-01 02:12:45 UTC: fault at shim, scope
         container, confidence high

3 things have changed that matter.

Verdict:
  - verdict: was healthy, confidence high; is fault at shim, scope container,
    confidence high

Findings (kubectl exec-doctor explain CODE):
  - new: run-full: /run is full.

Probes:
  - ctr for the target: was ok 0.07s; is HANG >10.0s

Otherwise, and of no matter by itself:
  - runc for the target: was ok 0.04s; is skipped: frozen

  The first of them is the later run.
`);
  });
  it('harms no terminal', () => {
    const hostile = report({ target: { runc: error('a\x1b[2J\x1b]0;owned\x07\u202e') }, about: { image: 'x\x1b[2J' } });
    const { changes } = between(report({ target: { runc: 'ok' } }), hostile);
    expect(changes).toHaveLength(2);
    const text = renderDifference(between(report({ target: { runc: 'ok' } }), hostile), { width: 80, unicode: true });
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\u202e]|owned/);
    expect(JSON.stringify(differenceDocument(between(report({ target: { runc: 'ok' } }), hostile)))).not.toMatch(
      /u001b|owned/,
    );
  });
});

it('as JSON conforms to its schema', () => {
  const schema: object = JSON.parse(
    readFileSync(new URL('../../../docs/difference.schema.json', import.meta.url), 'utf8'),
  );
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': true } });
  const validate = ajv.compile(schema);
  for (const [at, run] of recorded.entries()) {
    const document = JSON.parse(JSON.stringify(differenceDocument(between(run, recorded[at + 1] ?? run))));
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  }
  expect(validate({ ...differenceDocument(between(report(), report())), matters: 'perhaps' })).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { changesBefore } from '../../../../src/diagnosis/context/changes.ts';
import { onsetOf } from '../../../../src/diagnosis/context/onset.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import type { NodeRecord } from '../../../../src/records/record.ts';
import { processRecord } from '../../records/process-record.ts';
import { observation, type Situation } from '../observe.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';

// The node's clock says 03:12:45, and it started 100 s before; a process of 90 s started when it had run for 10 s.
const clock = { 'node.time': String(Date.parse('2026-03-01T03:12:45Z') / 1000) };
const startedAgo = (seconds: number) => (100 - seconds) * 100;
const startedAt = '2026-03-01T03:12:40Z';

const shim = 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok';
const runs = (age: number, more: Parameters<typeof processRecord>[0] = {}) =>
  processRecord({ name: 'runc', pid: 88, role: 'runtime', of: 'target', start: startedAgo(age), ...more });
const dump = (minutes: number, waitsIn = 'github.com/containerd/ttrpc.(*Client).Call'): NodeRecord[] => [
  { r: 'dump', of: 'containerd', pid: 100, why: '', dir: '', total: 9, cut: false },
  {
    ...{ r: 'goroutines', of: 'containerd', part: 1 },
    v: `3 [select, ${minutes} minutes] ${waitsIn} github.com/containerd/containerd.(*task).Exec\n`,
  },
];
const dumped = (...of: Parameters<typeof dump>) => {
  const [dumps, goroutines] = dump(...of);
  return { dumps: dumps?.r === 'dump' ? [dumps] : [], goroutines: goroutines?.r === 'goroutines' ? [goroutines] : [] };
};

const since = (situation: Situation) => {
  const seen = observation('docker', { facts: clock, ...situation });
  const known = onsetOf(seen, diagnose(seen).verdict);
  return [known?.atTheLatest, known?.notBefore].map((end) => (end ? `${end.at.slice(11, 19)} ${end.restsOn}` : null));
};

describe('since when: at the latest, and not before', () => {
  const container = '03:00:00 container nginx started then';
  it.each<[string, Situation, [string | null, string | null]]>([
    ['nothing is broken', {}, [null, null]],
    ['nothing tells', { target: shim, control: shim }, [null, null]],
    ['one container: not before it was there', { target: shim }, [null, container]],
    [
      'a runc that should have been done in a moment',
      { target: shim, evidence: { processes: [runs(90), runs(60, { pid: 99 })] } },
      ['03:11:15 runc (process 88) runs for this container since then', container],
    ],
    ['a runc that is new', { target: shim, evidence: { processes: [runs(5)] } }, [null, container]],
    [
      "a runc of another container's",
      { target: shim, evidence: { processes: [runs(90, { of: 'control' })] } },
      [null, container],
    ],
    [
      'the clock of the node is not known',
      { target: shim, facts: {}, evidence: { processes: [runs(90)] } },
      [null, container],
    ],
    [
      'an exec in a daemon, by the minutes that it has waited',
      { target: shim, evidence: dumped(7) },
      ['03:05:45 an exec in containerd waits for a shim since then', container],
    ],
    ['an exec that waits for less than a minute', { target: shim, evidence: dumped(0) }, [null, container]],
    [
      'an exec that waits for the end of what it has started, as every session does',
      { target: shim, evidence: dumped(7, 'github.com/docker/docker/daemon.(*Daemon).ContainerExecStart') },
      [null, container],
    ],
    [
      'clocks that contradict each other: what was seen counts',
      { target: shim, evidence: dumped(30) },
      ['02:42:45 an exec in containerd waits for a shim since then', null],
    ],
    [
      'the kubelet is silent: its lease was the last sign of life',
      { target: 'kubectl:hang', processes: 'kubelet:T', control: 'none' },
      [null, '03:12:41 the kubelet renewed its lease then (03:12:41), as it does every 10 s'],
    ],
    [
      'the node is not Ready: at the latest since then',
      {
        ...{ target: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok', processes: 'kubelet:T', control: 'none' },
        ready: { status: 'Unknown', reason: '', message: '', lastTransitionTime: '2026-03-01T03:12:43Z' },
      },
      [
        '03:12:43 node node1 is not Ready since then',
        '03:12:41 the kubelet renewed its lease then (03:12:41), as it does every 10 s',
      ],
    ],
    [
      'the node is not Ready, and that has nothing to do with it',
      { target: shim, ready: { status: 'False', reason: '', message: '', lastTransitionTime: '2026-03-01T03:12:43Z' } },
      [null, container],
    ],
    [
      'a daemon that is stopped: not before it was started',
      {
        ...{ target: shim, control: shim },
        evidence: { processes: [processRecord({ name: 'containerd', pid: 42, state: 'T', start: startedAgo(50) })] },
      },
      [null, '03:11:55 containerd (process 42) started then'],
    ],
  ])('%s', (_, situation, expected) => expect(since(situation)).toEqual(expected));
});

const changes = (situation: Situation) => {
  const seen = observation('docker', { facts: clock, ...situation });
  const { verdict } = diagnose(seen);
  return changesBefore(seen, verdict, onsetOf(seen, verdict), startedAt).map(
    ({ at, what }) => `${at.slice(11, 19)} ${what}`,
  );
};

describe('what changed just before', () => {
  const node = '03:11:05 the node started';
  const container = '03:00:00 container nginx started';
  const unhealthy = (message: string) => ({
    ...({ about: 'pod', from: 'kubelet', reason: 'Unhealthy', message, count: 7 } as const),
    ...{ firstSeen: '2026-03-01T03:09:10Z', lastSeen: '2026-03-01T03:12:40Z' },
  });
  const [errored, failed] = [unhealthy('Liveness probe errored: rpc error'), unhealthy('Readiness probe failed: no')];
  const { podUID } = observation('docker').target;
  const execProbe = {
    ...{ namespace: 'default', pod: 'nginx1', podUID, container: 'nginx' },
    ...({ kind: 'liveness', actsAfterSeconds: 30 } as const),
  };
  const daemon = (name: string, age: number) => processRecord({ name, role: 'daemon', start: startedAgo(age) });
  it.each<[string, Situation, string[]]>([
    ['nothing is broken', {}, []],
    ['nothing but the API server tells of times', { target: shim, facts: {} }, [container]],
    [
      'the latest first',
      { target: shim, evidence: { processes: [daemon('containerd', 90), daemon('dockerd', 20)] } },
      ['03:12:25 dockerd started', '03:11:15 containerd started', node, container],
    ],
    [
      'what came after it began is no reason of it',
      { target: shim, evidence: { processes: [runs(60), daemon('containerd', 90), daemon('dockerd', 20)] } },
      ['03:11:15 containerd started', node, container],
    ],
    [
      'a shim that did not start with its container',
      {
        target: shim,
        evidence: {
          processes: [processRecord({ name: 'containerd-shim', role: 'shim', of: 'target', start: startedAgo(30) })],
        },
      },
      ['03:12:15 its shim started', node, container],
    ],
    [
      'an exec probe that could not be run, and one that failed',
      { target: shim, facts: {}, podContext: { execProbes: [execProbe], warnings: [errored, failed] } },
      ['03:09:10 the kubelet could not run an exec probe of the pod, an event says, the first time of 7', container],
    ],
    [
      'the pod has no exec probe',
      { target: shim, facts: {}, podContext: { execProbes: [{ ...execProbe, podUID: 'b' }], warnings: [errored] } },
      [container],
    ],
    [
      'the node turned, within the hour',
      {
        target: shim,
        facts: {},
        ready: { status: 'False', reason: '', message: '', lastTransitionTime: '2026-03-01T02:13:00Z' },
      },
      [container, '02:13:00 the node became not Ready'],
    ],
    [
      'the node turned, long before',
      {
        target: shim,
        facts: {},
        ready: { status: 'True', reason: '', message: '', lastTransitionTime: '2026-03-01T02:12:00Z' },
      },
      [container],
    ],
  ])('%s', (_, situation, expected) => expect(changes(situation)).toEqual(expected));
});

it('of a container that was restarted: how it ended', () => {
  const seen = observation('docker', {
    target: shim,
    podContext: { serving: { ready: true, restartCount: 1, lastEnd: 'ended (exit code 137)' } },
  });
  const restarted = { ...seen, target: { ...seen.target, restartCount: 1 } };
  expect(changesBefore(restarted, { status: 'fault' }, null, startedAt)).toEqual([
    { at: '2026-03-01T03:00:00Z', what: 'container nginx restarted, the last one ended (exit code 137)' },
  ]);
});

it.each([
  ['dockerd-hang-by-ssh', 'dockerd (process 43) started then'],
  ['kubelet-down', 'the kubelet renewed its lease then (11:23:18), as it does every 10 s, and not again'],
  ['shim-hang-nginx1', 'container nginx started then'],
])('of the recorded fault %s: not before %s', (name, restsOn) => {
  const found = recordedFaults(['docker']).find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not recorded`);
  const seen = observationOf(found.recording);
  expect(onsetOf(seen, diagnose(seen).verdict)).toMatchObject({ atTheLatest: null, notBefore: { restsOn } });
});

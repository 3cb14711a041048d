import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { fillIn } from '../../../src/diagnosis/fill-in.ts';
import { remedyOf, soundRemedy } from '../../../src/diagnosis/remedy.ts';
import type { Layer } from '../../../src/model/layer.ts';
import type { Ends } from '../../../src/model/verdict.ts';
import { parseStep } from '../../../src/report/step.ts';
import { signatureOf } from '../../../src/signatures/catalogue.ts';
import { type Ends as ProvenEnds, proofs } from '../../../src/signatures/proven.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { processRecord } from '../records/process-record.ts';
import { observation, type Situation } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const seen = (situation: Situation = {}, runtime: 'docker' | 'containerd' = 'containerd') =>
  observation(runtime, situation);
const remedy = (steps: string[], situation?: Situation, candidates: Layer[] = ['shim']) =>
  remedyOf(seen(situation), { candidates }, steps);

const failsBy = (text: string): Situation => ({ target: 'ctr:error runc:ok', texts: { ctr: text } });

describe('the least harmful fix', () => {
  it.each<[string, string[], string | null]>([
    [
      'is none that only looks',
      ['cat /proc/1/stack', 'journalctl -u kubelet -n 100   # why', 'kubectl get pods'],
      null,
    ],
    ['is none that only gets in', ['cat /proc/1/status   # what it does', 'Exec without -t meanwhile.'], null],
    ['is the first that mends', ['cat /proc/1/stack', 'kill -CONT 1', 'kubectl delete pod -n a b'], 'kill -CONT 1'],
    ['may be a sentence', ['Open port 10250: ends nothing.'], 'Open port 10250: ends nothing.'],
    [
      'is rather what always helps than what sometimes does',
      ['Free room, where it is full: ends nothing.', 'kill -CONT 1'],
      'kill -CONT 1',
    ],
    [
      'is rather what sometimes helps than what ends a pod',
      ['End those that hang, where that goes: ends those execs only.', 'kubectl drain node1'],
      'End those that hang, where that goes: ends those execs only.',
    ],
    [
      'but where it was proven that nothing less helps',
      [
        'Free room, where it is full: ends nothing.',
        'kubectl delete pod -n a b   # ends it. Proven with docker 20.10: heals',
      ],
      'kubectl delete pod -n a b   # ends it. Proven with docker 20.10: heals',
    ],
    ['is nothing that is not known', ['frobnicate --now   # ends nothing'], null],
  ])('%s', (_, steps, step) => expect(remedy(steps)?.step ?? null).toBe(step));

  it('starts nothing that runs', () => {
    const steps = ['systemctl start docker', 'systemctl restart docker'];
    expect(remedy(steps)?.step).toBe('systemctl start docker');
    expect(remedy(steps, { processes: 'dockerd:S' })?.step).toBe('systemctl restart docker');
  });
});

describe('ends', () => {
  it.each<[string, Ends]>([
    ['kill -CONT 4711', 'nothing'],
    ['docker unpause abc', 'nothing'],
    ['/usr/bin/ctr -a S -n k8s.io tasks resume abc || echo 0 > /sys/fs/cgroup/x/cgroup.freeze', 'nothing'],
    ['echo THAWED > /sys/fs/cgroup/freezer/x/freezer.state', 'nothing'],
    ['mount -o remount,size=50% /run', 'nothing'],
    ['systemctl restart kubelet', 'exec-sessions'],
    ['systemctl restart containerd', 'exec-sessions'],
    ['kill -9 PROCESS', 'exec-sessions'],
    ['End that child: ends those processes.', 'processes'],
    ['kill -KILL 4242', 'container'],
    ['rm -r /run/x; kill -KILL 4242', 'container'],
    ['kill -9 4211', 'pod'],
    ['docker restart abc', 'container'],
    ['kubectl delete pod -n a b', 'pod'],
    ['systemctl restart docker', 'containers-of-node'],
    ['kubectl drain node1 --ignore-daemonsets', 'containers-of-node'],
  ])('%s: %s', (step, ends) => expect(remedy([step])?.ends).toBe(ends));

  it('less on a docker node, where sessions do not pass containerd, and a shim has one container', () => {
    const docker = seen({ facts: { 'target.containerd': '77' } }, 'docker');
    const onDocker = (step: string) => remedyOf(docker, { candidates: ['shim'] }, [step])?.ends;
    expect(onDocker('systemctl restart containerd')).toBe('nothing');
    expect(onDocker('kill -KILL 77')).toBe('nothing');
    expect(onDocker('kill -9 4211')).toBe('container');
    expect(onDocker('kill -KILL 78')).toBeUndefined();
  });

  const proven: Readonly<Record<ProvenEnds, readonly Ends[]>> = {
    'no container': ['nothing', 'exec-sessions'],
    'this container': ['container'],
    'the containers of the pod': ['pod'],
    'containers of other pods': ['containers-of-node'],
  };
  it.each(
    proofs.flatMap(({ cause, command, ends, on }) =>
      signatureOf(cause)
        .fix.map((step) => fillIn(step, seen(), 'mend'))
        .filter((step) => command.test(step.split('   # ')[0] ?? ''))
        .map((step) => [cause, on.join(', '), step, ends] as const),
    ),
  )('what was proven of %s (%s): %s', (_cause, _on, step, ends) =>
    expect(proven[ends]).toContain(remedy([step], failsBy('read-only file system, no space left'))?.ends),
  );
});

describe('of steps for several states that of this one', () => {
  const steps = signatureOf('tmp-unusable').fix.map((step) => fillIn(step, seen(), 'mend'));
  it.each<[string, Situation, RegExp]>([
    ['/tmp is gone', { facts: { 'target.shim.tmp': 'no' } }, /^mkdir -m 1777 /],
    ['it is read-only', failsBy('open /tmp/runc-process1: read-only file system'), / remount,rw /],
    ['it is full', failsBy('write /tmp/runc-process1: no space left on device'), / remount,size=/],
    ['which of these is not known', failsBy('permission denied'), /^On a disk that is full: free space there/],
  ])('%s', (_, situation, step) => expect(remedy(steps, situation)?.step ?? null).toMatch(step));

  it.each<[string, Situation, string | null]>([
    ['containerd is a unit', {}, 'systemctl start containerd'],
    ["it is dockerd's own", { facts: { 'target.address': '/var/run/docker/containerd/containerd.sock' } }, null],
    ['so the error says', failsBy('dial unix:///var/run/docker/containerd/containerd.sock: refused'), null],
  ])('%s', (_, situation, step) => expect(remedy(['systemctl start containerd'], situation)?.step ?? null).toBe(step));
});

describe('what is lost by it', () => {
  const shim = (stack: string) => ({
    evidence: { processes: [processRecord({ name: 'containerd-shim', role: 'shim', of: 'target', stack })] },
  });
  const dumped = {
    evidence: {
      processes: [processRecord({ name: 'containerd', role: 'daemon' })],
      dumps: [{ r: 'dump', of: 'containerd', pid: 100, why: '', dir: '', total: 95, cut: false }],
    },
  } as const;
  const destroyed = (step: string, situation?: Situation, candidates?: Layer[]) =>
    remedy([step], situation, candidates)?.destroys.map(({ what, saved }) => `${saved ? 'saved' : 'lost'}: ${what}`);
  const ofPod = ['lost: the writable layer and log of container nginx'];

  it.each<[string, string[] | undefined, string[]]>([
    ['a signal to go on', destroyed('kill -CONT 1'), []],
    ['the pod', destroyed('kubectl delete pod -n a b', {}, ['container']), ofPod],
    [
      'the pod, and its shim is at fault',
      destroyed('kubectl delete pod -n a b', shim('')),
      [...ofPod, 'lost: the kernel stacks of the shim'],
    ],
    [
      'the same, and its stack was read',
      destroyed('kubectl delete pod -n a b', shim('futex_wait')),
      [...ofPod, 'saved: the kernel stacks of the shim'],
    ],
    [
      'all of the node',
      destroyed('kubectl drain node1'),
      ['lost: the writable layers and logs of the containers of the node'],
    ],
    [
      'the container and its record',
      destroyed('rm -r /run/x; kill -KILL 4242'),
      ["lost: runc's record of the container"],
    ],
    ['the shim, and nobody has seen it', destroyed('kill -9 4211'), []],
    [
      'containerd',
      destroyed('systemctl restart containerd', { processes: 'containerd:S' }),
      ['lost: where the goroutines of containerd wait'],
    ],
    [
      'containerd, which was asked',
      destroyed('systemctl restart containerd', dumped),
      ['saved: where the goroutines of containerd wait'],
    ],
    [
      'a kubelet that runs',
      destroyed('systemctl restart kubelet', { processes: 'kubelet:S' }),
      ['lost: where the goroutines of kubelet wait'],
    ],
    ['a kubelet that does not', destroyed('systemctl restart kubelet', { processes: 'containerd:S' }), []],
  ])('%s', (_, told, expected) => expect(told).toEqual(expected));
});

const recorded = recordedFaults(['docker', 'containerd', 'modern', 'modern-crun', 'modern-docker']);

it.each<[Mode, string, RegExp | null, Ends | null]>([
  ['docker', 'shim-hang-nginx1', /^kill -CONT \d+ /, 'nothing'],
  ['docker', 'docker-socket-removed', /^systemctl restart docker /, 'containers-of-node'],
  ['docker', 'dockerd-down-alone', /^systemctl start docker /, 'nothing'],
  ['containerd', 'bundle-moved-nginx1', /kill -KILL \d+ /, 'container'],
  ['docker', 'bundle-moved-nginx1', /^kubectl delete pod /, 'pod'],
  ['containerd', 'kubelet-hang', /^systemctl restart kubelet /, 'exec-sessions'],
  ['containerd', 'exec-forbidden', /^Have create and get .* ends nothing\.$/, 'nothing'],
  ['modern', 'frozen-nginx1', /tasks resume|cgroup\.freeze/, 'nothing'],
  ['containerd', 'runc-broken-hang', /^End the runc processes that hang/, 'exec-sessions'],
  ['modern-docker', 'pids-limit-nginx1', /^End some of what leaks/, 'processes'],
  ['docker', 'runc-state-nginx1', /^rm -r /, 'container'],
  ['docker', 'dockerd-hang', null, null],
  ['docker', 'zombies-nginx1', null, null],
])('of the recorded fault %s/%s', (mode, name, step, ends) => {
  const found = recorded.find((each) => each.mode === mode && each.name === name);
  const told = found && diagnose(observationOf(found.recording)).verdict.remedy;
  expect([told?.step ?? null, told?.ends ?? null]).toEqual([step && expect.stringMatching(step), ends]);
});

it('of every recorded fault is one of its next steps, and changes something', () => {
  for (const { recording } of recorded) {
    const { remedy: told, nextSteps } = diagnose(observationOf(recording)).verdict;
    if (!told) continue;
    expect(nextSteps).toContain(told.step);
    const step = parseStep(told.step);
    expect(step.kind === 'command' ? step.command : '').not.toMatch(
      /^(cat|grep|ls|journalctl|kubectl (get|describe))\b/,
    );
  }
});

describe('what does not fit to what else is said is no remedy', () => {
  const drain = { step: 'kubectl drain node1', ends: 'containers-of-node', destroys: [] } as const;
  const deletion = { step: 'kubectl delete pod -n a b', ends: 'pod', destroys: [] } as const;
  const login = { step: 'Log in again: ends nothing.', ends: 'nothing', destroys: [] } as const;
  const terminating = 'Do not delete the pod: it would hang in Terminating.';
  it.each<[string, ...Parameters<typeof soundRemedy>, isOne: boolean]>([
    ['a drain for one container', drain, { scope: 'container', candidates: ['shim'] }, null, [], false],
    ['a drain for a node', drain, { scope: 'node', candidates: ['containerd'] }, null, [], true],
    ['a deletion', deletion, { scope: 'container', candidates: ['shim'] }, null, [], true],
    ['a deletion that would hang', deletion, { scope: 'container', candidates: ['shim'] }, null, [terminating], false],
    ['to log in', login, { scope: 'client', candidates: ['client-path'] }, 'not-logged-in', [], true],
    ['to log in where we are', login, { scope: 'node', candidates: ['kubelet'] }, 'not-logged-in', [], false],
    [
      'a deletion where several are hit',
      deletion,
      { scope: 'several-containers', candidates: ['container'] },
      null,
      [],
      false,
    ],
    ['none', null, { scope: 'node', candidates: [] }, null, [], false],
  ])('%s', (_, remedy, where, cause, avoid, isOne) => {
    expect(soundRemedy(remedy, where, cause, avoid)).toBe(isOne ? remedy : null);
  });
});

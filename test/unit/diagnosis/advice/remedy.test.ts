import { describe, expect, it } from 'vitest';
import { fixSteps } from '../../../../src/diagnosis/advice/catalogue-steps.ts';
import { remedyOf, soundRemedy } from '../../../../src/diagnosis/advice/remedy.ts';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import { entryOf } from '../../../../src/knowledge/index.ts';
import type { Code } from '../../../../src/model/code.ts';
import type { Layer } from '../../../../src/model/layer.ts';
import { type Action, onNode, type Step, toRead } from '../../../../src/model/step.ts';
import type { Ends } from '../../../../src/model/verdict.ts';
import { type Mode, recordedModes } from '../../../scenarios/support/lab-facts.ts';
import { processRecord } from '../../records/process-record.ts';
import { observation, type Situation } from '../observe.ts';
import { observationOf, recordedFaults } from '../recorded-observation.ts';
import { stepText } from '../step-text.ts';

const seen = (situation: Situation = {}, runtime: 'docker' | 'containerd' = 'containerd') =>
  observation(runtime, situation);
const remedy = (steps: readonly Step[], situation?: Situation, candidates: Layer[] = ['shim']) =>
  remedyOf(seen(situation), { candidates }, steps);

const failsBy = (text: string): Situation => ({ target: 'ctr:error runc:ok', texts: { ctr: text } });

/** Steps by what they do; one that does nothing looks. */
const doing = (action: Action | null, told: Partial<Step> = {}): Step => ({
  ...onNode(action ?? 'look', { action }),
  ...told,
});
const perhaps = { applies: 'perhaps' } as const;

describe('the least harmful fix', () => {
  it.each<[string, Step[], Action | null]>([
    ['is none that only looks', [doing(null), doing(null)], null],
    ['is the first that mends', [doing(null), doing('go-on'), doing('delete-pod')], 'go-on'],
    ['may be a sentence', [toRead('Open port 10250: ends nothing.', { action: 'harmless' })], 'harmless'],
    ['is rather what always helps than what sometimes does', [doing('harmless', perhaps), doing('go-on')], 'go-on'],
    [
      'is rather what sometimes helps than what ends a pod',
      [doing('end-execs', perhaps), doing('drain-node')],
      'end-execs',
    ],
    [
      'but where it was proven that nothing less helps',
      [doing('harmless', perhaps), doing('delete-pod', { verified: ['docker 20.10'] })],
      'delete-pod',
    ],
    ['is nothing for another state', [doing('make-folder', { applies: 'no' })], null],
  ])('%s', (_, steps, action) => expect(remedy(steps)?.step.action ?? null).toBe(action));

  it('starts nothing that runs', () => {
    const steps = [doing('start-dockerd'), doing('restart-dockerd')];
    expect(remedy(steps)?.step.action).toBe('start-dockerd');
    expect(remedy(steps, { processes: 'dockerd:S' })?.step.action).toBe('restart-dockerd');
  });
});

describe('ends', () => {
  it.each<[Action, onContainerd: Ends, onDocker: Ends]>([
    ['go-on', 'nothing', 'nothing'],
    ['thaw', 'nothing', 'nothing'],
    ['remount', 'nothing', 'nothing'],
    ['restart-kubelet', 'exec-sessions', 'exec-sessions'],
    // on a docker node sessions do not pass containerd, and a shim has one container
    ['restart-containerd', 'exec-sessions', 'nothing'],
    ['kill-containerd', 'exec-sessions', 'nothing'],
    ['kill-shim', 'pod', 'container'],
    ['kill-runtime', 'exec-sessions', 'exec-sessions'],
    ['end-processes', 'processes', 'processes'],
    ['kill-init', 'container', 'container'],
    ['clear-and-kill-init', 'container', 'container'],
    ['restart-container', 'container', 'container'],
    ['delete-pod', 'pod', 'pod'],
    ['restart-dockerd', 'containers-of-node', 'containers-of-node'],
    ['drain-node', 'containers-of-node', 'containers-of-node'],
  ])('%s: %s, with docker %s', (action, onContainerd, onDocker) => {
    const ended = (runtime: 'docker' | 'containerd') =>
      remedyOf(seen({}, runtime), { candidates: ['shim'] }, [doing(action)])?.ends;
    expect([ended('containerd'), ended('docker')]).toEqual([onContainerd, onDocker]);
  });
});

describe('of steps for several states that of this one', () => {
  it.each<[string, Situation, RegExp]>([
    ['/tmp is gone', { facts: { 'target.shim.tmp': 'no' } }, /^mkdir -m 1777 /],
    ['it is read-only', failsBy('open /tmp/runc-process1: read-only file system'), / remount,rw /],
    ['it is full', failsBy('write /tmp/runc-process1: no space left on device'), / remount,size=/],
    ['it takes no new file', failsBy('open /tmp/runc-process1: operation not permitted'), /^chattr -i /],
    ['the shim may write none', failsBy('write /tmp/runc-process1: file too large'), /^prlimit --pid 4211 --fsize=/],
    ['which of these is not known', failsBy('permission denied'), /^On a disk that is full: free space there/],
  ])('%s', (_, situation, step) => {
    const told = remedy(fixSteps(entryOf('tmp-unusable'), seen(situation)), situation);
    expect(told && stepText(told.step)).toMatch(step);
  });

  const chdir = (why: string) => failsBy(`chdir to cwd ("/srv/www") set in config.json failed: ${why}`);
  it.each<[string, Code, Situation, RegExp]>([
    ['a working directory that was removed', 'workdir-missing', chdir('no such file or directory'), / mkdir -p /],
    [
      'one that is a file now',
      'workdir-missing',
      chdir('not a directory'),
      / mv FOLDER FOLDER\.away && .* mkdir FOLDER /,
    ],
    ['one that may not be entered', 'workdir-missing', chdir('permission denied'), /^kubectl delete pod /],
    [
      "dockerd's folder of pipes that is gone",
      'docker-exec-fifo-stuck',
      failsBy('error creating fifo /run/docker/containerd/c/x-stdout: no such file or directory'),
      /^mkdir -p -m 700 \/run\/docker\/containerd\/c/,
    ],
    [
      'one that takes no file',
      'docker-exec-fifo-stuck',
      failsBy('error creating fifo /run/docker/containerd/c/x-stdout: operation not permitted'),
      /^chattr -i /,
    ],
  ])('%s', (_, code, situation, step) => {
    const told = remedy(fixSteps(entryOf(code), seen(situation)), situation);
    expect(told && stepText(told.step)).toMatch(step);
  });

  it.each<[string, Situation, Action | null]>([
    ['containerd is a unit', {}, 'start-containerd'],
    ["it is dockerd's own", { facts: { 'target.address': '/var/run/docker/containerd/containerd.sock' } }, null],
    ['so the error says', failsBy('dial unix:///var/run/docker/containerd/containerd.sock: refused'), null],
  ])('%s', (_, situation, action) =>
    expect(remedy([doing('start-containerd')], situation)?.step.action ?? null).toBe(action),
  );
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
  const destroyed = (action: Action, situation?: Situation, candidates?: Layer[]) =>
    remedy([doing(action)], situation, candidates)?.destroys.map(
      ({ what, saved }) => `${saved ? 'saved' : 'lost'}: ${what}`,
    );
  const ofPod = ['lost: the writable layer and log of container nginx'];

  it.each<[string, string[] | undefined, string[]]>([
    ['a signal to go on', destroyed('go-on'), []],
    ['the pod', destroyed('delete-pod', {}, ['container']), ofPod],
    [
      'the pod, and its shim is at fault',
      destroyed('delete-pod', shim('')),
      [...ofPod, 'lost: the kernel stacks of the shim'],
    ],
    [
      'the same, and its stack was read',
      destroyed('delete-pod', shim('futex_wait')),
      [...ofPod, 'saved: the kernel stacks of the shim'],
    ],
    ['all of the node', destroyed('drain-node'), ['lost: the writable layers and logs of the containers of the node']],
    ['the container and its record', destroyed('clear-and-kill-init'), ["lost: runc's record of the container"]],
    ['the shim, and nobody has seen it', destroyed('kill-shim'), []],
    [
      'containerd',
      destroyed('restart-containerd', { processes: 'containerd:S' }),
      ['lost: the stacks of containerd, which would show where it hangs'],
    ],
    [
      'containerd, which was asked',
      destroyed('restart-containerd', dumped),
      ['saved: the stacks of containerd, which would show where it hangs'],
    ],
    [
      'a kubelet that runs',
      destroyed('restart-kubelet', { processes: 'kubelet:S' }),
      ['lost: the stacks of kubelet, which would show where it hangs'],
    ],
    ['a kubelet that does not', destroyed('restart-kubelet', { processes: 'containerd:S' }), []],
  ])('%s', (_, told, expected) => expect(told).toEqual(expected));
});

const recorded = recordedFaults(recordedModes);

it.each<[Mode, string, RegExp | null, Ends | null]>([
  ['docker', 'shim-hang-nginx1', /^kill -CONT \d+ /, 'nothing'],
  ['docker', 'docker-socket-removed', /^systemctl restart docker /, 'containers-of-node'],
  ['docker', 'dockerd-down-alone', /^systemctl start docker /, 'containers-of-node'],
  ['containerd', 'bundle-moved-nginx1', /kill -KILL \d+ /, 'container'],
  ['docker', 'bundle-moved-nginx1', /^kubectl delete pod /, 'pod'],
  ['containerd', 'kubelet-hang', /^systemctl restart kubelet /, 'exec-sessions'],
  ['containerd', 'exec-forbidden', /^Have create and get .* ends nothing\.$/, 'nothing'],
  ['modern', 'frozen-nginx1', /tasks resume|cgroup\.freeze/, 'nothing'],
  ['containerd', 'runc-broken-hang', /^Kill the runc that hang with exec/, 'exec-sessions'],
  ['modern-docker', 'pids-limit-nginx1', /^\(cd \S+ && echo .* >pids\.max\) /, 'nothing'],
  ['docker', 'runc-state-nginx1', /^grep -q \S+ \S+ && rm -r /, 'container'],
  ['docker', 'dockerd-hang', null, null],
  ['docker', 'zombies-nginx1', null, null],
])('of the recorded fault %s/%s', (mode, name, step, ends) => {
  const found = recorded.find((each) => each.mode === mode && each.name === name);
  const told = found && diagnose(observationOf(found.recording)).verdict.remedy;
  expect([told ? stepText(told.step) : null, told?.ends ?? null]).toEqual([step && expect.stringMatching(step), ends]);
});

it('of every recorded fault is one of its next steps, and changes something', () => {
  for (const { recording } of recorded) {
    const { remedy: told, nextSteps } = diagnose(observationOf(recording)).verdict;
    if (!told) continue;
    expect(nextSteps).toContain(told.step);
    expect(told.step.command ?? '').not.toMatch(/^(cat|grep(?! -q)|ls|journalctl|kubectl (get|describe))\b/);
  }
});

describe('what does not fit to what else is said is no remedy', () => {
  const drain = { step: doing('drain-node'), ends: 'containers-of-node', destroys: [] } as const;
  const deletion = { step: doing('delete-pod'), ends: 'pod', destroys: [] } as const;
  const login = { step: doing('harmless'), ends: 'nothing', destroys: [] } as const;
  const lone = seen({ podContext: { successor: { by: 'nobody' } } });
  it.each<[string, ...Parameters<typeof soundRemedy>, isOne: boolean]>([
    ['a drain for one container', seen(), drain, { scope: 'container', candidates: ['shim'] }, null, false, false],
    ['a drain for a node', seen(), drain, { scope: 'node', candidates: ['containerd'] }, null, false, true],
    ['a deletion', seen(), deletion, { scope: 'container', candidates: ['shim'] }, null, false, true],
    [
      'a deletion for good, of what is known',
      lone,
      deletion,
      { scope: 'container', candidates: ['shim'] },
      'shim-killed',
      false,
      true,
    ],
    [
      'a deletion for good, on suspicion',
      lone,
      deletion,
      { scope: 'container', candidates: ['shim'] },
      null,
      false,
      false,
    ],
    ['a deletion that would hang', seen(), deletion, { scope: 'container', candidates: ['shim'] }, null, true, false],
    ['to log in', seen(), login, { scope: 'client', candidates: ['client-path'] }, 'not-logged-in', false, true],
    [
      'to log in where we are',
      seen(),
      login,
      { scope: 'node', candidates: ['kubelet'] },
      'not-logged-in',
      false,
      false,
    ],
    [
      'a deletion where several are hit',
      seen(),
      deletion,
      { scope: 'several-containers', candidates: ['container'] },
      null,
      false,
      false,
    ],
    ['none', seen(), null, { scope: 'node', candidates: [] }, null, false, false],
  ])('%s', (_, observed, remedy, where, cause, hanging, isOne) => {
    expect(soundRemedy(observed, remedy, where, cause, hanging)).toBe(isOne ? remedy : null);
  });
});

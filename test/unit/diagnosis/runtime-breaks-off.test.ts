import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { ProbeName } from '../../../src/model/probe.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { changed, recorded } from './changed-recording.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const line = 'command terminated with exit code 126';
const died =
  'OCI runtime exec failed: runc did not terminate successfully: exit status 1: runc: license server not reached';
const noPidFile = 'OCI runtime exec failed: exec failed: open /run/x/.7.pid: operation not permitted: unknown';
const saying = (text: string) => ({ kubectl: `${text}\n${line}`, docker: text, ctr: text, runc: 'license server' });

/** As each of them ends that failed itself. */
const ownCode: Partial<Record<ProbeName, number>> = { kubectl: 126, docker: 126, ctr: 1, runc: 1 };
const said = (situation: Situation) => {
  const seen = observation('docker', situation);
  const withCode = (probe: (typeof seen.probes)[number]) =>
    probe.outcome.kind === 'error'
      ? { ...probe, outcome: { ...probe.outcome, exitCode: ownCode[probe.name] ?? null } }
      : probe;
  return diagnose({ ...seen, probes: seen.probes.map(withCode), terminals: seen.terminals.map(withCode) }).verdict;
};

const triedBefore = (subject: 'target' | 'control', layer: ProbeName, err: string): RecordOf<'probe'> => ({
  ...{
    r: 'probe',
    subject,
    method: 'echo',
    seen: false,
    layer,
    attempt: 1,
    end: 'exited',
    code: 1,
    ms: 80,
    command: [],
  },
  ...{ out: '', err },
});
const below = 'kubectl:error docker:error ctr:error runc:ok nsenter:ok';
const ofTarget = [triedBefore('target', 'docker', died), triedBefore('target', 'runc', 'license server not reached')];
const ofControl = [triedBefore('control', 'ctr', died), triedBefore('control', 'runc', 'license server not reached')];
const lucky = { texts: saying(died), controlTexts: saying(died) };
it.each<[string, Situation, string]>([
  [
    'behind the point at which it looks for the program',
    { target: below, control: 'ok', texts: saying(noPidFile), passages: 'docker:ok ctr:ok' },
    'inconclusive shim|runc|container ? low',
  ],
  [
    'at times, for target and control, with the word through kubectl',
    {
      ...lucky,
      target: 'kubectl:ok docker:error ctr:ok runc:ok nsenter:ok',
      control: 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok',
      passages: 'docker:ok',
      evidence: { passes: ofControl },
    },
    'degraded runc node medium',
  ],
  [
    'at first only, for target and control',
    { target: 'ok', control: 'ok', evidence: { passes: [...ofTarget, ...ofControl] } },
    'degraded runc node medium',
  ],
  [
    'at times, though asked by itself, too',
    {
      ...lucky,
      target: 'kubectl:error docker:error ctr:ok runc:error nsenter:ok',
      control: 'kubectl:ok docker:ok ctr:error runc:ok nsenter:ok',
      passages: 'docker:ok runc:ok',
      evidence: { passes: [...ofControl, { ...triedBefore('control', 'ctr', ''), seen: true, code: 0 }] },
    },
    'fault runc node medium',
  ],
])('a runtime that breaks off %s is not taken for the program', (_, situation, right) => {
  const verdict = said(situation);
  expect(verdictLine(verdict)).toBe(right);
  expect([verdict.summary, ...verdict.because].join(' ')).not.toContain('does not do what echo does');
});

it.each([
  'exec: "/exec-doctor-a1-b2-cannot-exist": stat /exec-doctor-a1-b2-cannot-exist: no such file or directory',
  'executable file `/exec-doctor-a1-cannot-exist` not found in $PATH: No such file or directory',
])('a complaint about a path that another exec was asked for is that of a runtime that died: %s', (words) => {
  const stale = `OCI runtime exec failed: exec failed: unable to start container process: ${words}: unknown`;
  const texts = { ...saying(stale), runc: '' };
  const verdict = said({
    ...{ target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok', texts, controlTexts: texts },
    ...{ control: 'kubectl:error docker:error ctr:error runc:error nsenter:ok' },
  });
  expect(verdictLine(verdict)).toMatch(/^fault runc node/);
  expect(verdict.cause).not.toBe('program-missing');
});

it('no failure is told as a success, where exec works', () => {
  const verdict = said({
    target: 'kubectl:ok docker:error ctr:ok runc:ok nsenter:ok',
    passages: 'docker:ok',
    texts: { docker: 'words' },
    terminals: ['docker:ok ctr:ok runc:ok', 'ok'],
  });
  expect(verdictLine(verdict)).toBe('healthy medium');
  expect(verdict.because).toContainEqual(expect.stringMatching(/^Times for the target: kubectl [\d.]+ s, ctr /));
});

it('a program that says so for one container, beside a control that failed once by itself, accuses no runc', () => {
  const situation: Situation = {
    ...{ target: 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok', control: 'ok', texts: saying(died) },
    evidence: { passes: [triedBefore('control', 'ctr', 'ctr: something else')] },
  };
  expect(said(situation).candidates).toContain('container');
});

it('nor does a container in which nothing starts, beside a control that met it once', () => {
  const stays = 'OCI runtime exec failed: exec failed: container does not exist: unknown';
  const situation: Situation = {
    ...{ target: 'kubectl:error docker:error ctr:error runc:error nsenter:ok', control: 'ok', texts: saying(stays) },
    evidence: { passes: [triedBefore('control', 'ctr', `ctr: ${died}`)] },
  };
  expect(said(situation).scope).toBe('container');
});

const noRoom = 'OCI runtime exec failed: open /tmp/runc-process1: no space left on device: unknown';
const twice = (...words: readonly [ofDocker: string, ofRunc: string]): Situation => ({
  evidence: {
    passes: (['target', 'control'] as const).flatMap((subject) => [
      triedBefore(subject, 'docker', words[0]),
      triedBefore(subject, 'runc', words[1]),
    ]),
  },
});
const alike = twice(died, 'license server');
it.each<[string, Situation]>([
  ['words of a shim that started none', twice(noRoom, 'license server')],
  ['words about the container', twice(died, 'exec failed: cannot exec in a paused container')],
  ['one failure each', { evidence: { passes: [...ofTarget.slice(1), ...ofControl.slice(1)] } }],
  [
    'failures of one way that came through for the other only',
    {
      evidence: { passes: ofControl },
      target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
      texts: saying(died),
    },
  ],
  ['two containers of one owner', { ...alike, existingControl: true, sameOwner: 'control' }],
  ['two runtimes', { ...alike, facts: { 'control.sameRuntime': 'no' } }],
  ['a shim that the node shows stopped', { ...alike, processes: 'shim:T' }],
])('no runc comes and goes by %s', (_, situation) => {
  const { status, layer } = said({ target: 'ok', control: 'ok', ...situation });
  expect([status, layer]).not.toEqual(['fault', 'runc']);
  expect(status).not.toBe('degraded');
});

it.each<[Mode, string]>([
  ['docker', 'tmp-full-space'],
  ['docker', 'pty-missing-nginx1'],
  ['modern-crun', 'bundle-moved-nginx1'],
])('nor by one more word beside a fault of another layer: %s/%s', (mode, fault) => {
  const seen = recorded(mode, fault);
  const failing = { kind: 'error', durationMs: 5, exitCode: 1, text: 'license server' } as const;
  const before = verdictLine(diagnose(seen).verdict);
  expect(before).not.toContain('runc node');
  expect(verdictLine(diagnose(changed(seen, { 'control runc': failing })).verdict)).not.toContain('runc node');
});

const runcAlone: Situation = { target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok', second: 'runc:error' };
const onceForControl = (text: string): Situation => ({
  evidence: {
    passes: [
      triedBefore('control', 'runc', text),
      { ...triedBefore('control', 'runc', ''), attempt: 2, seen: true, code: 0 },
    ],
  },
});
it.each<[string, Situation, string]>([
  ['and once for the control', onceForControl('level=error msg=runc said no'), 'degraded runc node high'],
  ['and once for the control, with another word', onceForControl('something else'), 'healthy medium'],
  ['and never for the control', {}, 'healthy medium'],
  [
    'and once for the control, with words about the container',
    {
      ...onceForControl('level=error msg=exec failed: cannot exec in a paused container'),
      texts: { runc: 'exec failed: cannot exec in a paused container' },
      otherTexts: { runc: 'exec failed: cannot exec in a paused container' },
    },
    'healthy medium',
  ],
  [
    'and for the control of another runtime',
    { ...onceForControl('level=error msg=runc said no'), facts: { 'control.sameRuntime': 'no' } },
    'healthy medium',
  ],
])('a runc that fails where kubectl works, for another owner, too, %s', (_, situation, right) =>
  expect(verdictLine(said({ ...runcAlone, ...situation }))).toBe(right),
);

it('nor does what hangs beside a shim that is stopped come and go, where kubectl works', () => {
  const seen = recorded('containerd', 'several-hang-nginx1-neighbour');
  const { verdict } = diagnose(changed(seen, { 'target kubectl': { kind: 'ok', durationMs: 90, method: 'echo' } }));
  expect(verdict.status).not.toBe('degraded');
});

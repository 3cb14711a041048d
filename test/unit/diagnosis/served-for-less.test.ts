import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Outcome } from '../../../src/model/probe.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { changed, recorded } from './changed-recording.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const served: Outcome = { kind: 'ok', durationMs: 5, method: 'missing-path' };

/** Recorded for target and control; one more container is served, by every probe, for a path that cannot exist. */
it.each<readonly [Mode, string, string]>([
  ['containerd', 'runc-broken-fail', 'fault runc ? medium runc-failed'],
  ['containerd', 'runc-broken-hang', 'fault runc ? medium runc-hung'],
  ['modern-docker', 'runc-missing-by-ssh', 'fault runc ? medium runc-missing'],
  ['docker', 'docker-refuses-exec-proxy', 'fault dockerd ? medium docker-refuses-exec'],
  ['docker', 'docker-socket-removed', 'fault dockerd ? medium dockerd-down'],
  ['containerd', 'tmp-full-space', 'fault containerd ? medium tmp-unusable'],
])('one that starts no process acquits no layer of the node: %s/%s', (mode, fault, expected) => {
  const seen = recorded(mode, fault);
  const probes = seen.probes
    .filter(({ subject }) => subject === 'target')
    .map((probe) => ({ ...probe, outcome: served }));
  const other = { containerID: '9'.repeat(64), startedSecondsAgo: null, label: '', probes };
  const { verdict } = diagnose({ ...seen, secondOpinions: [other] });
  expect(`${verdictLine(verdict)} ${verdict.cause}`).toBe(expected);
});

it('nor is the target the only one, where others fail and the control is served for less', () => {
  const late: Outcome = { kind: 'error', durationMs: 2000, exitCode: 1, text: 'ctr: context deadline exceeded' };
  const seen = changed(recorded('modern', 'shim-hang-nginx1'), { 'target ctr': late, 'control ctr': served });
  const secondOpinions = ['8', '9'].map((digit) => ({
    ...{ containerID: digit.repeat(64), startedSecondsAgo: null, label: '' },
    probes: seen.probes.filter(({ name, subject }) => name === 'ctr' && subject === 'target'),
  }));
  const { verdict } = diagnose({ ...seen, secondOpinions });
  expect(verdictLine(verdict)).toBe('fault shim several-containers medium');
  expect(verdict.because.join(' ')).toMatch(/ctr fails for 2 older containers of other pods too/);
});

describe('a shim that two containers complain of', () => {
  const target = 'kubectl:error ctr:error runc:ok nsenter:ok';
  const noLog =
    'unable to retrieve OCI runtime error (open log.json: no such file or directory): runc did not terminate';
  it.each<readonly [text: string, more: Situation, verdict: string]>([
    ['ttrpc: closed: unknown', {}, 'fault containerd|shim node medium'],
    [
      'dial unix /run/containerd/s/93a9f5: connect: connection refused: unknown',
      {},
      'fault containerd|shim node medium',
    ],
    [noLog, {}, 'fault containerd|shim node medium'],
    ['listen unix /tmp/pty1/pty.sock: socket: too many open files: unknown', {}, 'fault containerd|shim node medium'],
    // others are served
    ['ttrpc: closed: unknown', { second: 'ok*' }, 'fault shim several-containers medium'],
    // words of containerd's, too
    ['write /tmp/runc-process1: no space left on device: unknown', {}, 'fault containerd node high'],
  ])('is no less suspect than containerd: %s', (text, more, verdict) => {
    const texts = { kubectl: text, ctr: text };
    const seen = observation('containerd', { target, control: target, texts, controlTexts: texts, ...more });
    const is = diagnose(seen).verdict;
    expect(verdictLine(is)).toBe(verdict);
    // which of the two it is nobody has shown
    if (is.layer === null) expect(is.remedy?.ends ?? 'nothing').toBe('nothing');
  });
});

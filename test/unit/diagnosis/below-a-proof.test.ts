import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { recorded } from './changed-recording.ts';
import { verdictLine } from './observe.ts';

type Process = NonNullable<Observation['evidence']>['processes'][number];

const whereSeen = (seen: Observation, more: Partial<NonNullable<Observation['evidence']>>): Observation => ({
  ...seen,
  evidence: seen.evidence && { ...seen.evidence, ...more },
});

const stopped = (isIt: (process: Process) => boolean) => (seen: Observation) =>
  whereSeen(seen, {
    processes: (seen.evidence?.processes ?? []).map((one) => (isIt(one) ? { ...one, state: 'T' } : one)),
  });

const shim = stopped(({ role, of }) => role === 'shim' && of === 'target');
const dockerd = stopped(({ name }) => name === 'dockerd');
const kubelet = stopped(({ name }) => name === 'kubelet');
const silent = (seen: Observation): Observation => ({ ...seen, kubeletSilent: true });
const noTmp = (seen: Observation) => whereSeen(seen, { facts: { ...seen.evidence?.facts, 'target.shim.tmp': 'no' } });

/** What the node shows besides, above what fails, and the recorded verdict, which it leaves as it was. */
it.each<readonly [what: string, mode: Mode, fault: string, expected: string, (seen: Observation) => Observation]>([
  // words have come through it
  ['a stopped shim', 'docker', 'cwd-deleted-nginx1', 'fault container container high workdir-missing', shim],
  ['a stopped dockerd', 'docker', 'cwd-deleted-nginx1', 'fault container container high workdir-missing', dockerd],
  ['a stopped dockerd', 'docker', 'shim-fds-nginx1', 'fault shim container medium shim-out-of-fds', dockerd],
  ['a shim without /tmp', 'containerd', 'cwd-deleted-nginx1', 'fault container container high workdir-missing', noTmp],
  // the kubelet has answered, the target or the control
  ['a stopped kubelet', 'containerd', 'cwd-deleted-nginx1', 'fault container container high workdir-missing', kubelet],
  ['a missed lease', 'containerd', 'cwd-deleted-nginx1', 'fault container container high workdir-missing', silent],
  ['a missed lease', 'docker', 'user-removed', 'fault dockerd container medium user-missing', silent],
  ['a missed lease', 'containerd', 'shim-misses-exits-nginx1', 'fault shim container high shim-unresponsive', silent],
  ['a missed lease', 'modern-docker', 'root-noexec-nginx1', 'fault container container high root-noexec', silent],
  ['a missed lease', 'containerd', 'pty-missing-nginx1', 'fault container container medium pty-unavailable', silent],
  // nor, where it has answered nobody, does it lose its own
  ['a missed lease', 'containerd', 'kubelet-hang', 'fault kubelet node medium kubelet-not-reporting', silent],
])('%s, in %s/%s: %s', (_what, mode, fault, expected, change) => {
  const { verdict } = diagnose(change(recorded(mode, fault)));
  expect(`${verdictLine(verdict)} ${verdict.cause}`).toBe(expected);
});

import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Outcome, ProbeName, Subject } from '../../../src/model/probe.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { verdictLine } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';
import { stepTexts } from './step-text.ts';

const hang: Outcome = { kind: 'hang', durationMs: 10_000 };
const ok: Outcome = { kind: 'ok', durationMs: 5, method: 'echo' };
const skipped: Outcome = { kind: 'skipped', reason: 'not here' };
const noTask: Outcome = { kind: 'error', durationMs: 5, exitCode: 1, text: 'ctr: no running task found: not found' };
const wrongRoot: Outcome = { kind: 'error', durationMs: 5, exitCode: 1, text: 'container does not exist' };
const oddWords: Outcome = { kind: 'error', durationMs: 5, exitCode: 1, text: 'something odd' };
const killed = { kind: 'error', durationMs: 5, exitCode: 137, text: 'Killed' } as const;
const byMissingPath: Outcome = { kind: 'ok', durationMs: 5, method: 'missing-path' };

type Changes = Readonly<Partial<Record<Subject, Partial<Record<ProbeName, Outcome>>>>>;

/** A recorded run in which some probes had another outcome. */
function changed(mode: Mode, fault: string, changes: Changes) {
  const found = recordedFaults([mode]).find(({ name }) => name === fault);
  if (!found) throw new Error(`${mode} has no recording ${fault}`);
  const seen = observationOf(found.recording);
  const probes = seen.probes.map((probe) => ({
    ...probe,
    outcome: changes[probe.subject]?.[probe.name] ?? probe.outcome,
  }));
  return { ...seen, probes };
}

/** The recording, what is changed in it, and the verdict that is right, with its cause. */
type Row = readonly [Mode, string, Changes, string, string | null];

const hangsFromRunc = { kubectl: hang, ctr: hang, runc: hang };

it.each<Row>([
  // the control fails in another way than the target
  [
    'containerd',
    'cwd-deleted-nginx1',
    { control: hangsFromRunc },
    'fault container container medium',
    'workdir-missing',
  ],
  [
    'containerd',
    'dev-null-missing-nginx1',
    { control: hangsFromRunc },
    'fault container container medium',
    'dev-null-missing',
  ],
  [
    'containerd',
    'shim-hang-nginx1',
    { control: { kubectl: skipped, ctr: noTask } },
    'fault shim container medium',
    'shim-stopped',
  ],
  [
    'docker',
    'user-removed',
    { control: { kubectl: hang, docker: hang } },
    'fault dockerd container medium',
    'user-missing',
  ],
  // in the same way, while others are served
  [
    'docker',
    'shim-hang-nginx1',
    { control: { kubectl: hang, docker: hang, ctr: hang } },
    'fault shim several-containers high',
    'shim-stopped',
  ],
  // what all who were asked met is less than what the node shows of the target
  [
    'modern-crun',
    'several-hang-nginx1-neighbour-by-ssh',
    { control: { ctr: hang } },
    'fault shim ? medium',
    'shim-stopped',
  ],
  // one probe alone hangs below what the node shows held
  [
    'containerd',
    'containerd-hang-by-ssh',
    { target: { runc: hang } },
    'fault containerd node medium',
    'containerd-stopped',
  ],
  [
    'containerd',
    'containerd-hang-by-ssh',
    { target: { runc: wrongRoot } },
    'fault containerd node medium',
    'containerd-stopped',
  ],
  ['docker', 'shim-hang-nginx1', { target: { runc: hang } }, 'fault shim container medium', 'shim-stopped'],
  ['docker', 'dockerd-hang-by-ssh', { target: { ctr: hang } }, 'fault dockerd node medium', 'dockerd-stopped'],
  // the same, where nothing else bears that out
  ['docker', 'shim-fds-nginx1', { target: { runc: wrongRoot } }, 'fault container container low', null],
  // or below what the API server does not reach
  ['containerd', 'kubelet-unreachable-drop', { target: { crictl: hang } }, 'fault cri ? low', null],
  // words of the shim's, and ctr works through it
  [
    'docker',
    'bundle-moved-nginx1',
    { target: { ctr: ok } },
    'inconclusive shim|runc|container ? low',
    'bundle-missing',
  ],
  [
    'containerd',
    'bundle-moved-nginx1',
    { target: { ctr: ok } },
    'inconclusive shim|runc|container ? low',
    'bundle-missing',
  ],
  // a client that a signal has ended is no answer, but where another one ended like it
  ['containerd', 'exec-forbidden', { target: { ctr: killed } }, 'fault api-server client high', 'exec-forbidden'],
  [
    'containerd',
    'debug-handlers-off',
    { target: { ctr: { ...killed, exitCode: null } } },
    'fault kubelet node high',
    'debug-handlers-off',
  ],
  [
    'containerd',
    'exec-forbidden',
    { target: { kubectl: { ...killed, text: 'command terminated with exit code 137' }, ctr: killed } },
    'inconclusive container ? low',
    null,
  ],
  // below a runc that fails for both nsenter fails for the target alone
  ...(['runc-broken-fail', 'runc-broken-hang'] as const).flatMap((fault) =>
    [hang, oddWords].map((nsenter): Row => {
      const cause = fault === 'runc-broken-hang' ? 'runc-hung' : 'runc-failed';
      return ['containerd', fault, { target: { nsenter } }, 'fault runc node medium', cause];
    }),
  ),
])('%s/%s, changed: %j', (mode, fault, changes, expected, cause) => {
  const { verdict } = diagnose(changed(mode, fault, changes));
  expect([verdictLine(verdict), verdict.cause]).toEqual([expected, cause]);
});

it.each<readonly [Mode, string, Changes]>([
  ['containerd', 'exec-forbidden', { target: { ctr: hang } }],
  ['containerd', 'exec-forbidden', { target: { ctr: oddWords } }],
  ['containerd', 'debug-handlers-off', { target: { ctr: oddWords } }],
  ['docker', 'docker-socket-removed', { target: { docker: hang } }],
  ['containerd', 'runc-broken-hang', { control: { runc: byMissingPath } }],
])('on what may be chance nothing is ended: %s/%s, changed: %j', (mode, fault, changes) => {
  const { verdict } = diagnose(changed(mode, fault, changes));
  expect([verdict.confidence, verdict.remedy]).toEqual(['low', null]);
  expect(stepTexts(verdict.nextSteps)[0]).toMatch(/--probe-timeout=30s|--repeat=10/);
});

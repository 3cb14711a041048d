import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { Outcome } from '../../../src/model/probe.ts';
import { changed, recorded } from './changed-recording.ts';
import { stepTexts } from './step-text.ts';

/** The number of a process that lives and is not of the container, as the kubelet's. */
const another = 77;

/** A run in which runc's record names that one. */
const ofAnother = (observation: Observation): Observation => ({
  ...observation,
  evidence: observation.evidence && {
    ...observation.evidence,
    answers: observation.evidence.answers.map((answer) =>
      answer.name === 'runc_state'
        ? { ...answer, out: answer.out.replace(/"pid": *\d+/, `"pid": ${another}`) }
        : answer,
    ),
  },
});

const ok: Outcome = { kind: 'ok', durationMs: 5, method: 'echo' };
const hang: Outcome = { kind: 'hang', durationMs: 10_000 };
const cwdDeleted = recorded('containerd', 'cwd-deleted-nginx1');

describe("where runc's record names a process that is not the container's, nobody is sent into it", () => {
  it.each<[string, Observation]>([
    ['told by words of runc', ofAnother(cwdDeleted)],
    [
      'with a layer above that hangs',
      ofAnother(changed(cwdDeleted, { 'target kubectl': hang, 'target ctr': hang, 'target runc': ok })),
    ],
    [
      'with all of the node at work',
      ofAnother(changed(cwdDeleted, { 'target kubectl': hang, 'target ctr': ok, 'target runc': ok })),
    ],
  ])('%s', (_, observation) => {
    const { verdict } = diagnose(observation);
    expect(verdict.status).not.toBe('healthy');
    expect(stepTexts(verdict.nextSteps).filter((step) => / exec |delete pod/.test(step))).toEqual([]);
    expect(verdict).toMatchObject({ wayIn: null, noWayIn: expect.stringMatching(/another process on record/) });
    expect(verdict.avoid[0]?.what).toMatch(/^exec into it, stop or delete it/);
  });
  it('and that record is the cause', () =>
    expect(diagnose(ofAnother(cwdDeleted)).verdict).toMatchObject({
      cause: 'runc-record-of-another',
      // what puts it right ends nothing; what else there is ends the container
      remedy: null,
    }));
});

describe("where runc's record is wholly that of another container, and every exec gets into that one", () => {
  const stranger = 'e'.repeat(64);
  const id = cwdDeleted.target.containerID;
  const atWork = changed(ofAnother(cwdDeleted), { 'target kubectl': ok, 'target ctr': ok, 'target runc': ok });
  /** containerd lists the processes of the cgroup that the record names, and was asked for no more. */
  const seen = (recordsBundle: string, facts: Record<string, string>): Observation => ({
    ...atWork,
    evidence: atWork.evidence && {
      ...atWork.evidence,
      facts: { ...atWork.evidence.facts, ...facts },
      answers: atWork.evidence.answers
        .filter(({ name }) => name !== 'ctr_tasks')
        .map((answer) =>
          answer.name === 'runc_state'
            ? { ...answer, out: answer.out.replace(/("bundle": *"[^"]*\/)[0-9a-f]{64}/, `$1${recordsBundle}`) }
            : answer.name === 'ctr_task'
              ? { ...answer, out: `PID INFO\n${another} -\n` }
              : answer,
        ),
    },
  });
  it.each([
    ['by the bundle that the record names', seen(stranger, {})],
    ['by the cgroup of the first process', seen(id, { 'target.cgroupMoved': `/sys/fs/cgroup/memory/kubepods/${id}` })],
  ])('that is told: %s', (_, observation) =>
    expect(diagnose(observation).verdict).toMatchObject({
      ...{ status: 'degraded', layer: 'container', cause: 'runc-record-of-another', remedy: null },
      ...{ wayIn: null },
    }),
  );
  it('and where nothing tells whose the first process is, no more than that they do not agree', () =>
    expect(diagnose(seen(id, {})).findings.map(({ code }) => code)).not.toContain('runc-record-of-another'));
});

/** A run by way of a container that was there, in which nobody older has a record any more. */
function hidden(observation: Observation, sameOwnerIDs: readonly string[]): Observation {
  const complaint = (name: string) => observation.probes.find((one) => one.name === name)?.outcome;
  return {
    ...observation,
    sameOwnerIDs,
    probes: observation.probes.map((probe) => {
      if (probe.subject === 'target' || probe.name === 'nsenter') return probe;
      return { ...probe, outcome: probe.name === 'ctr' ? (complaint('ctr') ?? probe.outcome) : skipped };
    }),
    secondOpinions: observation.secondOpinions.map((opinion) => ({
      ...opinion,
      probes: opinion.probes.map((probe) => ({ ...probe, outcome: complaint(probe.name) ?? probe.outcome })),
    })),
    evidence: observation.evidence && {
      ...observation.evidence,
      facts: { ...observation.evidence.facts, 'control.lent': 'yes', 'control.root': '', 'second.root': '' },
    },
  };
}

const skipped: Outcome = { kind: 'skipped', reason: 'not here' };

it('where others have no record either, their root is looked at, and nothing is killed', () => {
  const gone = recorded('containerd', 'runc-state-deleted-nginx1');
  const { verdict } = diagnose(hidden(gone, []));
  expect(verdict).toMatchObject({
    ...{ layer: 'container', scope: 'several-containers', cause: 'runc-state-missing' },
    remedy: { step: { action: 'unmount' }, ends: 'nothing' },
  });
  const ids = [gone.evidence?.facts['control.id'] ?? '', ...gone.secondOpinions.map(({ containerID }) => containerID)];
  // whoever owns them all may have done it
  expect(diagnose(hidden(gone, ids)).verdict.scope).not.toBe('several-containers');
});

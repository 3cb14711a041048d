import { mayBeSlow } from '../../evidence/answer-times.ts';
import { breakOf, isFailing, isOk, notTrusted, verb } from '../../evidence/break.ts';
import { columnOf, columnsOf, execWorks, familyOf, probeOf } from '../../evidence/column.ts';
import { isLent } from '../../evidence/control.ts';
import type { Observation } from '../../evidence/observation.ts';
import { opinionsOn, type SameComplaint } from '../../evidence/opinions.ts';
import { streamOf } from '../../evidence/stream.ts';
import type { Outcome } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** Probes that fail although one above them works; crictl's through the stream server likewise. */
export function notTrustedProbes(observation: Observation): readonly Detection[] {
  const stream = streamOf(observation, 'target');
  return [
    ...notTrusted(columnOf(observation.probes, 'target'))
      .filter((probe) => !mayBeSlow(observation, probe))
      .map(({ name, outcome }) => ({
        summary: `${name} fails although a probe above it works: it enters by another way than the node itself does, and accuses nobody.`,
        evidence: saidBy(name, outcome),
      })),
    ...(stream && isFailing(stream) && execWorks(observation)
      ? [
          {
            summary: `crictl without -s ${verb(stream)} although kubectl works: it takes another way to the CRI's stream server than the kubelet does, and accuses nobody.`,
            evidence: saidBy('crictl', stream.outcome),
          },
        ]
      : []),
  ];
}

/** Some end without a word: then how they did. */
function saidBy(name: string, outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'error') return [];
  const end = outcome.exitCode === null ? 'ended by a signal' : `exit ${outcome.exitCode}`;
  return [`${name}: ${outcome.text || `${end}, and no output`}`];
}

/** A control that breaks elsewhere than the target: the node has a fault that is not the target's, or not its only one. */
export function controlFails(observation: Observation): readonly Detection[] {
  const columns = columnsOf(observation);
  const family = familyOf(observation);
  const control = breakOf(columns.control, family);
  if (
    !control ||
    mayBeSlow(observation, control.failing) ||
    breakOf(columns.target, family)?.failing.name === control.failing.name
  )
    return [];
  const { name, outcome } = control.failing;
  const target = isOk(columns.target.find((probe) => probe.name === name)) ? ' and works for the target' : '';
  return [
    {
      summary: `${name} ${verb(control.failing)} for the control${target}: the node may have another fault, which hits new containers.`,
      evidence: saidBy(name, outcome),
    },
  ];
}

export const intermittentProbes = ({ probes }: Observation): readonly Detection[] =>
  probes
    .filter(({ flaky }) => flaky)
    .map(({ name, subject }) => ({
      summary: `${name} failed for the ${subject} and worked when it was tried again.`,
      evidence: [],
    }));

/** Not the target alone, and not the whole node: older, ordinary containers. */
export function olderContainersHit(observation: Observation, isSameComplaint: SameComplaint): readonly Detection[] {
  const probe = breakOf(columnsOf(observation).target, familyOf(observation))?.failing;
  if (!probe || !isOk(probeOf(observation, 'control', probe.name))) return [];
  const { failing, failingOfOthers } = opinionsOn(observation, probe, isSameComplaint);
  if (failingOfOthers.length === 0) return [];
  return [
    {
      summary: `${probe.name} fails for the target and for ${failing.length} of the older containers of other pods, and works for ${isLent(observation) ? 'another' : 'a fresh'} one.`,
      evidence: failing.map(({ containerID }) => `container: ${containerID}`),
    },
  ];
}

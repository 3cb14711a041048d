import type { Outcome } from '../model/probe.ts';
import { breakOf } from './break.ts';
import { columnOf, familyOf } from './column.ts';
import type { Core } from './diagnose.ts';
import type { Observation } from './observation.ts';

/** What lies above fails with it, or was lucky. */
const failedAtTimes: Outcome = { kind: 'error', durationMs: 0, exitCode: null, text: '' };

/** Once may be chance. */
const certainFailures = 2;

/**
 * Everything works now, and some of several passes failed: the same rule over the layers that failed at times. Null
 * where none did.
 */
export function comesAndGoes(observation: Observation): Core | null {
  const ofTarget = observation.repeats.filter(({ subject }) => subject === 'target');
  const failed = ofTarget.filter((row) => row.failed > 0);
  if (failed.length === 0) return null;
  const column = columnOf(observation.probes, 'target');
  const lowest = column.findLastIndex((probe) => failed.some(({ name }) => name === probe.name));
  const [failing, ...below] = column.slice(lowest);
  const at = failing && breakOf([{ ...failing, outcome: failedAtTimes }, ...below], familyOf(observation));
  if (!at) return null;
  const often = failed.some((row) => row.failed >= certainFailures);
  const { container } = observation.target;
  return {
    status: often ? 'fault' : 'inconclusive',
    layer: null,
    candidates: at.suspects,
    scope: null,
    confidence: 'low',
    summary: `Exec into container ${container} comes and goes: ${failed.map(spell).join(', ')}.`,
    because: [
      ...ofTarget.map((row) => `${row.name} failed in ${row.failed} of ${row.runs} passes.`),
      ...observation.repeats
        .filter(({ subject, failed: times }) => subject === 'control' && times > 0)
        .map((row) => `For the control ${row.name} failed in ${row.failed} of ${row.runs} passes.`),
    ],
  };
}

const spell = ({ name, failed, runs }: Observation['repeats'][number]) =>
  `${name} failed in ${failed} of ${runs} passes`;

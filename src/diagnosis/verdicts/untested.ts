import { isOk } from '../../evidence/break.ts';
import { columnOf, execWorks } from '../../evidence/column.ts';
import type { Observation } from '../../evidence/observation.ts';
import { type Core, inconclusive } from '../core.ts';

/** Too little was tested to call the container healthy; null where enough was. */
export function untestedVerdict(observation: Observation): Core | null {
  if (execWorks(observation)) return null;
  const { container } = observation.target;
  const column = columnOf(observation.probes, 'target');
  const top = column.find(isOk);
  return inconclusive(
    [],
    top
      ? `Exec into container ${container} works from ${top.name} down; what lies above it was not tested.`
      : `Nothing was found out about exec into container ${container}: no probe could be run.`,
    column.flatMap(({ name, outcome }) =>
      outcome.kind === 'skipped' ? [`${name} was skipped: ${outcome.reason}.`] : [],
    ),
  );
}

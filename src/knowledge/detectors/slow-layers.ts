import { heldOpen } from '../../evidence/fault-boundary.ts';
import { columnOf, type Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { ProbeName, Subject } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** What one layer takes, and what of that the one below it takes. */
interface Time {
  readonly name: ProbeName;
  readonly ms: number;
  readonly below: { readonly name: ProbeName; readonly ms: number } | null;
}

/** Layers that answer, and add far more than the same layer does for the control; or for both, far more than the one below. */
export function slowLayers(observation: Observation): readonly Detection[] {
  // who is waited for may be whoever holds the output open
  if (heldOpen(columnOf(observation.probes, 'target')).length > 0) return [];
  const control = timesOf(observation, 'control');
  return timesOf(observation, 'target').flatMap((target): Detection[] => {
    const beside = control.find(({ name }) => name === target.name);
    if (beside && isSlow(added(target), added(beside))) {
      return [
        detected(
          `${target.name} takes ${seconds(target.ms)} for the target, ${seconds(beside.ms)} for the control: something slows down this container's.`,
        ),
      ];
    }
    const below = target.below;
    if (!below || !isSlow(target.ms, below.ms) || (beside && !isSlow(beside.ms, beside.below?.ms ?? 0))) return [];
    const alike = beside ? ` and ${seconds(beside.ms)} for the control` : '';
    return [
      detected(
        `${target.name} takes ${seconds(target.ms)} for the target${alike}; ${below.name}, below it, ${seconds(below.ms)}.`,
      ),
    ];
  });
}

function timesOf({ probes }: Observation, subject: Subject): readonly Time[] {
  const timed = columnOf(probes, subject).flatMap(({ name, outcome }) =>
    outcome.kind === 'ok' ? [{ name, ms: outcome.durationMs }] : [],
  );
  return timed.map((time, index) => ({ ...time, below: timed[index + 1] ?? null }));
}

const added = ({ ms, below }: Time): number => Math.max(0, ms - (below?.ms ?? 0));

const isSlow = (ms: number, thanMs: number): boolean =>
  ms - thanMs >= limits.slowLayerMs && ms >= thanMs * limits.slowLayerFactor;

const detected = (summary: string): Detection => ({ summary, evidence: [] });

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

import type { Observation } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import type { Certainty, Finding, Verdict } from '../../model/verdict.ts';
import type { Location } from '../locate.ts';

/** One kind of verdict. */
export interface VerdictRule {
  readonly id: string;
  /** Whoever has the highest of those that speak is heard. Two of one precedence never speak of the same observation. */
  readonly precedence: number;
  /** The run itself is of no use: there is nothing to do but to run it again. */
  readonly runAgain?: true;
  /**
   * @param location where exec breaks; null where nothing fails above a working probe
   * @returns null where it has nothing to say
   */
  readonly speak: (observation: Observation, location: Location | null) => Core | null;
}

/** Of a rule that needs to know where exec breaks. */
export const withBoundary =
  (speak: (observation: Observation, location: Location) => Core | null): VerdictRule['speak'] =>
  (observation, location) =>
    location && speak(observation, location);

/** Of a rule for observations in which nothing fails above a working probe. */
export const withoutBoundary =
  (speak: (observation: Observation) => Core | null): VerdictRule['speak'] =>
  (observation, location) =>
    location ? null : speak(observation);

/** What is found out; what follows from it is added at the end. What is degraded has its cause with it, for that is what it says. */
export type Core = Pick<Verdict, 'layer' | 'candidates' | 'scope' | keyof Certainty | 'summary' | 'because'> &
  (
    | { readonly status: Exclude<Verdict['status'], 'degraded'> }
    | { readonly status: 'degraded'; readonly finding: Finding }
  );

/** A verdict that accuses nobody. */
export const inconclusive = (
  candidates: readonly Layer[],
  summary: string,
  because: readonly string[],
  scope: Verdict['scope'] = null,
): Core => ({ status: 'inconclusive', layer: null, candidates, scope, ...undecided, summary, because });

/** Of what accuses nobody. */
export const undecided: Certainty = { confidence: 'low', confidenceReason: 'the evidence does not decide' };

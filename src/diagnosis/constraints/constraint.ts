import type { FaultBoundary } from '../../evidence/fault-boundary.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import type { Scope } from '../../model/verdict.ts';

/**
 * What a reading is worth, the heaviest first. Proof: the node shows who holds the request. Evidence: what a layer says of
 * this very request, or the node of the one layer that it needs. Hint: what became of other requests. Doubt: it fits badly, and
 * makes the verdict less certain besides.
 */
export const weights = ['proof', 'evidence', 'hint', 'doubt'] as const;
type Weight = (typeof weights)[number];

/** What one kind of evidence adds to the boundary that the probes show. */
export interface Reading {
  readonly weight: Weight;
  /** The layers that it leaves under suspicion; all, where it says nothing of them. */
  readonly leaves?: readonly Layer[];
  /** Who is hit; null: that is open again. */
  readonly scope?: Scope | null;
  /** One sentence. */
  readonly because: string;
  /** It confirms who is hit. Proof does so by itself. */
  readonly confirms?: true;
  /** The node itself shows it, and not only that a probe had no answer. Proof does so by itself. */
  readonly witness?: true;
}

/** One kind of evidence. No constraint depends on its place in the table. */
export interface Constraint {
  readonly id: string;
  /** Those whose readings it refines: it sees what they leave, and who is hit is as it says. */
  readonly after?: readonly string[];
  /**
   * @param suspects what the boundary and the readings of `after` leave
   * @returns null where there is no such evidence, or it says nothing of a suspect
   */
  readonly read: (observation: Observation, boundary: FaultBoundary, suspects: Suspects) => Reading | null;
}

/** What is left after some readings. */
export interface Suspects {
  readonly layers: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  /** Who is hit was confirmed. */
  readonly confirmed: boolean;
  readonly witnessed: boolean;
  /** Something fits badly to the rest: the verdict cannot be certain. */
  readonly doubt: boolean;
}

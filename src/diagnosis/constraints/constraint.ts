import type { Layer } from '../../model/layer.ts';
import type { Scope } from '../../model/verdict.ts';
import type { Break } from '../break.ts';
import type { Observation } from '../observation.ts';

/** What one piece of evidence adds to the matrix. */
export interface Clue {
  /** The layers that it leaves under suspicion; all, where it says nothing of them. */
  readonly suspects?: readonly Layer[];
  readonly scope?: Scope | null;
  /** One sentence. */
  readonly because: string;
  /** It is proof by itself. */
  readonly settles?: boolean;
  /** The node itself shows it, and not only that a probe had no answer. */
  readonly witness?: boolean;
  /** It fits badly to other evidence: the verdict can not be certain. */
  readonly doubt?: boolean;
}

/** Reads one kind of evidence; null where there is none of it. */
export type Narrowing = (observation: Observation, at: Break, left: Left) => Clue | null;

/** What is left after all clues so far. */
export interface Left {
  readonly suspects: readonly Layer[];
  readonly scope: Scope | null;
  readonly because: readonly string[];
  readonly settled: boolean;
  readonly witnessed: boolean;
  readonly doubt: boolean;
}

/** A clue that leaves nobody under suspicion contradicts the others: it parts nothing, and casts doubt. */
export function narrow(left: Left, clue: Clue | null): Left {
  if (!clue) return left;
  const kept = left.suspects.filter((layer) => clue.suspects?.includes(layer) ?? true);
  const parts = kept.length > 0;
  return {
    suspects: parts ? kept : left.suspects,
    scope: clue.scope === undefined ? left.scope : clue.scope,
    because: [...left.because, clue.because],
    settled: left.settled || (parts && clue.settles === true),
    witnessed: left.witnessed || (parts && clue.witness === true),
    doubt: left.doubt || !parts || clue.doubt === true,
  };
}

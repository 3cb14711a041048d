import type { FaultBoundary } from '../../evidence/fault-boundary.ts';
import type { Observation } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import type { Scope } from '../../model/verdict.ts';

/**
 * What a reading is worth, the heaviest first. Proof: the node shows who holds the request. Evidence: what a layer says of
 * this very request, or the node of the one layer that it needs. Hint: what became of other requests. Doubt: it fits badly, and
 * makes the verdict less certain besides.
 */
const weights = ['proof', 'evidence', 'hint', 'doubt'] as const;
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
  /** What fits badly to the rest, in sentences: with any the verdict cannot be certain. */
  readonly doubts: readonly string[];
}

/** A reading, and whose. */
interface OwnReading {
  readonly constraint: Constraint;
  readonly reading: Reading;
}

/**
 * What all constraints together leave of the suspects. Their order in the table decides nothing but the order of the sentences.
 * @throws where one is `after` another that is not in the table, or after itself
 */
export function settle(
  constraints: readonly Constraint[],
  observation: Observation,
  boundary: FaultBoundary,
  start: Suspects,
): Suspects {
  const told = new Map<Constraint, readonly OwnReading[]>();
  /** The reading of a constraint, and those of all that it is after. */
  const readingsUpTo = (constraint: Constraint, above: readonly Constraint[]): readonly OwnReading[] => {
    const known = told.get(constraint);
    if (known) return known;
    if (above.includes(constraint)) throw new Error(`the constraint ${constraint.id} is after itself`);
    const before = namedIn(constraints, constraint).flatMap((one) => readingsUpTo(one, [...above, constraint]));
    const unique = before.filter(
      ({ constraint: one }, index) => before.findIndex((t) => t.constraint === one) === index,
    );
    const reading = constraint.read(observation, boundary, combine(start, unique));
    const all = reading ? [...unique, { constraint, reading }] : unique;
    told.set(constraint, all);
    return all;
  };
  const own = constraints.flatMap((constraint) =>
    readingsUpTo(constraint, []).filter((one) => one.constraint === constraint),
  );
  return combine(start, own);
}

const namedIn = (constraints: readonly Constraint[], { id, after = [] }: Constraint): readonly Constraint[] =>
  after.map((name) => {
    const found = constraints.find((one) => one.id === name);
    if (!found) throw new Error(`the constraint ${id} is after ${name}, which is none`);
    return found;
  });

function combine(start: Suspects, told: readonly OwnReading[]): Suspects {
  const readings = told.map(({ reading }) => reading);
  const { layers, dropped } = leftBy(start.layers, readings);
  const counted = readings.filter((reading) => !dropped.includes(reading));
  // one that accuses others tells who is hit by those
  const scope = scopeBy(told.filter(({ reading }) => counted.includes(reading)));
  return {
    layers,
    scope: scope === undefined ? start.scope : scope,
    because: [...start.because, ...readings.map(({ because }) => because)],
    confirmed: start.confirmed || counted.some(({ weight, confirms }) => weight === 'proof' || confirms === true),
    witnessed: start.witnessed || counted.some(({ weight, witness }) => weight === 'proof' || witness === true),
    doubts: [
      ...start.doubts,
      ...readings.filter((one) => one.weight === 'doubt' || dropped.includes(one)).map(({ because }) => because),
    ],
  };
}

/**
 * Each weight in turn, the heaviest first. A reading that leaves none of the suspects of heavier ones contradicts them: it is
 * dropped. Where those of one weight contradict each other, none of them parts anything.
 */
function leftBy(
  start: readonly Layer[],
  readings: readonly Reading[],
): { readonly layers: readonly Layer[]; readonly dropped: readonly Reading[] } {
  let layers = start;
  const dropped: Reading[] = [];
  for (const weight of weights) {
    const ofWeight = readings.filter((reading) => reading.weight === weight && reading.leaves);
    const fits = (reading: Reading) => layers.some((layer) => reading.leaves?.includes(layer));
    const fitting = ofWeight.filter(fits);
    const kept = layers.filter((layer) => fitting.every(({ leaves }) => leaves?.includes(layer)));
    dropped.push(...ofWeight.filter((reading) => !fits(reading)), ...(kept.length === 0 ? fitting : []));
    if (kept.length > 0) layers = kept;
  }
  return { layers, dropped };
}

/** Who is hit: as the heaviest say that no other refines. Undefined: nobody says; null: those of one weight differ. */
function scopeBy(told: readonly OwnReading[]): Scope | null | undefined {
  const saying = told.filter(({ reading }) => reading.scope !== undefined);
  const last = saying.filter(
    ({ constraint: { id } }) => !saying.some(({ constraint: { after = [] } }) => after.includes(id)),
  );
  for (const weight of weights) {
    const [first, ...others] = last
      .filter(({ reading }) => reading.weight === weight)
      .map(({ reading }) => reading.scope);
    if (first !== undefined) return others.every((scope) => scope === first) ? first : null;
  }
  return undefined;
}

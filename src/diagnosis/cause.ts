import { columnsOf, faultBoundaryOf } from '../evidence/fault-boundary.ts';
import { familyOf, type Observation } from '../evidence/observation.ts';
import { hasRunningRuntime } from '../evidence/stuck-processes.ts';
import { catalogue, entryOf, hasTrait } from '../knowledge/index.ts';
import type { Code } from '../model/code.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import type { Placed } from './findings.ts';
import { isRefuted } from './kubelet-answered.ts';

/** What holds for a whole node does not explain why some of its containers are hit and others are served. */
function mayExplain(code: Code, scope: Verdict['scope']): boolean {
  const servesOthers = scope === 'container' || scope === 'pod' || scope === 'several-containers';
  return !(servesOthers && entryOf(code).scope === 'node');
}

/** What is one container's own does not explain why all of a node are hit. */
function isOfAsMany(code: Code, scope: Verdict['scope']): boolean {
  const entry = entryOf(code);
  const isItsOwn = entry.scope === 'container' && entry.layers[0] === 'container';
  return !(scope === 'node' && isItsOwn);
}

/**
 * Why exec breaks where it does: the finding that explains the verdict. It never changes where: a finding about a layer
 * that is not under suspicion is no cause. Where the verdict is open, only a fact that compels is one.
 */
export function causeOf(
  { status, candidates, scope }: Pick<Verdict, 'status' | 'candidates' | 'scope'>,
  findings: readonly Placed[],
  observation: Observation,
): Finding | null {
  if (status === 'healthy') return null;
  const fitting = findings.flatMap(({ finding, explains }) =>
    !isRefuted(finding, observation) &&
    isOfAsMany(finding.code, scope) &&
    explains.some((layer) => candidates.some((candidate) => candidate === layer))
      ? [finding]
      : [],
  );
  const facts = fitting.filter(({ by, code }) => by === 'facts' && mayExplain(code, scope));
  const proof = unbeaten(facts.filter(({ code }) => entryOf(code).detect?.strength === 'proof'));
  if (proof) return proof;
  if (status === 'inconclusive') return facts.find(({ code }) => hasTrait(code, 'leavesOpen')) ?? null;
  const said = fitting.find(({ by }) => by === 'text');
  return said ?? unbeaten(facts.filter(({ code }) => entryOf(code).detect?.strength === 'likely'));
}

/** Of several that nothing parts the first, which is what people meet more often; null where there are none. */
export function unbeaten<Seen extends { readonly code: Code }>(facts: readonly Seen[]): Seen | null {
  const beaten = new Set(facts.flatMap(({ code }) => [...beatenBy(code)]));
  return facts.find(({ code }) => !beaten.has(code)) ?? null;
}

/** Whatever counts for nothing beside it, and what beside that. */
function beatenBy(code: Code, found: Set<Code> = new Set()): ReadonlySet<Code> {
  for (const beaten of entryOf(code).detect?.beats ?? []) {
    if (!found.has(beaten)) beatenBy(beaten, found.add(beaten));
  }
  return found;
}

/**
 * The layer at fault does not answer, and nothing says why: what is known of such hangs explains the verdict, where the node bears it
 * out. A layer that only waits for another one looks alike to who asks it for an exec.
 */
export function plainHang(observation: Observation, core: Pick<Verdict, 'status' | 'layer'>): Finding | null {
  const hang = plainHangOf(observation, core);
  if (!hang || !isBorneOut(observation, hang.questions)) return null;
  const { code, layer, failing, durationMs } = hang;
  const summary = `${failing} hangs without a word.`;
  return { code, layer, by: 'facts', summary, evidence: [`${failing}: no answer in ${durationMs} ms`] };
}

/** Of such a hang it is not even known that the layer at fault is the one that hangs. */
export const isUnexplainedHang = (
  observation: Observation,
  core: Pick<Verdict, 'status' | 'layer'>,
  cause: Finding | null,
): boolean => cause === null && plainHangOf(observation, core) !== null;

/** containerd is what the probes leave, and nothing tells why: they entered below it by hand, where a shim calls a runc of its own. */
export function isBareFailure(
  observation: Observation,
  { status, layer }: Pick<Verdict, 'status' | 'layer'>,
  cause: Finding | null,
): boolean {
  const at = faultBoundaryOf(columnsOf(observation).target, familyOf(observation));
  return (
    status === 'fault' &&
    layer === 'containerd' &&
    cause === null &&
    at?.failing.outcome.kind === 'error' &&
    at.working?.name === 'runc'
  );
}

function plainHangOf(observation: Observation, { status, layer }: Pick<Verdict, 'status' | 'layer'>) {
  const known = catalogue.find(({ layers: [first], traits }) => traits?.plainHang && first === layer);
  const failing = faultBoundaryOf(columnsOf(observation).target, familyOf(observation))?.failing;
  if (status !== 'fault' || !layer || !known || failing?.outcome.kind !== 'hang') return null;
  if (layer === 'shim' && hasRunningRuntime(observation)) return null;
  const { durationMs } = failing.outcome;
  return { code: known.code, questions: known.traits?.plainHang ?? [], layer, failing: failing.name, durationMs };
}

const isBorneOut = ({ evidence }: Observation, questions: readonly string[]): boolean =>
  questions.length === 0 ||
  (evidence?.answers ?? []).some(({ name, end }) => end === 'timeout' && questions.includes(name));

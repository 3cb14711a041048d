import { entryOf } from '../knowledge/index.ts';
import type { ExecProbe } from '../model/pod-context.ts';
import type { RankedLayer, Scope, Verdict } from '../model/verdict.ts';

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** Always the same words in the same order, to be found at once. */
export function verdictLabel({ status, layer, candidates, likely, scope, confidence }: Verdict): string {
  const left = status === 'inconclusive' ? likely.map((ranked) => ranked.layer) : candidates;
  const where = layer ?? anyOf.format(left);
  const what = {
    healthy: 'healthy',
    degraded: where === '' ? 'degraded' : `degraded at ${where}`,
    fault: `fault at ${where || 'an unknown layer'}`,
    inconclusive: where === '' ? 'inconclusive' : `inconclusive, perhaps ${where}`,
  }[status];
  return [what, scope && `scope ${scope}`, `confidence ${confidence}`].filter(Boolean).join(', ');
}

/** The layers that are left, likely and unlikely ones, with the reason; what several share is told once. Of one alone there is nothing to sort. */
export function rankedLines({ likely, unlikely }: Verdict): Readonly<Record<'likely' | 'unlikely', readonly string[]>> {
  const lines = (ranked: readonly RankedLayer[]) =>
    [...Map.groupBy(ranked, ({ reason }) => reason)].map(
      ([reason, all]) => `${anyOf.format(all.map(({ layer }) => layer))}: ${reason}`,
    );
  return likely.length + unlikely.length > 1
    ? { likely: lines(likely), unlikely: lines(unlikely) }
    : { likely: [], unlikely: [] };
}

/** What explains the verdict, or what may: `[LABEL, WORDS]`; null where nothing does. */
export function causeLabel({
  cause,
  confidence,
}: Verdict): readonly [label: 'Cause' | 'Possibly', words: string] | null {
  if (cause === null) return null;
  return [confidence === 'low' ? 'Possibly' : 'Cause', `${cause}, ${entryOf(cause).title}`];
}

/** Why the verdict is not certain; null where it is, and where it decides nothing, which its own words tell. */
export const doubtLabel = ({ status, confidence, confidenceReason }: Verdict): string | null =>
  status === 'inconclusive' || confidence === 'high' ? null : confidenceReason;

const scopeSentences: Record<Scope, string> = {
  container: 'This container only, as far as this run saw.',
  pod: 'All containers of this pod; no other pod, as far as this run saw.',
  'several-containers': 'Several containers of this node, not all.',
  node: 'Every container of this node.',
  cluster: 'Every node of the cluster.',
  client: 'Only you, by this account or this machine, as far as this run saw.',
};

/** Who is affected, in a sentence; null where nothing is wrong for sure. */
export function scopeSentence({ status, scope, besides }: Verdict): string | null {
  if (status !== 'fault' && status !== 'degraded') return null;
  if (scope === null) return 'Not known.';
  return besides === null
    ? scopeSentences[scope]
    : `By this fault ${affected[scope]}; by the other, whoever meets that.`;
}

const affected: Record<Scope, string> = {
  container: 'this container',
  pod: 'all containers of this pod',
  'several-containers': 'several containers of this node',
  node: 'every container of this node',
  cluster: 'every node of the cluster',
  client: 'you, by this account or this machine',
};

/** What the kubelet does, and when, once an exec probe of it fails. */
export function probeLabel({ namespace, pod, container, kind, actsAfterSeconds }: ExecProbe): string {
  const what = kind === 'readiness' ? 'is taken out of service' : 'is restarted by the kubelet';
  return `${namespace}/${pod} (container ${container}) ${what} ${actsAfterSeconds} s after its ${kind} probe (exec) begins to fail.`;
}

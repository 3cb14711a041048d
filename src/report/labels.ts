import type { ExecProbe } from '../model/pod-context.ts';
import type { Scope, Verdict } from '../model/verdict.ts';

/** Always the same words in the same order, to be found at once. */
export function verdictLabel({ status, layer, candidates, scope, confidence }: Verdict): string {
  const where = layer ?? new Intl.ListFormat('en', { type: 'disjunction' }).format(candidates);
  const what = {
    healthy: 'healthy',
    fault: `fault at ${where || 'an unknown layer'}`,
    inconclusive: where === '' ? 'inconclusive' : `inconclusive, perhaps ${where}`,
  }[status];
  return [what, scope && `scope ${scope}`, `confidence ${confidence}`].filter(Boolean).join(', ');
}

const scopeSentences: Record<Scope, string> = {
  container: 'This container only, as far as this run could see.',
  pod: 'All containers of this pod; no other pod, as far as this run could see.',
  'several-containers': 'Several containers of this node, not all.',
  node: 'Every container of this node.',
  cluster: 'Every node of the cluster.',
  client: 'This client only, as far as this run could see.',
};

/** Who is hit, in a sentence; null where nothing is broken for sure. */
export function scopeSentence({ status, scope, besides }: Verdict): string | null {
  if (status !== 'fault') return null;
  if (scope === null) return 'Not known.';
  return besides === null
    ? scopeSentences[scope]
    : `By this fault: ${scopeSentences[scope].replace(/^./, (first) => first.toLowerCase())}`;
}

/** What the kubelet does, and when, once an exec probe of it fails. */
export function probeLabel({ namespace, pod, container, kind, actsAfterSeconds }: ExecProbe): string {
  const what = kind === 'readiness' ? 'is taken out of service' : 'is restarted by the kubelet';
  return `${namespace}/${pod} (container ${container}) ${what} ${actsAfterSeconds} s after its ${kind} probe (exec) begins to fail.`;
}

import { breakOf } from '../evidence/break.ts';
import { columnsOf, familyOf } from '../evidence/column.ts';
import type { Observation } from '../evidence/observation.ts';
import { entryOf } from '../knowledge/index.ts';
import type { Code } from '../model/code.ts';
import type { Layer } from '../model/layer.ts';
import type { Finding, Verdict } from '../model/verdict.ts';

/** Facts that explain by themselves why no exec gets through, the strongest first. */
const compelling: readonly Code[] = [
  'container-paused',
  'container-frozen',
  'parent-frozen',
  'memory-headroom',
  'runc-init-stuck',
  'container-process-gone',
  'init-dying',
  'shim-stopped',
  'containerd-stopped',
  'dockerd-stopped',
  'cri-stopped',
  'kubelet-stopped',
  'kubelet-refused',
  'kubelet-not-reporting',
  'shim-killed',
  'task-missing',
  'docker-up-process-gone',
  'cgroup-missing',
  'bundle-missing',
  'root-noexec',
  'runc-state-missing',
  'apparmor-profile-gone',
  'run-full',
  'run-inodes-exhausted',
  'tmp-unusable',
  'shim-out-of-fds',
  'kubelet-out-of-fds',
  'dockerd-out-of-fds',
  'containerd-out-of-fds',
  'shim-waits-for-runc',
];

/** Facts that may explain it, and count only where nobody said more. */
const suggestive: readonly Code[] = [
  'kubelet-unreachable',
  'pids-exhausted',
  'memory-exhausted',
  'disk-full',
  'volume-hung',
  'workdir-missing',
  'pty-unavailable',
  'pty-exhausted',
  'shim-unresponsive',
  'containerd-hung',
  'dockerd-hung',
  'zombies-pile-up',
  'exec-pile-up',
  'cpu-throttled',
  'node-out-of-processes',
  'node-out-of-memory',
  'exit-events-lost',
  'older-containers-hit',
  'process-traced',
  'process-uninterruptible',
  'state-disagreement',
];

/** What holds for a whole node does not explain why some of its containers are hit and others are served. */
function mayExplain(code: Code, scope: Verdict['scope']): boolean {
  const servesOthers = scope === 'container' || scope === 'pod' || scope === 'several-containers';
  return !(servesOthers && entryOf(code).scope === 'node');
}

/**
 * Why exec breaks where it does: the finding that explains the verdict. It never changes where: a finding about a layer
 * that is not under suspicion is no cause. Where the verdict is open, only a fact that compels is one.
 */
export function causeOf(
  { status, candidates, scope }: Pick<Verdict, 'status' | 'candidates' | 'scope'>,
  findings: readonly Finding[],
): Finding | null {
  if (status === 'healthy') return null;
  const fitting = findings.filter(({ code }) =>
    entryOf(code).layers.some((layer) => candidates.some((candidate) => candidate === layer)),
  );
  const facts = fitting.filter(({ by, code }) => by === 'facts' && mayExplain(code, scope));
  const strongest = (codes: readonly Code[]) =>
    codes.flatMap((code) => facts.find((finding) => finding.code === code) ?? [])[0];
  const compels = strongest(status === 'inconclusive' ? [...compelling, 'cpu-throttled'] : compelling) ?? null;
  if (compels || status === 'inconclusive') return compels;
  return fitting.find(({ by }) => by === 'text') ?? strongest(suggestive) ?? null;
}

/** What is known of a layer that hangs without a word, where nothing more was seen. */
const hangs: Partial<Record<Layer, Code>> = {
  dockerd: 'dockerd-hung',
  containerd: 'containerd-hung',
  shim: 'shim-unresponsive',
  runc: 'runc-hung',
};

/** The layer at fault does not answer, and nothing says why: what is known of such hangs explains the verdict. */
export function plainHang(
  observation: Observation,
  { status, layer }: Pick<Verdict, 'status' | 'layer'>,
): Finding | null {
  const code = layer && hangs[layer];
  const failing = breakOf(columnsOf(observation).target, familyOf(observation))?.failing;
  if (status !== 'fault' || !code || failing?.outcome.kind !== 'hang') return null;
  const summary = `${failing.name} hangs without a word.`;
  return {
    code,
    layer,
    by: 'facts',
    summary,
    evidence: [`${failing.name}: no answer in ${failing.outcome.durationMs} ms`],
  };
}

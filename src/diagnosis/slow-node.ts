import { limits } from '../limits.ts';
import type { Core } from './diagnose.ts';
import type { Location } from './locate.ts';
import type { Observation } from './observation.ts';
import { stuckProcesses } from './stuck-process.ts';

/**
 * A probe that was given up is a hang only if others answer much sooner. On a node where the same probe of the control
 * needs a good part of that time too, slow and hung cannot be told apart; a stopped process on the way parts them.
 */
export function slowNode(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing } = at;
  if (failing.outcome.kind !== 'hang') return null;
  const stopped = stuckProcesses(observation.evidence).some(
    ({ layer, state }) => state === 'stopped' && suspects.includes(layer),
  );
  const slowest = slowestAnswerMs(observation);
  if (stopped || slowest < failing.outcome.durationMs * limits.slowNodeShare) return null;
  return {
    status: 'inconclusive',
    layer: null,
    candidates: suspects,
    scope: null,
    confidence: 'low',
    summary: `${failing.name} did not answer for container ${observation.target.container} in ${seconds(failing.outcome.durationMs)} s, but on this node another probe needed ${seconds(slowest)} s: it may be slow, and nothing broken.`,
    because: [
      ...because,
      'Slow and hung cannot be told apart where the time to wait is not much longer than an answer takes.',
    ],
  };
}

/** Of the probes that answered on the node, whoever was asked. */
function slowestAnswerMs({ probes, secondOpinions }: Observation): number {
  const answers = [
    ...probes.filter(({ name }) => name !== 'kubectl'),
    ...secondOpinions.flatMap((opinion) => opinion.probes),
  ];
  return Math.max(0, ...answers.map(({ outcome }) => (outcome.kind === 'ok' ? outcome.durationMs : 0)));
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

import type { Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { Change, Onset } from '../../model/onset.ts';
import type { Verdict } from '../../model/verdict.ts';
import { nodeNow, timeOfTicks } from '../../records/evidence.ts';

/**
 * What happened in the hour before it began, the latest first. Where that is not known: in the hour before the run.
 * @param startedAt of the run, by this machine's clock
 */
export function changesBefore(
  observation: Observation,
  { status }: Pick<Verdict, 'status'>,
  since: Onset | null,
  startedAt: string,
): readonly Change[] {
  if (status === 'healthy') return [];
  const began = since?.atTheLatest ? Date.parse(since.atTheLatest.at) : null;
  const until = began ?? nodeNow(observation.evidence) ?? Date.parse(startedAt);
  return [...ofContainer(observation), ...ofProbes(observation), ...ofDaemons(observation), ...ofNode(observation)]
    .filter(({ at }) => {
      const before = until - Date.parse(at);
      // what came after it began is no reason of it; what came after the run's start is a matter of clocks
      return before <= limits.changesMs && (began === null || before >= 0);
    })
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function ofContainer({ target, evidence, podContext }: Observation): Change[] {
  const { container, restartCount, startedAt } = target;
  const { lastEnd } = podContext.serving;
  const restarted = `restarted${lastEnd === null ? '' : `, the last one ${lastEnd}`}`;
  const shim = evidence?.processes.find(({ role, of }) => role === 'shim' && of === 'target');
  const shimAt = shim ? timeOfTicks(shim.start, evidence) : null;
  const apart = shimAt && startedAt ? Math.abs(Date.parse(shimAt) - Date.parse(startedAt)) : null;
  return [
    ...(startedAt
      ? [{ at: startedAt, what: `container ${container} ${restartCount > 0 ? restarted : 'started'}` }]
      : []),
    // else it is part of the container's own start
    ...(shimAt && (apart === null || apart > limits.shimStartMs) ? [{ at: shimAt, what: 'its shim started' }] : []),
  ];
}

/** By events, which others than the kubelet may have written: no verdict goes by them. An exec probe that could not be run at all, which is no fault of the application; of one that failed the kubelet says so, and then what it printed. */
function ofProbes({ podContext: { execProbes, warnings }, target }: Observation): Change[] {
  if (!execProbes.some(({ podUID }) => podUID === target.podUID)) return [];
  return warnings.flatMap(({ about, reason, message, count, firstSeen }) =>
    firstSeen && about === 'pod' && reason === 'Unhealthy' && /^\w+ probe errored\b/.test(message)
      ? [
          {
            at: firstSeen,
            what: `the kubelet could not run an exec probe of the pod, an event says, the first time of ${count}`,
          },
        ]
      : [],
  );
}

const ofDaemons = ({ evidence }: Observation): Change[] =>
  (evidence?.processes ?? [])
    .filter(({ role }) => role === 'daemon')
    .flatMap(({ name, start }) => {
      const at = timeOfTicks(start, evidence);
      return at ? [{ at, what: `${name} started` }] : [];
    });

function ofNode({ target: { node }, evidence }: Observation): Change[] {
  const booted = timeOfTicks(0, evidence);
  const turned = node.ready?.lastTransitionTime;
  return [
    ...(booted ? [{ at: booted, what: 'the node started' }] : []),
    ...(turned
      ? [{ at: turned, what: `the node became ${node.ready?.status === 'True' ? 'Ready' : 'not Ready'}` }]
      : []),
  ];
}

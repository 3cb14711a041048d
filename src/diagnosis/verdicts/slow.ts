import { answersInTime } from '../../evidence/in-time.ts';
import { describeOverload } from '../../evidence/node-pressure.ts';
import { type Observation, probeOf } from '../../evidence/observation.ts';
import { mayBeSlow, slowestAnswerMs } from '../../evidence/second-opinions.ts';
import { isStopped, oldRuntimes } from '../../evidence/stuck-processes.ts';
import { cpuThrottled } from '../../knowledge/detectors/limits.ts';
import { type Layer, layers } from '../../model/layer.ts';
import type { Probe } from '../../model/probe.ts';
import type { Location } from '../locate.ts';
import { type Core, inconclusive } from './rule.ts';

/**
 * A probe that was given up is a hang only if others answer much sooner. On a node where the same probe of the control
 * needs a good part of that time too, slow and hung cannot be told apart; a stopped process on the way parts them. Where the
 * node has far more to do than it can, the others have to be as quick as ever.
 */
export function slowVerdict(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing } = at;
  // whoever is slow gives no error
  if (failing.outcome.kind !== 'hang' || probeOf(observation, 'target', 'kubectl')?.outcome.kind === 'error')
    return null;
  if (isStopped(observation.evidence, suspects)) return null;
  const [throttled] = cpuThrottled(observation);
  if (throttled) return heldUp(observation, failing, suspects, [...because, throttled.summary]);
  const load = isWaitedFor(observation, suspects) ? null : describeOverload(observation);
  if (load !== null && !answersInTime(observation, failing))
    return overloaded(observation, failing, suspects, [...because, load]);
  if (!mayBeSlow(observation, failing)) return null;
  const slowest = slowestAnswerMs(observation, failing.name);
  return inconclusive(
    suspects,
    `${failing.name} did not answer for container ${observation.target.container} in ${seconds(failing.outcome.durationMs)} s, but on this node another probe needed ${seconds(slowest)} s: it may be slow, and nothing broken.`,
    [...because, 'Slow and hung look alike when the time to wait is not much longer than an answer takes.'],
  );
}

/** A runtime of theirs has been at it since long before this run: no queue for a CPU is that long. */
const isWaitedFor = ({ evidence }: Observation, suspects: readonly Layer[]): boolean =>
  suspects.some((layer) => layer === 'shim' || layer === 'runc') && oldRuntimes(evidence).length > 0;

/** A container that gets hardly any CPU answers late, at whatever layer it is asked. */
function heldUp(
  { target }: Observation,
  { name, outcome }: Probe,
  suspects: readonly Layer[],
  because: readonly string[],
): Core {
  return inconclusive(
    layers.filter((layer) => layer === 'container' || suspects.includes(layer)),
    `${name} did not answer for container ${target.container}${waited(outcome)}, and the container gets so little CPU that it may be slow, and nothing broken.`,
    because,
  );
}

const overloaded = (
  { target }: Observation,
  { name, outcome }: Probe,
  suspects: readonly Layer[],
  because: readonly string[],
): Core =>
  inconclusive(
    suspects,
    `${name} did not answer for container ${target.container}${waited(outcome)}, on a node with far more to do than it can: it may be slow, and nothing broken.`,
    [...because, 'Slow and hung look alike when everything waits for the CPU, and the others are late as well.'],
  );

const waited = (outcome: Probe['outcome']) => (outcome.kind === 'hang' ? ` in ${seconds(outcome.durationMs)} s` : '');

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

import { execWorks, type Observation } from '../../evidence/observation.ts';
import { frozenItself, memoryWaits } from '../../knowledge/detectors/container.ts';
import { cgroupOfPod, ownerOfLimit, scopeOfLimit, tightMemory } from '../../knowledge/detectors/limits.ts';
import type { Scope } from '../../model/verdict.ts';
import { type Core, inconclusive } from './rule.ts';

/** What a guard's fact says by itself; null where no guard spoke, or it was overruled and the probes tell more. */
export function guardVerdict(observation: Observation): Core | null {
  const { evidence, target } = observation;
  const guard = evidence?.guard;
  if (!guard) return null;
  const overruled = evidence.gate !== null && evidence.gate !== guard.blocked;
  if (overruled && (guard.frozen !== 'yes' || execWorks(observation))) return null;
  if (guard.frozen === 'yes') {
    const scope = frozenScope(guard.frozenAt, frozenItself(guard, target.containerID));
    return {
      status: 'fault',
      layer: 'container',
      candidates: ['container'],
      scope,
      confidence: 'high',
      confidenceReason: 'the kernel itself says so',
      summary: `Container ${target.container} is frozen: ${whose(scope)} is on, so nothing in it runs, and no exec into it can work.`,
      because: [
        `The kernel says that the container's cgroup is frozen${guard.frozenAt && `, by ${guard.frozenAt}`}.`,
        ...(overruled
          ? []
          : [
              'So nothing was executed in it, from the API server neither: it would hang in there and could not be ended.',
            ]),
      ],
    };
  }
  const waits = memoryWaits(observation);
  if (waits !== null) return atLimit(observation, waits);
  if (guard.blocked === 'memory') {
    return closeToLimit(observation);
  }
  if (guard.blocked === 'stuck-init') {
    return inconclusive(
      ['container'],
      `Not tested: a runc init (process ${guard.stuckInit}) hangs in uninterruptible sleep inside container ${target.container}, and every further exec would join it.`,
      ['The kernel does not let that process go on or die; what it waits for is in its stack.'],
    );
  }
  return null;
}

/** An exec counts in the cgroup of the container and in all above it. */
function closeToLimit(observation: Observation): Core {
  const { target } = observation;
  const limit = tightMemory(observation);
  const owner = limit && ownerOfLimit(observation, limit);
  const ofNode = owner === 'pods' || owner === 'class';
  const who = {
    container: `container ${target.container}`,
    other: `container ${target.container}`,
    pod: `the pod of container ${target.container}`,
    class: `the cgroup of a class of pods of node ${target.node.name}`,
    pods: `the cgroup of all pods of node ${target.node.name}`,
  }[owner ?? 'container'];
  const orAbove = owner === null || owner === 'other' ? ', or that of a cgroup above it' : '';
  return inconclusive(
    ['container'],
    `Not tested: ${who} has ${kibibytesLeft(observation)} left below its memory limit${orAbove}, and an exec might get ${ofNode ? 'a process of any of these pods' : 'it'} killed.`,
    [
      'An exec puts a copy of runc into the memory cgroup of the container. Little headroom is a likely cause of failing execs by itself.',
    ],
    owner === null || owner === 'container' ? null : scopeOfLimit[owner],
  );
}

const kibibytesLeft = ({ evidence }: Observation): string =>
  `${Math.round(Math.max(0, evidence?.guard?.headroom ?? 0) / 1024)} KiB`;

/** The kernel is told to kill nothing there: what needs more memory waits. */
function atLimit(observation: Observation, waits: 'yes' | 'now'): Core {
  const { container } = observation.target;
  const left = `${kibibytesLeft(observation)} left below its memory limit`;
  const because = [
    'With oom_kill_disable the kernel ends no process of this cgroup at its limit: a process that needs more waits until some is freed.',
  ];
  if (waits === 'yes') {
    return inconclusive(
      ['container'],
      `Not tested: container ${container} has ${left}, and an exec would hang there, because the kernel is set to kill nothing (oom_kill_disable).`,
      because,
    );
  }
  return {
    status: 'fault',
    layer: 'container',
    candidates: ['container'],
    scope: 'container',
    confidence: 'high',
    confidenceReason: 'the kernel says that processes of this cgroup wait for memory',
    summary: `Container ${container} is at its memory limit, and processes of it wait for memory: an exec into it hangs, and is not killed.`,
    because: [
      ...because,
      'The kernel says of this cgroup that something waits (under_oom 1). So nothing was executed in it: it would join them.',
    ],
  };
}

function whose(scope: Scope | null): string {
  switch (scope) {
    case 'container':
      return 'its own cgroup freezer';
    case 'pod':
      return "its pod's cgroup freezer";
    case null:
      return 'a cgroup freezer above it';
    default:
      return 'a cgroup freezer above several pods';
  }
}

/** Which cgroup is frozen by itself: the container's, the one of its pod, or one that holds more pods. */
function frozenScope(frozenAt: string, itself: boolean): Scope | null {
  if (frozenAt === '') return null;
  if (itself) return 'container';
  return cgroupOfPod.test(frozenAt) ? 'pod' : 'several-containers';
}

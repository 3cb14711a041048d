import { columnOf, type Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import { isFailing } from '../../model/probe.ts';
import type { RecordOf } from '../../records/record.ts';
import type { Detection } from '../entry.ts';

type Limit = RecordOf<'limit'>;

/** `echo` may still get through where every shell that forks fails. */
export function pidsAtLimit(observation: Observation): readonly Detection[] {
  const failing = columnOf(observation.probes, 'target').some(isFailing);
  return limitsOf(observation, 'pids').flatMap((limit) => {
    const free = limit.max - (limit.used ?? 0);
    if (free > (failing ? limits.pidsOfAnExec : limits.pidsOfAPipe)) return [];
    return [
      {
        summary: `${whose(observation, limit)} has ${limit.used} of at most ${limit.max} processes and threads: what forks in it fails.`,
        evidence: evidenceOf('pids', limit),
      },
    ];
  });
}

/** At the limit, and the kernel has killed for it. */
export const memoryAtLimit = (observation: Observation): readonly Detection[] =>
  limitsOf(observation, 'memory').flatMap((limit) => {
    if ((limit.used ?? 0) < limit.max * limits.nearlyShare || !limit.hits) return [];
    return [
      {
        summary: `${whose(observation, limit)} is at its memory limit, and the kernel has killed ${limit.hits} of its processes for it.`,
        evidence: evidenceOf('memory', limit),
      },
    ];
  });

/** Held up by its CPU quota in most periods while it was examined. */
export function cpuThrottled({ evidence }: Observation): readonly Detection[] {
  const [before, after] = (['before', 'after'] as const).map((when) => evidence?.cpu.find((row) => row.when === when));
  if (!before || !after) return [];
  const periods = (after.periods ?? 0) - (before.periods ?? 0);
  const throttled = (after.throttled ?? 0) - (before.throttled ?? 0);
  if (periods < limits.cpuPeriodsWorthAWord || throttled < periods / 2) return [];
  return [
    {
      summary: `The container's CPU quota held it up in ${throttled} of ${periods} periods while it was examined: what runs in it is slow, an exec too.`,
      evidence: [
        `quota: ${after.quota} of every ${after.period ?? 'unknown'} microseconds`,
        `throttled: ${throttled} of ${periods} periods`,
        `cgroup: ${after.at}`,
      ],
    },
  ];
}

const limitsOf = ({ evidence }: Observation, what: Limit['what']): readonly Limit[] =>
  (evidence?.limits ?? []).filter((limit) => limit.subject === 'target' && limit.what === what);

const whose = ({ target }: Observation, { at }: Limit): string =>
  at.includes(target.containerID) ? 'The container' : 'A cgroup above the container';

const evidenceOf = (what: string, { used, max, at, hits }: Limit): readonly string[] => [
  `${what}: ${used ?? 'unknown'} of ${max}`,
  `cgroup: ${at}`,
  ...(hits === null ? [] : [`${what === 'pids' ? 'refused forks' : 'killed'}: ${hits}`]),
];

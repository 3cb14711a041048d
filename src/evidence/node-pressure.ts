import { limits } from '../limits.ts';
import type { FactOf } from '../records/facts.ts';
import type { Observation } from './observation.ts';

/** What somebody may wait for on a node, the scarcest first. */
const resources = ['memory', 'io', 'cpu'] as const;
type Resource = (typeof resources)[number];

/** The share of ten seconds in which somebody waited: before the probes or while the last of them did, whichever is more. */
export interface Pressure {
  readonly of: Resource;
  readonly percent: number;
  /** As the kernel wrote it. */
  readonly line: string;
}

const fact = ({ evidence }: Observation, name: FactOf<'node'>): string => evidence?.facts[`node.${name}`] ?? '';

/** What the kernel counts, where it counts it at all: https://docs.kernel.org/accounting/psi.html */
const counted = (observation: Observation, of: Resource): Pressure | null => {
  const [most = null] = [fact(observation, of), fact(observation, `${of}After`)]
    .flatMap((line) => {
      const [, percent] = /avg10=([\d.]+)/.exec(line) ?? [];
      return percent === undefined ? [] : [{ of, percent: Number(percent), line }];
    })
    .toSorted((a, b) => b.percent - a.percent);
  return most;
};

/** Those of which there is too little, whatever has to run. */
export const pressures = (observation: Observation): readonly Pressure[] =>
  resources.flatMap((of) => {
    const seen = counted(observation, of);
    return seen && seen.percent >= limits.pressurePercent[of] ? [seen] : [];
  });

/** Threads that were ready to run, for each CPU; null where that is not known: `node.runnable` is threads/CPUs. */
function threadsOfCpu(observation: Observation): number | null {
  const [threads = 0, cpus = 0] = fact(observation, 'runnable').split('/').map(Number);
  return cpus > 0 ? threads / cpus : null;
}

/**
 * Has the node far more to do than it can, in a sentence; null where it has not, or that is not known. Pressure tells of time
 * that was lost; a count of threads, which stands for it where the kernel counts no pressure, has those in it that a quota holds.
 */
export function describeOverload(observation: Observation): string | null {
  const [most] = pressures(observation);
  if (most) {
    const what = { memory: 'memory', io: 'the disk', cpu: 'a CPU' }[most.of];
    return `For ${most.percent} % of ten seconds something on the node waited for ${what}.`;
  }
  if (counted(observation, 'cpu')) return null;
  const threads = threadsOfCpu(observation);
  if (threads === null || threads < limits.runnablePerCpu) return null;
  const [ready, cpus] = fact(observation, 'runnable').split('/');
  return `${ready} threads at a time were ready to run on the node, which has ${cpus} CPUs.`;
}

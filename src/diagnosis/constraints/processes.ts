import type { Scope } from '../../model/verdict.ts';
import type { Narrowing } from './constraint.ts';
import type { Observation } from '../observation.ts';
import { type StuckProcess, spellStuck, stuckProcesses } from '../stuck-process.ts';

/** A process of the call chain that cannot work at all. */
export const byStuckProcess: Narrowing = (observation, _at, left) => {
  const { evidence } = observation;
  const stuck = stuckProcesses(evidence).filter(
    ({ layer, state, certain }) => left.suspects.includes(layer) && certain && state !== 'uninterruptible',
  );
  const [first] = stuck;
  if (!first || stuck.some(({ layer }) => layer !== first.layer)) return null;
  return {
    suspects: [first.layer],
    scope: left.scope === null || left.scope === 'container' ? scopeOf(first, observation) : left.scope,
    because: `On the node, ${stuck.map(spellStuck).join(' and ')}.`,
    // a tracer may stop a process for moments only, and may be there because exec hangs
    ...(stuck.every(({ state }) => state === 'stopped') ? { settles: true, witness: true } : { doubt: true }),
  };
};

/** containerd's CRI plugin has one shim for all containers of a pod. */
function scopeOf({ shared, layer }: StuckProcess, observation: Observation): Scope {
  if (shared) return 'node';
  return layer === 'shim' && observation.target.runtime === 'containerd' && !isAloneInPod(observation)
    ? 'pod'
    : 'container';
}

/** As the API server has it, else as containerd does, which counts the sandbox too; not so where nobody tells. */
function isAloneInPod({ target, evidence, surroundings: { otherContainers } }: Observation): boolean {
  if (otherContainers !== null) return otherContainers === 0;
  const others = (evidence?.siblings ?? []).filter(({ id, init }) => init !== null && id !== target.containerID);
  return others.length === 1;
}

/** The container's first process, to which every exec belongs. */
export const byMissingProcess: Narrowing = ({ evidence }, _at, left) => {
  const { noProcess, facts } = evidence ?? {};
  const pid = facts?.['target.init'];
  if (!noProcess || !pid || !left.suspects.includes('container')) return null;
  return {
    suspects: ['container'],
    scope: 'container',
    because: `The container's first process (${pid}, by the runtime's record) does not exist.`,
    settles: true,
    witness: true,
  };
};

import type { Narrowing } from './narrowing.ts';
import { spellStuck, stuckProcesses } from './stuck-process.ts';

/** A process of the call chain that cannot work at all. */
export const byStuckProcess: Narrowing = ({ evidence }, _at, left) => {
  const stuck = stuckProcesses(evidence).filter(
    ({ layer, state, certain }) => left.suspects.includes(layer) && certain && state !== 'uninterruptible',
  );
  const [first] = stuck;
  if (!first || stuck.some(({ layer }) => layer !== first.layer)) return null;
  return {
    suspects: [first.layer],
    scope: left.scope ?? (first.shared ? 'node' : 'container'),
    because: `On the node, ${stuck.map(spellStuck).join(' and ')}.`,
    // a tracer may stop a process for moments only, and may be there because exec hangs
    ...(stuck.every(({ state }) => state === 'stopped') ? { settles: true, witness: true } : { doubt: true }),
  };
};

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

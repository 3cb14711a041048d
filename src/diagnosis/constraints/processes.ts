import type { Observation } from '../../evidence/observation.ts';
import { type StuckProcess, spellStuck, standsStill, stuckProcesses } from '../../evidence/stuck-processes.ts';
import { daemonOutOfFiles } from '../../knowledge/detectors/processes.ts';
import type { Scope } from '../../model/verdict.ts';
import type { Constraint } from './constraint.ts';

/** A process of the call chain that cannot work at all. */
export const stuckProcess: Constraint = {
  id: 'stuck-process',
  after: ['error-text', 'control', 'second-opinion'],
  read: (observation, { failing, suspects: between }, suspects) => {
    const isHang = failing.outcome.kind === 'hang';
    const stuck = stuckProcesses(observation.evidence).filter(
      (process) =>
        process.certain &&
        process.state !== 'uninterruptible' &&
        // that others were served is less than a proof; but what is stopped passes on no words
        (isHang && standsStill(process) ? between : suspects.layers).includes(process.layer),
    );
    const [first] = stuck;
    if (!first || stuck.some(({ layer }) => layer !== first.layer)) return null;
    return {
      // a tracer may stop a process for moments only, and may be there because exec hangs: see certainty.ts
      weight: stuck.every(standsStill) ? 'proof' : 'hint',
      leaves: [first.layer],
      scope: scopeWith(suspects.scope, scopeOf(first, observation)),
      because: `On the node, ${stuck.map(spellStuck).join(' and ')}.`,
    };
  },
};

/** Others may be hit in the same way; where all of the node are, one container's process is not why. */
function scopeWith(others: Scope | null, own: Scope): Scope | null {
  if (others === null || others === 'container') return own;
  return others === 'node' && own !== 'node' ? null : others;
}

/** containerd's CRI plugin has one shim for all containers of a pod. */
function scopeOf({ shared, layer }: StuckProcess, observation: Observation): Scope {
  if (shared) return 'node';
  return layer === 'shim' && observation.target.runtime === 'containerd' && !isAloneInPod(observation)
    ? 'pod'
    : 'container';
}

/** As the API server has it, else as containerd does, which counts the sandbox too; not so where nobody tells. */
function isAloneInPod({ target, evidence, podContext: { otherContainers } }: Observation): boolean {
  if (otherContainers !== null) return otherContainers === 0;
  const others = (evidence?.siblings ?? []).filter(({ id, init }) => init !== null && id !== target.containerID);
  return others.length === 1;
}

/** The container's first process, to which every exec belongs. */
export const missingProcess: Constraint = {
  id: 'missing-process',
  read: ({ evidence }, _boundary, suspects) => {
    const { noProcess, facts } = evidence ?? {};
    const pid = facts?.['target.init'];
    if (!noProcess || !pid || !suspects.layers.includes('container')) return null;
    return {
      weight: 'proof',
      leaves: ['container'],
      scope: 'container',
      because: `The container's first process (${pid}, by the runtime's record) does not exist.`,
    };
  },
};

/** A daemon that may open no more files fails whoever needs one: all containers of the node, unless some were seen served. */
export const fileLimit: Constraint = {
  id: 'file-limit',
  after: ['error-text', 'control', 'second-opinion'],
  read: (observation, _boundary, suspects) => {
    if (suspects.scope !== null && suspects.scope !== 'node') return null;
    const full = suspects.layers.flatMap((layer) =>
      daemonOutOfFiles(layer)(observation).map(({ summary }) => ({ layer, summary })),
    );
    const [only, ...others] = full;
    if (!only || others.length > 0) return null;
    return { weight: 'evidence', leaves: [only.layer], scope: 'node', because: only.summary, witness: true };
  },
};

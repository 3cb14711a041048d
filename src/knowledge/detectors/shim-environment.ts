import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isFailing, isOk, type Subject } from '../../model/probe.ts';
import type { Detection } from '../entry.ts';

/** What a shim has around it; the runc that it starts inherits that. */
interface ShimEnvironment {
  readonly mounts: string | undefined;
  readonly label: string | undefined;
  readonly files: number | null;
}

/**
 * ctr fails and runc works, and the runc that the shim starts does not run where ours did: so ours proves less. What the
 * control's shim has alike, where ctr works, is not what breaks.
 */
export function differencesOfShim(observation: Observation): readonly string[] {
  const { facts = {} } = observation.evidence ?? {};
  const fails = isFailing(probeOf(observation, 'target', 'ctr')) && isOk(probeOf(observation, 'target', 'runc'));
  if (!fails) return [];
  const target = ofShim(observation, 'target');
  const control = isOk(probeOf(observation, 'control', 'ctr')) ? ofShim(observation, 'control') : null;
  const own = { label: facts['own.label'], files: Number(facts['own.filesMax'] || Number.NaN) };
  const isOwn = (what: keyof ShimEnvironment) => control === null || control[what] !== target[what];
  return [
    ...(target.mounts === 'other' && isOwn('mounts') ? ['mounts: its own, and not those of the node'] : []),
    ...(target.label && own.label && target.label !== own.label && isOwn('label')
      ? [`label: ${target.label}, and not ${own.label}`]
      : []),
    ...(target.files !== null && target.files < own.files && isOwn('files')
      ? [`open files: ${target.files}, and not ${own.files}`]
      : []),
  ];
}

function ofShim({ evidence }: Observation, who: Subject): ShimEnvironment {
  const process = evidence?.processes.find(({ role, of }) => role === 'shim' && of === who);
  const fact = (name: 'mounts' | 'label') => evidence?.facts[`${who}.shim.${name}`];
  return { mounts: fact('mounts'), label: fact('label'), files: process?.filesMax ?? null };
}

/** Of the shim against our own runc; and against the control's shim, where that is of a later version. */
export function shimEnvironmentDiffers(observation: Observation): readonly Detection[] {
  const differences = differencesOfShim(observation);
  const { facts = {} } = observation.evidence ?? {};
  const isOlder = facts['target.shim.replaced'] === 'yes' && facts['control.shim.replaced'] !== 'yes';
  const fails = isFailing(probeOf(observation, 'target', 'ctr'));
  return [
    ...(differences.length > 0
      ? [
          {
            summary: "The target's shim runs in other surroundings than our own runc, which works: that proves less.",
            evidence: differences,
          },
        ]
      : []),
    ...(fails && isOlder
      ? [
          {
            summary:
              "The target's shim was started from a program that has been replaced since, as by an upgrade; the control's is of the new one.",
            evidence: [`shim: process ${facts['target.shim'] ?? 'unknown'}, its executable is deleted`],
          },
        ]
      : []),
  ];
}

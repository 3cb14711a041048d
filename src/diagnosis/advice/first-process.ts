import type { Observation } from '../../evidence/observation.ts';
import { entryOf, hasTrait } from '../../knowledge/index.ts';
import { onNode, type Step } from '../../model/step.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import type { Core } from '../verdicts/rule.ts';
import { confirmSteps, fixSteps } from './catalogue-steps.ts';
import { partsOf } from './command-parts.ts';
import { actionWarnings } from './warnings.ts';

/** Exec works; where the container's first process does nothing all the same, that, what finds out why, and what not to do meanwhile. */
export function aboutFirstProcess(
  observation: Observation,
  core: Core,
  findings: readonly Finding[],
): Pick<Verdict, 'summary' | 'nextSteps' | 'avoid'> {
  const still = findings.find(({ code }) => entryOf(code).traits?.firstProcess !== undefined);
  if (!still) return { summary: core.summary, nextSteps: [], avoid: [] };
  const nextSteps = stepsFor(still, observation);
  const warnings = actionWarnings({ observation, where: core, cause: null, nextSteps });
  const summary = `${core.summary} But ${entryOf(still.code).traits?.firstProcess}.`;
  return { summary, nextSteps, avoid: warnings.map(({ what, why }) => ({ what, why })) };
}

function stepsFor({ code }: Finding, observation: Observation): readonly Step[] {
  const entry = entryOf(code);
  if (!hasTrait(code, 'runKnowsTheSteps')) {
    return [...confirmSteps(entry, observation), ...fixSteps(entry, observation)];
  }
  const { init } = partsOf(observation);
  return [onNode(`cat /proc/${init}/stack /proc/${init}/wchan`, { note: 'what it waits for, in the kernel' })];
}

import type { Observation } from '../../evidence/observation.ts';
import type { Location } from '../locate.ts';
import { conflictingError } from './conflicting-error.ts';
import { degradedAboveVerdict, degradedVerdict, losesOutputVerdict } from './degraded.ts';
import { endedVerdict, kubeletEnded, replacedVerdict } from './ended.ts';
import { faultVerdict } from './fault.ts';
import { guardVerdict } from './guard.ts';
import { healthyVerdict, untestedVerdict } from './healthy.ts';
import { heldInside, onlyWithProgram } from './held-inside.ts';
import { intermittentVerdict } from './intermittent.ts';
import { refusalVerdict } from './refusal.ts';
import { type Core, type VerdictRule, withBoundary, withoutBoundary } from './rule.ts';
import { severalWays } from './several-ways.ts';
import { slowVerdict } from './slow.ts';
import { terminalVerdict } from './terminal.ts';
import { unusableProgram } from './unusable-program.ts';

/** What a run may come to. */
export const verdictRules: readonly VerdictRule[] = [
  { id: 'replaced', precedence: 100, speak: replacedVerdict, runAgain: true },
  { id: 'guard', precedence: 90, speak: guardVerdict },
  { id: 'ended', precedence: 80, speak: endedVerdict },
  { id: 'untested', precedence: 70, speak: withoutBoundary(untestedVerdict) },
  { id: 'several-ways', precedence: 65, speak: severalWays },
  { id: 'intermittent', precedence: 60, speak: intermittentVerdict },
  { id: 'kubelet-ended', precedence: 55, speak: withoutBoundary(kubeletEnded), runAgain: true },
  // before the program is asked why it printed nothing: it did
  { id: 'loses-output', precedence: 52, speak: losesOutputVerdict },
  { id: 'unusable-program', precedence: 50, speak: withBoundary(unusableProgram) },
  // before what was given up above a slow layer is looked at: it hangs no more than that layer
  { id: 'degraded-above', precedence: 45, speak: withBoundary(degradedAboveVerdict) },
  { id: 'only-with-program', precedence: 40, speak: withBoundary(onlyWithProgram) },
  { id: 'held-inside', precedence: 35, speak: withBoundary(heldInside) },
  { id: 'slow', precedence: 30, speak: withBoundary(slowVerdict) },
  { id: 'conflicting-error', precedence: 20, speak: withBoundary(conflictingError) },
  { id: 'terminal', precedence: 20, speak: withoutBoundary(terminalVerdict) },
  { id: 'refusal', precedence: 15, speak: withBoundary(refusalVerdict) },
  { id: 'degraded', precedence: 15, speak: withoutBoundary(degradedVerdict) },
  { id: 'fault', precedence: 10, speak: withBoundary(faultVerdict) },
  { id: 'healthy', precedence: 10, speak: withoutBoundary(healthyVerdict) },
];

interface Spoken {
  readonly rule: VerdictRule;
  readonly core: Core;
}

/** All that the rules say of an observation, the highest precedence first. */
export const spokenOf = (observation: Observation, location: Location | null): readonly Spoken[] =>
  verdictRules
    .toSorted((a, b) => b.precedence - a.precedence)
    .flatMap((rule) => {
      const core = rule.speak(observation, location);
      return core ? [{ rule, core }] : [];
    });

/** @throws where no rule speaks: of every observation one does */
export function spokenFirst(observation: Observation, location: Location | null): Spoken {
  const [first] = spokenOf(observation, location);
  if (!first) throw new Error('no rule has a verdict on this observation');
  return first;
}

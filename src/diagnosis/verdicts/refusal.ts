import { type Observation, probeOf } from '../../evidence/observation.ts';
import { isOk } from '../../model/probe.ts';
import { originOfProbe } from '../error-origin.ts';
import type { Location } from '../locate.ts';
import { who } from './fault.ts';
import type { Core } from './rule.ts';

/**
 * Somebody says no, in so many words. That is as certain as the words are, whatever else could be examined; null where nobody
 * does, or something fails further down as well.
 */
export function refusalVerdict(observation: Observation, location: Location): Core | null {
  const { at, suspects, scope, because } = location;
  const origin = originOfProbe(at.failing);
  const layer = suspects[0] ?? null;
  if (!origin?.refusal || layer === null || !suspects.every((one) => origin.suspects.includes(one))) return null;
  // others who came by the same way were let in
  const comesAndGoes = origin.about === 'way' && isOk(probeOf(observation, 'control', 'kubectl'));
  return {
    status: 'fault',
    layer,
    candidates: suspects,
    scope,
    ...(comesAndGoes
      ? { confidence: 'medium', confidenceReason: 'others who came by the same way were let in' }
      : { confidence: 'high', confidenceReason: 'it is refused explicitly' }),
    summary: `${origin.refusal}${who(observation, location)}.`,
    because,
  };
}

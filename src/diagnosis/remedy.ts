import type { Observation } from '../evidence/observation.ts';
import { type Effect, effectOf, isFitting } from '../knowledge/effects.ts';
import { hasTrait } from '../knowledge/index.ts';
import type { Code } from '../model/code.ts';
import type { Layer } from '../model/layer.ts';
import type { Step } from '../model/step.ts';
import type { Ends, Remedy, Scope, Verdict } from '../model/verdict.ts';
import { lostEvidence } from './lost-evidence.ts';

/**
 * The first of the next steps that mends; null where none is known to. What holds in one of several states is not the first
 * thing to try, but comes before what ends pods.
 */
export function remedyOf(
  observation: Observation,
  where: Pick<Verdict, 'candidates'>,
  nextSteps: readonly Step[],
): Remedy | null {
  const known = nextSteps.flatMap((step) => {
    const effect = effectIn(step, observation);
    return effect ? [{ step, effect }] : [];
  });
  const sure = known.find(({ step }) => step.applies === 'yes');
  const isHarmful = sure === undefined || (endsPods.includes(sure.effect.ends) && sure.step.verified.length === 0);
  const { step, effect } = (isHarmful ? known[0] : sure) ?? {};
  return step && effect
    ? { step, ends: effect.ends, destroys: lostEvidence(effect.destroys, observation, where) }
    : null;
}

/** Null where it mends nothing in this run, or it is not known what it does. */
const effectIn = ({ action, applies }: Step, observation: Observation): Effect | null =>
  action !== null && applies !== 'no' && isFitting(action, observation)
    ? effectOf(action, observation.target.runtime)
    : null;

/**
 * The same, where it fits to what else is said: nobody drains a node for one container, deletes a pod whose process takes no
 * signal, or logs in again where the API server has let our own requests in.
 * @param hanging the pod would hang in Terminating
 */
export function soundRemedy(
  remedy: Remedy | null,
  { scope, candidates }: { readonly scope: Scope | null; readonly candidates: readonly Layer[] },
  cause: Code | null,
  hanging: boolean,
): Remedy | null {
  if (remedy === null || (hasTrait(cause, 'ofCredentials') && !candidates.includes('client-path'))) return null;
  const isForOne = scope === 'container' || scope === 'pod';
  if (isForOne && remedy.ends === 'containers-of-node') return null;
  // what has come over several at once is not mended by ending one of them
  if (scope === 'several-containers' && (remedy.ends === 'container' || remedy.ends === 'pod')) return null;
  return endsPods.includes(remedy.ends) && hanging ? null : remedy;
}

const endsPods: readonly Ends[] = ['pod', 'containers-of-node'];

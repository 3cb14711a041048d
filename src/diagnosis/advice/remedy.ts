import type { Observation } from '../../evidence/observation.ts';
import { type Effect, effectOf, isFitting, type Loss } from '../../knowledge/effects.ts';
import { hasTrait } from '../../knowledge/index.ts';
import type { Code } from '../../model/code.ts';
import type { Layer } from '../../model/layer.ts';
import type { Step } from '../../model/step.ts';
import type { Ends, LostEvidence, Remedy, Scope, Verdict } from '../../model/verdict.ts';
import type { RecordOf } from '../../records/record.ts';
import { stacksOf } from '../context/stacks.ts';

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
  if (!step || !effect) return null;
  const destroys = [...lostForGood(step, observation), ...lostEvidence(effect.destroys, observation, where)];
  return { step, ends: effect.ends, destroys };
}

/** Null where it mends nothing in this run, or it is not known what it does. */
const effectIn = ({ action, applies }: Step, observation: Observation): Effect | null =>
  action !== null && applies !== 'no' && isFitting(action, observation)
    ? effectOf(action, observation.target.runtime)
    : null;

/** It ends no more than what is hardly worth keeping: nothing else is ended on what may be chance. */
export const isGentle = ({ ends }: Remedy): boolean => ends === 'nothing' || ends === 'exec-sessions';

/**
 * The same, where it fits to what else is said: nobody ends the containers of others where not all of them were seen to be hit,
 * deletes a pod whose process takes no signal, or, with no cause known, one that nothing brings back, or logs in again where the API server has let our own requests in.
 * @param hanging the pod would hang in Terminating
 */
export function soundRemedy(
  observation: Observation,
  remedy: Remedy | null,
  { scope, candidates }: { readonly scope: Scope | null; readonly candidates: readonly Layer[] },
  cause: Code | null,
  hanging: boolean,
): Remedy | null {
  if (remedy === null || (hasTrait(cause, 'ofCredentials') && !candidates.includes('client-path'))) return null;
  if (cause === null && endsForGood(remedy.step, observation)) return null;
  if (remedy.ends === 'containers-of-node' && scope !== 'node' && scope !== 'cluster') return null;
  // what has come over several at once is not mended by ending one of them
  if (scope === 'several-containers' && (remedy.ends === 'container' || remedy.ends === 'pod')) return null;
  return endsPods.includes(remedy.ends) && hanging ? null : remedy;
}

const endsPods: readonly Ends[] = ['pod', 'containers-of-node'];

/** A pod that nothing brings back. */
const lostForGood = (step: Step, observation: Observation): readonly LostEvidence[] =>
  endsForGood(step, observation) ? [{ what: 'the pod itself, which nothing brings back', saved: false }] : [];

const endsForGood = ({ action }: Step, { podContext: { successor } }: Observation): boolean =>
  action === 'delete-pod' && successor?.by === 'nobody';

/** What goes with a remedy, and whether this report has it. What is not there to be lost is left out. */
const lostEvidence = (
  losses: readonly Loss[],
  observation: Observation,
  { candidates }: Pick<Verdict, 'candidates'>,
): readonly LostEvidence[] =>
  losses
    .filter((loss) => loss !== 'shim' || candidates.some((layer) => layer === 'shim'))
    .flatMap((loss) => lost(loss, observation) ?? []);

function lost(loss: Loss, observation: Observation): LostEvidence | null {
  const { evidence, target } = observation;
  const processes = evidence?.processes ?? [];
  const ofTarget = (role: string) => processes.filter((process) => process.role === role && process.of === 'target');
  switch (loss) {
    case 'files':
      return { what: `the writable layer and log of container ${target.container}`, saved: false };
    case 'files of the node':
      return { what: 'the writable layers and logs of the containers of the node', saved: false };
    case 'record':
      return { what: "runc's record of the container", saved: false };
    case 'processes':
      return kernelStacks(
        'of the stuck processes of the container',
        ofTarget('inside').filter(({ state }) => state === 'D'),
      );
    case 'shim':
      return kernelStacks('of the shim', ofTarget('shim'));
    default:
      return goroutines(loss, observation);
  }
}

/** Null where there are no such processes. */
const kernelStacks = (whose: string, processes: readonly RecordOf<'process'>[]): LostEvidence | null =>
  processes.length === 0
    ? null
    : { what: `the kernel stacks ${whose}`, saved: processes.every(({ stack }) => stack !== '') };

/** Null where it is known that it does not run. */
function goroutines(of: 'dockerd' | 'containerd' | 'kubelet', { evidence }: Observation): LostEvidence | null {
  const runs = evidence?.processes.some(({ name }) => name.replace(/^docker-containe$/, 'containerd') === of) ?? true;
  const saved = stacksOf(evidence).daemons.some((daemon) => daemon.of === of && daemon.goroutines !== null);
  return runs ? { what: `the stacks of ${of}, which would show where it hangs`, saved } : null;
}

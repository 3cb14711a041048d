import type { Observation } from '../evidence/observation.ts';
import type { Loss } from '../knowledge/effects.ts';
import type { LostEvidence, Verdict } from '../model/verdict.ts';
import type { RecordOf } from '../records/record.ts';
import { stacksOf } from './stacks.ts';

/** What goes with a remedy, and whether this report has it. What is not there to be lost is left out. */
export const lostEvidence = (
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
  return runs ? { what: `where the goroutines of ${of} wait`, saved } : null;
}

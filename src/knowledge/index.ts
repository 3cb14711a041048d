import type { Code } from '../model/code.ts';
import { clientPathEntries } from './client-path.ts';
import { commandEntries } from './command.ts';
import { confinementEntries } from './confinement.ts';
import { containerKernelEntries } from './container-kernel.ts';
import { containerLimitsEntries } from './container-limits.ts';
import { containerdEntries } from './containerd.ts';
import { criEntries } from './cri.ts';
import { debugPodEntries } from './debug-pod.ts';
import { dockerContainerEntries } from './docker-container.ts';
import { dockerdEntries } from './dockerd.ts';
import type { Entry } from './entry.ts';
import { kubeletEntries } from './kubelet.ts';
import { kubeletHealthEntries } from './kubelet-health.ts';
import { kubeletTrustEntries } from './kubelet-trust.ts';
import { nodeEntries } from './node.ts';
import { nodeClientEntries } from './node-client.ts';
import { ownRunEntries } from './own-run.ts';
import { requestEntries } from './request.ts';
import { runcEntries } from './runc.ts';
import { runcRecordEntries } from './runc-record.ts';
import { shimEntries } from './shim.ts';
import { shimLifeEntries } from './shim-life.ts';
import { shimLoadEntries } from './shim-load.ts';
import { terminalEntries } from './terminal.ts';
import { wayToKubeletEntries } from './way-to-kubelet.ts';
import { workingDirectoryEntries } from './working-directory.ts';

/** Hands them on. Where a code has no entry this does not compile, and the message names it. */
const complete = <Entries extends readonly Entry[]>(
  entries: Entries & Readonly<Record<Exclude<Code, Entries[number]['code']>, Entry>>,
): readonly Entry[] => entries;

/** Down the call chain, then what is nobody's fault, then what a diagnosis says of itself. */
const downTheChain = complete([
  ...clientPathEntries,
  ...wayToKubeletEntries,
  ...kubeletTrustEntries,
  ...kubeletHealthEntries,
  ...kubeletEntries,
  ...criEntries,
  ...dockerdEntries,
  ...dockerContainerEntries,
  ...containerdEntries,
  ...shimEntries,
  ...shimLifeEntries,
  ...shimLoadEntries,
  ...runcEntries,
  ...runcRecordEntries,
  ...terminalEntries,
  ...confinementEntries,
  ...workingDirectoryEntries,
  ...containerLimitsEntries,
  ...containerKernelEntries,
  ...nodeEntries,
  ...commandEntries,
  ...requestEntries,
  ...nodeClientEntries,
  ...debugPodEntries,
  ...ownRunEntries,
] as const);

const howOften = ['often', 'sometimes', 'rarely'] as const;

/** Every known failure, those that people meet most often first. */
export const catalogue: readonly Entry[] = howOften.flatMap((often) => downTheChain.filter(({ met }) => met === often));

/** The entry of a code. */
export function entryOf(code: Code): Entry {
  const entry = catalogue.find((one) => one.code === code);
  if (!entry) throw new Error(`the catalogue has lost its entry ${code}`);
  return entry;
}

import type { Code } from '../model/code.ts';
import { clientPathSignatures } from './client-path.ts';
import { commandSignatures } from './command.ts';
import { confinementSignatures } from './confinement.ts';
import { containerKernelSignatures } from './container-kernel.ts';
import { containerLimitsSignatures } from './container-limits.ts';
import { containerdSignatures } from './containerd.ts';
import { criSignatures } from './cri.ts';
import { debugPodSignatures } from './debug-pod.ts';
import { dockerContainerSignatures } from './docker-container.ts';
import { dockerdSignatures } from './dockerd.ts';
import type { Signature } from './entry.ts';
import { kubeletSignatures } from './kubelet.ts';
import { kubeletHealthSignatures } from './kubelet-health.ts';
import { kubeletTrustSignatures } from './kubelet-trust.ts';
import { nodeSignatures } from './node.ts';
import { nodeClientSignatures } from './node-client.ts';
import { ownRunSignatures } from './own-run.ts';
import { requestSignatures } from './request.ts';
import { runcSignatures } from './runc.ts';
import { runcRecordSignatures } from './runc-record.ts';
import { shimSignatures } from './shim.ts';
import { shimLifeSignatures } from './shim-life.ts';
import { shimLoadSignatures } from './shim-load.ts';
import { terminalSignatures } from './terminal.ts';
import { wayToKubeletSignatures } from './way-to-kubelet.ts';
import { workingDirectorySignatures } from './working-directory.ts';

/** Hands them on. Where a code has no entry this does not compile, and the message names it. */
const complete = <Entries extends readonly Signature[]>(
  entries: Entries & Readonly<Record<Exclude<Code, Entries[number]['code']>, Signature>>,
): readonly Signature[] => entries;

/** Down the call chain, then what is nobody's fault, then what a diagnosis says of itself. */
const downTheChain = complete([
  ...clientPathSignatures,
  ...wayToKubeletSignatures,
  ...kubeletTrustSignatures,
  ...kubeletHealthSignatures,
  ...kubeletSignatures,
  ...criSignatures,
  ...dockerdSignatures,
  ...dockerContainerSignatures,
  ...containerdSignatures,
  ...shimSignatures,
  ...shimLifeSignatures,
  ...shimLoadSignatures,
  ...runcSignatures,
  ...runcRecordSignatures,
  ...terminalSignatures,
  ...confinementSignatures,
  ...workingDirectorySignatures,
  ...containerLimitsSignatures,
  ...containerKernelSignatures,
  ...nodeSignatures,
  ...commandSignatures,
  ...requestSignatures,
  ...nodeClientSignatures,
  ...debugPodSignatures,
  ...ownRunSignatures,
] as const);

const howOften = ['often', 'sometimes', 'rarely'] as const;

/** Every known failure, those that people meet most often first. */
export const catalogue: readonly Signature[] = howOften.flatMap((often) =>
  downTheChain.filter(({ met }) => met === often),
);

/** The entry of a code. */
export function signatureOf(code: Code): Signature {
  const signature = catalogue.find((entry) => entry.code === code);
  if (!signature) throw new Error(`the catalogue has lost its entry ${code}`);
  return signature;
}

import type { Code } from '../model/code.ts';
import { apiServerEntries } from './api-server.ts';
import { clientEntries } from './client.ts';
import { nodeClientEntries } from './command/node-client.ts';
import { programEntries } from './command/program.ts';
import { requestEntries } from './command/request.ts';
import { confinementEntries } from './confinement.ts';
import { kernelEntries } from './container/kernel.ts';
import { limitEntries } from './container/limits.ts';
import { startEntries } from './container/program.ts';
import { containerdEntries } from './containerd.ts';
import { criEntries } from './cri.ts';
import { dockerdEntries } from './dockerd.ts';
import type { Entry, Trait } from './entry.ts';
import { kubeletEntries } from './kubelet.ts';
import { nodeEntries } from './node.ts';
import { runcEntries } from './runc/program.ts';
import { runcRecordEntries } from './runc/record.ts';
import { selfEntries } from './self.ts';
import { shimLifeEntries } from './shim/life.ts';
import { shimLoadEntries } from './shim/load.ts';
import { stuckShimEntries } from './shim/stuck.ts';

/** Hands them on. Where a code has no entry this does not compile, and the message names it. */
const complete = <Entries extends readonly Entry[]>(
  entries: Entries & Readonly<Record<Exclude<Code, Entries[number]['code']>, Entry>>,
): readonly Entry[] => entries;

/** Down the call chain, then what is nobody's fault, then what a diagnosis says of itself. */
const downTheChain = complete([
  ...clientEntries,
  ...apiServerEntries,
  ...kubeletEntries,
  ...criEntries,
  ...dockerdEntries,
  ...containerdEntries,
  ...stuckShimEntries,
  ...shimLifeEntries,
  ...shimLoadEntries,
  ...runcEntries,
  ...runcRecordEntries,
  ...confinementEntries,
  ...limitEntries,
  ...startEntries,
  ...kernelEntries,
  ...nodeEntries,
  ...programEntries,
  ...requestEntries,
  ...nodeClientEntries,
  ...selfEntries,
] as const);

const frequencies = ['often', 'sometimes', 'rarely'] as const;

/** Every known failure, those that people meet most often first. */
export const catalogue: readonly Entry[] = frequencies.flatMap((often) =>
  downTheChain.filter(({ frequency }) => frequency === often),
);

const byCode = new Map(catalogue.map((entry) => [entry.code, entry]));

/** The entry of a code. */
export function entryOf(code: Code): Entry {
  const entry = byCode.get(code);
  if (!entry) throw new Error(`the catalogue has lost its entry ${code}`);
  return entry;
}

/** Is that true of the failure? Where there is none, nothing is. */
export const hasTrait = (code: Code | null | undefined, trait: Trait): boolean =>
  code !== null && code !== undefined && entryOf(code).traits?.[trait] === true;

import { entryOf, hasTrait } from '../../knowledge/index.ts';
import type { Layer } from '../../model/layer.ts';
import type { Finding, Owner, Verdict } from '../../model/verdict.ts';

/** On the others several work together, and the layer alone does not tell. */
const ofNode: readonly Layer[] = ['kubelet', 'cri', 'dockerd', 'containerd', 'shim', 'runc'];

/** Whose it is to mend. Null where that is not certain: a wrong name costs more than none. */
export function ownerOf(
  { status, candidates, confidence }: Pick<Verdict, 'status' | 'candidates' | 'confidence'>,
  cause: Finding | null,
): Owner | null {
  if ((status !== 'fault' && status !== 'degraded') || confidence === 'low') return null;
  // by others than the client our own requests were let in
  if (hasTrait(cause?.code, 'ofCredentials') && candidates.some((layer) => layer !== 'client-path')) return null;
  const known = cause && entryOf(cause.code).traits?.owner;
  if (known !== undefined && cause) return known;
  return candidates.length > 0 && candidates.every((layer) => ofNode.includes(layer)) ? 'node' : null;
}

import type { Layer } from '../model/layer.ts';
import type { Verdict } from '../model/verdict.ts';

/** What is found out; what follows from it is added at the end. */
export type Core = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope' | 'confidence' | 'summary' | 'because'>;

/** A verdict that accuses nobody. */
export const inconclusive = (
  candidates: readonly Layer[],
  summary: string,
  because: readonly string[],
  scope: Verdict['scope'] = null,
): Core => ({ status: 'inconclusive', layer: null, candidates, scope, confidence: 'low', summary, because });

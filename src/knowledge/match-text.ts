import type { Code } from '../model/code.ts';
import { catalogue } from './index.ts';

/** A known failure whose text was found. */
export interface Match {
  readonly code: Code;
  /** Where in the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * The known failures whose texts are in this one, the likeliest first. Each layer puts its words before those of the one
 * below it, so the match that ends last is nearest to the cause; of two that end together the longer one says more.
 */
export function entriesIn(text: string): readonly Match[] {
  return catalogue
    .flatMap(({ code, texts }) => {
      const [nearest] = texts.flatMap(({ pattern }) => matches(code, pattern, text)).sort(nearestFirst);
      return nearest ? [nearest] : [];
    })
    .sort(nearestFirst);
}

function matches(code: Code, pattern: RegExp, text: string): Match[] {
  const everywhere = new RegExp(pattern, pattern.flags.replace('g', '').concat('g'));
  return Array.from(text.matchAll(everywhere), ({ index, 0: matched }) => ({
    code,
    start: index,
    end: index + matched.length,
  }));
}

/** Stable: equals stay in the order of the catalogue. */
const nearestFirst = (a: Match, b: Match): number => b.end - a.end || a.start - b.start;

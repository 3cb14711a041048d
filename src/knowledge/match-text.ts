import type { Code } from '../model/code.ts';
import type { Entry, KnownText } from './entry.ts';
import { catalogue } from './index.ts';

/** A known failure whose text was found. */
export interface Match {
  readonly code: Code;
  /** Where in the text. */
  readonly start: number;
  readonly end: number;
  readonly isSecond: boolean;
}

/**
 * The known failures whose texts are in this one, the likeliest first. Each layer puts its words before those of the one
 * below it, so the match that ends last is nearest to the cause; of two that end together the longer one says more.
 */
export function entriesIn(text: string, entries: readonly Entry[] = catalogue): readonly Match[] {
  return entries
    .flatMap(({ code, texts }) => {
      const [nearest] = texts.flatMap((known) => matches(code, known, text)).sort(nearestFirst);
      return nearest ? [nearest] : [];
    })
    .sort(nearestFirst);
}

function matches(code: Code, { pattern, isSecond }: KnownText, text: string): Match[] {
  // most texts have few of them, and this one needs no pattern to be made
  if (!pattern.test(text)) return [];
  const everywhere = new RegExp(pattern, pattern.flags.replace('g', '').concat('g'));
  return Array.from(text.matchAll(everywhere), ({ index, 0: matched }) => ({
    code,
    start: index,
    end: index + matched.length,
    isSecond: isSecond === true,
  }));
}

/** Stable: what is equal in all of that stays in the order of the catalogue. */
const nearestFirst = (a: Match, b: Match): number =>
  b.end - a.end || a.start - b.start || Number(a.isSecond) - Number(b.isSecond);

/** Each layer that quotes another puts backslashes before its quotes, and before those of the quotes in them. */
export const plainQuotes = (text: string): string => text.replace(/\\{1,64}"/g, '"').replace(/\\n/g, ' ');

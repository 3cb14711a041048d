import type { Entry } from '../knowledge/entry.ts';
import { entryOf } from '../knowledge/index.ts';
import { entriesIn, type Match } from '../knowledge/match-text.ts';
import { lastSpeaker, type UnwrappedError, unwrap } from './unwrap.ts';

/** What an error text says. */
export interface TextExplanation {
  /** Who put which words before those of the next one, from the outside in; empty where nobody is known. */
  readonly chain: readonly { readonly who: string; readonly words: string }[];
  /** What the innermost one complains of. */
  readonly complaint: string;
  /** What follows from who spoke, in sentences of one paragraph each. */
  readonly proves: readonly string[];
  /** The known failures that have these words, the likeliest first. */
  readonly known: readonly Entry[];
}

/** Takes a text apart, and looks for its words among the known failures. It has been cleaned. */
export function explainText(text: string): TextExplanation {
  const unwrapped = unwrap(text);
  return {
    chain: unwrapped.parts.map(({ by, text: words }) => ({ who: by.name, words: words.trim() })),
    complaint: unwrapped.complaint,
    proves: proves(unwrapped),
    known: knownIn(text).map(({ code }) => entryOf(code)),
  };
}

/** There is something to tell of it: who speaks, or which failure it is. */
export const isKnown = ({ chain, known }: TextExplanation): boolean => chain.length > 0 || known.length > 0;

function proves(unwrapped: UnwrappedError): readonly string[] {
  if (unwrapped.parts.length === 0) return ['Nothing in it shows which layer wrote it.'];
  return [
    lastSpeaker(unwrapped)?.tells ??
      'Only carriers between two layers are known in it, so either of the two may have said it.',
    ...(unwrapped.classless
      ? ['The word unknown at its end is the class that containerd gives to errors without one; it means nothing.']
      : []),
  ];
}

/** A text that was pasted may have been broken in the middle of a line. */
function knownIn(text: string): readonly Match[] {
  const matches = entriesIn(text);
  return matches.length > 0 ? matches : entriesIn(text.replace(/\s+/g, ' '));
}

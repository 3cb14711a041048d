import { catalogue, entryOf } from '../knowledge/index.ts';
import { clean } from '../model/clean-text.ts';
import type { Code } from '../model/code.ts';
import { toASCII } from '../report/glyphs.ts';
import { renderEntry } from './render-entry.ts';
import { renderList } from './render-list.ts';
import { renderText } from './render-text.ts';

/** What is to be explained: all that is known, one entry, or an error text from outside. */
export type Question =
  | { readonly kind: 'everything' }
  | { readonly kind: 'code'; readonly code: Code }
  | { readonly kind: 'text'; readonly text: string | Uint8Array };

interface Look {
  readonly width: number;
  /** Whether the terminal's character set is UTF-8; otherwise the output is ASCII. */
  readonly unicode: boolean;
}

/** Narrower terminals are treated as if they were so wide. */
const minWidth = 60;

/** The answer, with a line feed at its end. */
export function explanation(question: Question, look: Look): string {
  return `${lines(question, { ...look, width: Math.max(look.width, minWidth) }).join('\n')}\n`;
}

function lines(question: Question, { width, unicode }: Look): string[] {
  switch (question.kind) {
    case 'everything':
      return renderList(catalogue, width);
    case 'code':
      return renderEntry(entryOf(question.code), width);
    case 'text': {
      const cleaned = clean(question.text);
      return renderText(unicode ? cleaned : toASCII(cleaned), width);
    }
  }
}

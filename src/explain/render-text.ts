import type { Entry } from '../knowledge/entry.ts';
import { prose } from '../report/table/paragraph.ts';
import { wrapWords } from '../report/wrap.ts';
import { type Explained, explained } from './explained.ts';
import { renderEntry } from './render-entry.ts';
import { codeAndTitle, twoColumns } from './render-list.ts';
import { answerWords, knownWords } from './words.ts';

const column = 32;

/** What an error text says: whose words are in it, and which known failures have them. */
export function renderText(text: string, width: number): string[] {
  const answer = explained(text);
  return [...renderChain(answer, width), '', ...renderKnown(answer.known, width)];
}

function renderChain({ chain, complaint, proves }: Explained, width: number): string[] {
  if (chain.length === 0) return proves.flatMap((sentence) => wrapWords(sentence, width));
  return [
    `${answerWords.chain}:`,
    ...chain.flatMap(({ who, words }) => twoColumns(`  ${who}`, words, column, width)),
    ...twoColumns(`  ${answerWords.complaint}`, complaint || answerWords.noComplaint, column, width),
    '',
    ...proves.flatMap((sentence) => prose(sentence, width)),
  ];
}

function renderKnown(known: readonly Entry[], width: number): string[] {
  const [likeliest, ...others] = known;
  if (!likeliest) {
    return wrapWords(`${answerWords.notKnown}; the known failures: kubectl exec-doctor explain`, width);
  }
  return [
    `${knownWords(known)}:`,
    ...known.flatMap((entry) => codeAndTitle(entry, width)),
    '',
    ...renderEntry(likeliest, width),
    ...(others.length > 0 ? ['', 'The others: kubectl exec-doctor explain CODE'] : []),
  ];
}

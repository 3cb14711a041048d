import type { Entry } from '../knowledge/entry.ts';
import { catalogue, entryOf } from '../knowledge/index.ts';
import { clean } from '../model/clean-text.ts';
import type { Code } from '../model/code.ts';
import { type Terminal, toASCII } from '../report/render-options.ts';
import { bullet, prose, stepLines } from '../report/table/paragraph.ts';
import { wrapWords } from '../report/wrap.ts';
import { explainText, type TextExplanation } from './explain-text.ts';
import { answerLabels, frequencyLabels, knownLabel, placeLabel } from './labels.ts';
import { type Section, sectionsOf, sourceAddress } from './sections.ts';

/** What is to be explained: all that is known, one entry, or an error text from outside. */
export type Question =
  | { readonly kind: 'everything' }
  | { readonly kind: 'code'; readonly code: Code }
  | { readonly kind: 'text'; readonly text: string | Uint8Array };

/** Narrower terminals are treated as if they were so wide. */
const minWidth = 60;

/** The answer, with a line feed at its end. */
export function explanation(question: Question, terminal: Terminal): string {
  return `${lines(question, { ...terminal, width: Math.max(terminal.width, minWidth) }).join('\n')}\n`;
}

function lines(question: Question, { width, unicode }: Terminal): string[] {
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

/** Where titles and words begin. */
const column = 32;

/** Every code with its title, those that are met most often first. */
function renderList(entries: readonly Entry[], width: number): string[] {
  const groups = Map.groupBy(entries, ({ frequency }) => frequency);
  return [
    ...wrapWords(
      `${entries.length} known failures. One of them: kubectl exec-doctor explain CODE. Which one an error is: kubectl exec-doctor explain 'TEXT', or explain - for a text on stdin.`,
      width,
    ),
    ...[...groups].flatMap(([frequency, entries]) => [
      '',
      `${frequencyLabels[frequency]}:`,
      ...entries.flatMap((entry) => codeAndTitle(entry, width)),
    ]),
  ];
}

/** A code, and its title beside it. */
function codeAndTitle({ code, title }: Pick<Entry, 'code' | 'title'>, width: number): string[] {
  return twoColumns(`  ${code}`, title, column, width);
}

/** A word, and a text that is wrapped beside it. */
function twoColumns(word: string, text: string, start: number, width: number): string[] {
  const lines = wrapWords(text, width - start);
  return (lines.length === 0 ? [''] : lines).map((line, index) =>
    `${(index === 0 ? word : '').padEnd(start - 1)} ${line}`.trimEnd(),
  );
}

/** What an error text says: whose words are in it, and which known failures have them. */
function renderText(text: string, width: number): string[] {
  const answer = explainText(text);
  return [...renderChain(answer, width), '', ...renderKnown(answer.known, width)];
}

function renderChain({ chain, complaint, proves }: TextExplanation, width: number): string[] {
  if (chain.length === 0) return proves.flatMap((sentence) => wrapWords(sentence, width));
  return [
    `${answerLabels.chain}:`,
    ...chain.flatMap(({ who, words }) => twoColumns(`  ${who}`, words, column, width)),
    ...twoColumns(`  ${answerLabels.complaint}`, complaint || answerLabels.noComplaint, column, width),
    '',
    ...proves.flatMap((sentence) => prose(sentence, width)),
  ];
}

function renderKnown(known: readonly Entry[], width: number): string[] {
  const [likeliest, ...others] = known;
  if (!likeliest) {
    return wrapWords(`${answerLabels.notKnown}; the known failures: kubectl exec-doctor explain`, width);
  }
  return [
    `${knownLabel(known)}:`,
    ...known.flatMap((entry) => codeAndTitle(entry, width)),
    '',
    ...renderEntry(likeliest, width),
    ...(others.length > 0 ? ['', 'The others: kubectl exec-doctor explain CODE'] : []),
  ];
}

/** An entry of the catalogue, as lines. Only commands and addresses, which are there to be copied, may be wider. */
function renderEntry(entry: Entry, width: number): string[] {
  return [
    ...wrapWords(`${entry.code}: ${entry.title}`, width),
    ...prose(placeLabel(entry), width),
    ...sectionsOf(entry).flatMap((section) => ['', `${section.heading}:`, ...linesIn(section, width)]),
  ];
}

const linesIn = (section: Section, width: number): readonly string[] =>
  section.each === 'step'
    ? section.steps.flatMap((step) => stepLines(step, null, width))
    : section.texts.flatMap((text) => linesOf[section.each](text, width));

const linesOf: Readonly<Record<Exclude<Section['each'], 'step'>, (text: string, width: number) => readonly string[]>> =
  {
    paragraph: prose,
    // Not to be copied, so it may be broken between words.
    quotation: (text, width) =>
      text.split('\n').flatMap((line) => wrapWords(line, width - 4).map((piece) => `    ${piece}`)),
    item: bullet,
    source: (source) => [`  ${sourceAddress(source)}`],
  };

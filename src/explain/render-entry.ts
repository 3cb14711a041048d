import type { Entry } from '../knowledge/entry.ts';
import { bullet, prose, stepLines } from '../report/table/paragraph.ts';
import { wrapWords } from '../report/wrap.ts';
import { type Section, sectionsOf } from './sections.ts';
import { sourceAddress } from './source-address.ts';
import { placeWords } from './words.ts';

/** An entry of the catalogue, as lines. Only commands and addresses, which are there to be copied, may be wider. */
export function renderEntry(entry: Entry, width: number): string[] {
  return [
    ...wrapWords(`${entry.code}: ${entry.title}`, width),
    ...prose(placeWords(entry), width),
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

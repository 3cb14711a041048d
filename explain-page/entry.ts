import { placeLabel } from '../src/explain/labels.ts';
import { type Section, sectionsOf, sourceAddress } from '../src/explain/sections.ts';
import type { Entry } from '../src/knowledge/entry.ts';
import type { Step } from '../src/model/step.ts';
import { remarkOf } from '../src/report/step.ts';
import { type Markup, type Tag, tag } from './markup.ts';

/** A known failure: all that `explain CODE` tells of it. */
export function entryOnPage(entry: Entry): readonly Tag[] {
  const { code, title } = entry;
  return [
    tag('h3', {}, tag('a', { href: `#${code}` }, code), `: ${title}`),
    tag('p', { class: 'place' }, placeLabel(entry)),
    tag(
      'dl',
      {},
      ...sectionsOf(entry).flatMap((section) => [
        tag('dt', {}, section.heading),
        tag('dd', {}, ...(section.each === 'step' ? [stepList(section.steps)] : showAs[section.each](section.texts))),
      ]),
    ),
  ];
}

/** A command to be copied, or a text as it was printed. */
const verbatim = (text: string) => tag('pre', {}, tag('code', {}, text));

const listOf = (items: readonly Markup[]) => tag('ul', {}, ...items.map((item) => tag('li', {}, item)));

const stepList = (steps: readonly Step[]) =>
  tag('ul', { class: 'steps' }, ...steps.map((step) => tag('li', {}, ...stepParts(step))));

const showAs: Readonly<Record<Exclude<Section['each'], 'step'>, (texts: readonly string[]) => readonly Tag[]>> = {
  paragraph: (texts) => texts.map((text) => tag('p', {}, text)),
  quotation: (texts) => texts.map(verbatim),
  item: (texts) => [listOf(texts)],
  source: (sources) => [
    listOf(sources.map((source) => tag('a', { href: sourceAddress(source) }, sourceAddress(source)))),
  ],
};

function stepParts(step: Step): readonly Markup[] {
  if (step.command === null) return [step.note];
  const remark = remarkOf(step, null);
  return [...(remark === '' ? [] : [remark]), verbatim(step.command)];
}

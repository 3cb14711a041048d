import { type Section, sectionsOf } from '../src/explain/sections.ts';
import { sourceAddress } from '../src/explain/source-address.ts';
import { placeWords } from '../src/explain/words.ts';
import { parseStep } from '../src/report/step.ts';
import type { Signature } from '../src/signatures/signature.ts';
import { type Markup, type Tag, tag } from './markup.ts';

/** A known failure: all that `explain CODE` tells of it. */
export function entry(signature: Signature): readonly Tag[] {
  const { code, title } = signature;
  return [
    tag('h3', {}, tag('a', { href: `#${code}` }, code), `: ${title}`),
    tag('p', { class: 'place' }, placeWords(signature)),
    tag(
      'dl',
      {},
      ...sectionsOf(signature).flatMap(({ heading, each, texts }) => [
        tag('dt', {}, heading),
        tag('dd', {}, ...showAs[each](texts)),
      ]),
    ),
  ];
}

/** A command to be copied, or a text as it was printed. */
const verbatim = (text: string) => tag('pre', {}, tag('code', {}, text));

const listOf = (items: readonly Markup[]) => tag('ul', {}, ...items.map((item) => tag('li', {}, item)));

const showAs: Readonly<Record<Section['each'], (texts: readonly string[]) => readonly Tag[]>> = {
  paragraph: (texts) => texts.map((text) => tag('p', {}, text)),
  quotation: (texts) => texts.map(verbatim),
  step: (steps) => [tag('ul', { class: 'steps' }, ...steps.map((step) => tag('li', {}, ...stepParts(step))))],
  item: (texts) => [listOf(texts)],
  source: (sources) => [
    listOf(sources.map((source) => tag('a', { href: sourceAddress(source) }, sourceAddress(source)))),
  ],
};

function stepParts(text: string): readonly Markup[] {
  const step = parseStep(text);
  if (step.kind === 'sentence') return [step.text];
  return [...(step.remark === '' ? [] : [step.remark]), verbatim(step.command)];
}

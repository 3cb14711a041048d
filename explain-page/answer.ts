import { explainText, type TextExplanation } from '../src/explain/explain-text.ts';
import { answerLabels, knownLabel } from '../src/explain/labels.ts';
import type { Entry } from '../src/knowledge/entry.ts';
import { limits } from '../src/limits.ts';
import { clean } from '../src/model/clean-text.ts';
import { entryOnPage } from './entry.ts';
import { type Tag, tag } from './markup.ts';

/** What the page answers to a text: the same as `explain -`. */
export function answer(pasted: string): readonly Tag[] {
  const { text, whole } = bounded(pasted);
  if (text.trim() === '') return [tag('p', {}, 'Nothing to explain: paste the text of an error.')];
  const said = explainText(clean(text));
  return [
    ...(whole
      ? []
      : [tag('p', {}, `It is longer than ${limits.explainTextBytes} bytes; only its beginning was read.`)]),
    ...chain(said),
    ...known(said.known),
  ];
}

/** As much as the command reads. */
function bounded(text: string): { readonly text: string; readonly whole: boolean } {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limits.explainTextBytes));
  return { text: text.slice(0, read), whole: read === text.length };
}

function chain({ chain, complaint, proves }: TextExplanation): readonly Tag[] {
  const sentences = proves.map((sentence) => tag('p', {}, sentence));
  if (chain.length === 0) return sentences;
  return [
    tag('h2', {}, answerLabels.chain),
    tag(
      'ol',
      { class: 'chain' },
      ...chain.map(({ who, words }) => link(who, words)),
      link(answerLabels.complaint, complaint || answerLabels.noComplaint),
    ),
    ...sentences,
  ];
}

const link = (who: string, words: string) => tag('li', {}, tag('span', {}, who), ' ', tag('code', {}, words));

function known(entries: readonly Entry[]): readonly Tag[] {
  const [likeliest, ...others] = entries;
  if (!likeliest) return [tag('p', {}, `${answerLabels.notKnown}; the known failures are below.`)];
  return [
    tag('h2', {}, knownLabel(entries)),
    ...(others.length > 0 ? [tag('ul', {}, ...entries.map(codeAndTitle))] : []),
    tag('article', {}, ...entryOnPage(likeliest)),
  ];
}

const codeAndTitle = ({ code, title }: Entry) => tag('li', {}, tag('a', { href: `#${code}` }, code), `: ${title}`);

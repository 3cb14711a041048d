import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { generatedPage } from '../../../explain-page/generated-page.ts';
import { explanation } from '../../../src/explain/explanation.ts';
import { catalogue } from '../../../src/signatures/catalogue.ts';
import type { Signature } from '../../../src/signatures/signature.ts';
import { fakeDocument } from './fake-document.ts';

const entries: readonly Signature[] = catalogue;
const [, script = ''] = /<script>(.*)<\/script>/s.exec(await generatedPage()) ?? [];

/** The page in a browser that has nothing else. */
function opened() {
  const { document, ...page } = fakeDocument();
  runInNewContext(script, { document, TextEncoder, TextDecoder });
  return page;
}

const page = opened();

function answerTo(text: string) {
  page.textarea.value = text;
  page.form.happens('submit', { preventDefault: () => {} });
  return page.answer;
}

/** Without what only parts words: colons behind them, and how wide the gaps are. */
const plain = (text: string) =>
  text
    .replace(/:(?=\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** What `explain` prints, a line a paragraph, but for its hint at what to type next. */
const printed = (text: string) =>
  explanation({ kind: 'text', text }, { width: 10_000, unicode: true })
    .split('\n')
    .map((line) => plain(line.replace(/^ {2}- /, '')))
    .filter((line) => line !== '' && line !== 'The others kubectl exec-doctor explain CODE');

const examples = entries.flatMap(({ code, texts }) => texts.map(({ example }) => [code, example] as const));

describe('the script of the page', () => {
  it.each(examples)('says of %s all that explain says: %j', (_code, example) => {
    const shown = plain(answerTo(example).words);
    expect(printed(example).filter((line) => !shown.includes(line))).toEqual([]);
  });

  it('shows the form, which without scripts is of no use', () => expect(opened().form.hidden).toBe(false));
  it('lets no browser send the form', () => {
    let prevented = false;
    opened().form.happens('submit', {
      preventDefault: () => {
        prevented = true;
      },
    });
    expect(prevented).toBe(true);
  });
  it.each([
    ['insertFromPaste', true],
    ['insertText', false],
  ])('answers by itself to %s: %s', (inputType, answers) => {
    const { textarea, answer } = opened();
    textarea.value = 'ttrpc: closed';
    textarea.happens('input', { inputType });
    expect(answer.words.includes('shim-killed')).toBe(answers);
  });
  it('shows one answer, the last one', () => {
    answerTo('ttrpc: closed');
    expect(answerTo('hello').words).not.toContain('shim-killed');
  });
  it('makes no elements of what is pasted', () => {
    const answer = answerTo('Error response from daemon: <img src=x onerror=alert(1)><script>alert(2)</script>');
    expect(answer.words).toContain('<img src=x onerror=alert(1)><script>alert(2)</script>');
    expect([...answer.all('img'), ...answer.all('script')]).toEqual([]);
  });
});

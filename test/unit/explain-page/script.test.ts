import { type Element, Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { generatedPage } from '../../../explain-page/generated-page.ts';
import { explanation } from '../../../src/explain/render.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { catalogue } from '../../../src/knowledge/index.ts';

const entries: readonly Entry[] = catalogue;

const window = new Window({
  settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true },
});
window.document.write(await generatedPage());
const find = (selector: string) => {
  const found = window.document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
};
const form = find('form');
const textarea = find('textarea');
const answer = find('#answer');

/** Whether the page has kept the browser from sending the form. */
function submit(): boolean {
  return !form.dispatchEvent(new window.Event('submit', { cancelable: true }));
}

function answerTo(text: string): string {
  Object.assign(textarea, { value: text });
  submit();
  return words(answer);
}

/** What it shows, and where its links lead, paragraphs apart. */
const words = (element: Element): string =>
  [
    element.getAttribute('href') ?? '',
    ...[...element.childNodes].map((child) => (child instanceof window.Element ? words(child) : child.textContent)),
  ]
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

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
    const shown = plain(answerTo(example));
    expect(printed(example).filter((line) => !shown.includes(line))).toEqual([]);
  });

  it('shows the form, which without scripts is of no use', () => expect(form.hasAttribute('hidden')).toBe(false));
  it('lets no browser send the form', () => expect(submit()).toBe(true));
  it.each([
    ['insertFromPaste', true],
    ['insertText', false],
  ])('answers by itself to %s: %s', (inputType, answers) => {
    answer.replaceChildren();
    Object.assign(textarea, { value: 'ttrpc: closed' });
    textarea.dispatchEvent(new window.InputEvent('input', { inputType }));
    expect(words(answer).includes('shim-killed')).toBe(answers);
  });
  it('shows one answer, the last one', () => {
    answerTo('ttrpc: closed');
    expect(answerTo('hello')).not.toContain('shim-killed');
  });
  it('makes no elements of what is pasted', () => {
    const shown = answerTo('Error response from daemon: <img src=x onerror=alert(1)><script>alert(2)</script>');
    expect(shown).toContain('<img src=x onerror=alert(1)><script>alert(2)</script>');
    expect(answer.querySelectorAll('img, script')).toHaveLength(0);
  });
});

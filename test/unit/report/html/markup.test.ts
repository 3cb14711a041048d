import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, isNothing, nothing, sourceOf } from '../../../../src/report/html/markup.ts';
import { all, parsePage } from './parse-page.ts';

/** What a parser of HTML reads as something else wherever it stands. */
const sameToAParser = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '');

describe('a template', () => {
  it.each<[what: string, text: string]>([
    ['an element', '<script>alert(1)</script>'],
    ['the end of an element', '</p></body></html><img src=x onerror=alert(1)>'],
    ['an entity', '&lt;b&gt; &amp;quot; &#x3c;'],
    ['a comment', '<!-- --><!--'],
    ['the end of an attribute', '" onclick="alert(1)'],
    ['the other quotes', "' onclick='alert(1)"],
    ['CDATA', '<![CDATA[<b>]]>'],
  ])('takes %s for text, between elements and in an attribute', (_, text) => {
    const { elements } = parsePage(sourceOf(html`<p title="${text}">${text}</p>`));
    expect(elements.map(({ tag }) => tag)).toEqual(['html', 'head', 'body', 'p']);
    expect(all(elements, 'p')).toMatchObject([{ attributes: { title: text }, text }]);
  });

  it('takes any text for text', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'=/ \n\r\0-!;#abx') }), (text) => {
        const { elements } = parsePage(sourceOf(html`<p title="${text}">${text}</p>`));
        expect(all(elements, 'p')).toHaveLength(1);
        expect(all(elements, 'p')[0]?.text).toBe(sameToAParser(text));
        expect(Object.keys(all(elements, 'p')[0]?.attributes ?? {})).toEqual(['title']);
      }),
    ));

  it('puts markup into markup as it is', () =>
    expect(sourceOf(html`<ul>${['<a>', 'b'].map((text) => html`<li>${text}</li>`)}</ul>${html`<hr>`}${7}`)).toBe(
      '<ul><li>&#60;a&#62;</li><li>b</li></ul><hr>7',
    ));
  it('can be nothing', () => expect([isNothing(nothing), isNothing(html`x`)]).toEqual([true, false]));
});

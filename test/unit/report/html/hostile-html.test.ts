import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../../src/report/html/render-html.ts';
import { sampled } from '../../../sampled.ts';
import { report } from '../build-report.ts';
import { poisoned } from '../poisoned.ts';
import { situations } from '../situations.ts';
import { all, type Parsed, parsePage } from './parse-page.ts';

const poison: Readonly<Record<string, string>> = {
  'a script': 'a<script>alert(1)</script>',
  'what runs by itself': 'a<img src=x onerror=alert(1)><svg onload=alert(1)><iframe srcdoc="<b>">',
  'the end of the style, the title and the page':
    'a</style></title></code></pre></details></main></body></html><h1>healthy</h1>',
  'quotes of both kinds': `a" onclick="alert(1)" x=''' style='color:red''`,
  entities: 'a&lt;b&gt;&#60;i&#62;&amp;&quot;&NewLine;&bogus;&',
  'comments and CDATA': 'a<!-- --!> <!--<![CDATA[ ]]>-->',
  'a base and a redirection': 'a<base href=//evil.example><meta http-equiv=refresh content=0>',
  'a template of ours': `a\${html\`<b>\`}{{7*7}}`,
  'controls of a terminal': 'a\x1b[2J\x1b]0;owned\x07\x9b31m\r\0\b<b>',
  'controls of writing': 'a\u202e\u2066\u200b\ufeff\ud800<b>',
  'a very long line': `a${'<b>'.repeat(1_000)}`,
};

/** Nothing in it has a meaning in HTML; as long, and as many lines. */
const harmless = (text: string) => text.replace(/[<>&"'=]/g, 'x');

/** The document without its texts. */
const skeleton = (page: string) => parsePage(page).elements.map(({ tag, attributes }) => [tag, attributes]);

const harmful = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/;

const shimHangs = situations['shim hangs'] ?? report();

describe.each(Object.entries(poison))('a report that is full of %s', (_, bad) => {
  const page = renderHtml(poisoned(shimHangs, bad));
  it('has the elements and attributes of a harmless one', () =>
    expect(skeleton(page)).toEqual(skeleton(renderHtml(poisoned(shimHangs, harmless(bad))))));
  it('needs no mending', () => expect(parsePage(page).errors).toEqual([]));
  it('has nothing that does not show, and nothing that turns the writing round', () =>
    expect(page).not.toMatch(harmful));
});

describe('a report that is full of all of it', () => {
  const bad = Object.values(poison).join(' ');
  it.each(sampled('pages that are full of poison', 3, Object.entries(situations)))(
    'has the elements and attributes of a harmless one: %s',
    (_, of) =>
      expect(skeleton(renderHtml(poisoned(of, bad)))).toEqual(skeleton(renderHtml(poisoned(of, harmless(bad))))),
  );
});

describe('poison', () => {
  const bad = '<b>&lt;"owned';
  const { elements } = parsePage(renderHtml(poisoned(shimHangs, bad)));
  const says = (found: readonly Parsed[]) => found.filter(({ text }) => text.includes(bad)).length;
  it.each([
    ['title', 1],
    ['dd', 12],
    ['td', 4],
    ['li', 10],
    ['pre', 10],
  ])('is there to be read, in each %s that it was put into', (tag, least) =>
    expect(says(all(elements, tag))).toBeGreaterThanOrEqual(least),
  );
  it('is in no attribute', () =>
    expect(elements.filter(({ attributes }) => JSON.stringify(attributes).includes('owned'))).toEqual([]));
});

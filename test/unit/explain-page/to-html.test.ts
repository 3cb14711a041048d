import { expect, it } from 'vitest';
import { type Markup, tag } from '../../../explain-page/markup.ts';
import { toHTML } from '../../../explain-page/to-html.ts';

it.each<[string, Markup, string]>([
  ['a text', 'a', 'a'],
  ['a text that looks like HTML', '<b a="c">&amp;', '&lt;b a=&quot;c&quot;&gt;&amp;amp;'],
  ['a block, on a line of its own', tag('p', {}, 'a'), '\n<p>a</p>'],
  ['what is within a line', tag('li', {}, tag('code', {}, 'a'), ' ', 'b'), '\n<li><code>a</code> b</li>'],
  ['attributes', tag('a', { href: '#x', class: '"><b>' }, 'y'), '<a href="#x" class="&quot;&gt;&lt;b&gt;">y</a>'],
  ['nothing in it', tag('ul', {}), '\n<ul></ul>'],
])('%s', (_what, markup, html) => expect(toHTML(markup)).toBe(html));

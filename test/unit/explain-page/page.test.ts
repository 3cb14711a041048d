import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { explainPage } from '../../../explain-page/page.ts';
import { toHTML } from '../../../explain-page/to-html.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { layers } from '../../../src/model/layer.ts';
import { eachHolds } from '../../each-holds.ts';

const entries: readonly Entry[] = catalogue;
const [script, style] = ['a < b && c()', 'p { color: red }'];
const page = explainPage({ script, style });

const all = (pattern: RegExp, text = page) => [...text.matchAll(pattern)].map(([, found = '']) => found);
const ids = all(/ id="([^"]+)"/g);
const links = all(/ href="([^"]+)"/g);

const articles = page.split(/(?=<article id=)/);

/** From its anchor to the next one. */
const entryOf = (code: string) => articles.find((part) => part.startsWith(`<article id="${code}">`)) ?? '';

describe('each entry', () => {
  const rule = (what: string, holds: (entry: Entry) => void) =>
    it(what, () => eachHolds(entries, ({ code }) => code, holds));

  rule('has its title, meaning and texts below its anchor', ({ code, title, meaning, texts }) => {
    const entry = entryOf(code);
    for (const part of [title, meaning, ...texts.map(({ example }) => example)]) expect(entry).toContain(toHTML(part));
  });
  rule('tells how to confirm it, what to do, and from where that is', ({ code }) =>
    expect(all(/<dt>(To confirm it|What to do|From)/g, entryOf(code))).toEqual(['To confirm it', 'What to do', 'From']),
  );
});

describe('the page', () => {
  it('has each known failure once', () =>
    expect(all(/<article id="([^"]+)"/g).toSorted()).toEqual(entries.map(({ code }) => code).toSorted()));
  it('has them by layer, down the chain', () =>
    expect(all(/<section id="at-([^"]+)"/g)).toEqual([...layers, 'no-layer']));
  it.each<[string, string]>([
    ['tunnel-down', 'api-server'],
    ['shim-stopped', 'shim'],
    ['program-missing', 'no-layer'],
  ])('has %s at %s', (code, layer) => {
    const before = page.slice(0, page.indexOf(`<article id="${code}">`));
    expect(all(/<section id="at-([^"]+)"/g, before).at(-1)).toBe(layer);
  });
  it('has no anchor twice', () => expect(ids).toEqual([...new Set(ids)]));
  it('has contents that lead to all of it', () => {
    const [nav = ''] = all(/<nav>(.*)<\/nav>/gs);
    const anchors = all(/<(?:article|section) id="([^"]+)"/g).map((id) => `#${id}`);
    expect(all(/ href="([^"]+)"/g, nav)).toEqual(anchors);
  });
  it('links to what is there, and to sources', () => {
    const broken = links.filter((link) => {
      if (link.startsWith('#')) return !ids.includes(link.slice(1));
      return !link.startsWith('https://');
    });
    expect(broken).toEqual([]);
  });
  it('says what it is, to people and to search engines', () => {
    expect(page).toMatch(/<title>kubectl exec errors explained: .+<\/title>/);
    expect(page).toMatch(/<meta name="description" content="Paste an error of kubectl exec, .+">/);
    expect(page).toContain('nothing is sent anywhere');
  });
});

describe('what the page may do', () => {
  const [policy = ''] = all(/<meta http-equiv="Content-Security-Policy" content="([^"]+)">/g);
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

  it('is nothing but to run its own script and to look as it does', () =>
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ]));
  it('needs no other file', () => expect(all(/<(link|img|iframe|object|embed)\b| src=/g)).toEqual([]));
  it.each(['"</script>"', '"</SCRIPT >"', '"<script"', '"<!--"'])('is not told in HTML by a script with %s', (text) =>
    expect(() => explainPage({ script: text, style })).toThrow('would end it'),
  );
});

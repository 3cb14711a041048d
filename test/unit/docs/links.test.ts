import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json';
import { codeOf, pages, read, root } from './documents.ts';

/** Targets of links but for those that leave the repository. */
const linksOf = (page: string) =>
  [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^\w+:/.test(target));

/** As GitHub makes them of headings. */
const anchorsOf = (page: string) =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-')}`,
  );

it('the npm package has what README.md links to', () => {
  const packed = [...packageJson.files, 'README.md', 'LICENSE'];
  const missing = linksOf(read('README.md'))
    .map((target) => target.split('#')[0] ?? '')
    .filter((file) => !packed.some((entry) => file === entry || file.startsWith(`${entry}/`)));
  expect(missing).toEqual([]);
});

describe.each(pages)('%s', (path) => {
  const text = read(path);
  const base = new URL(path, root);

  it('links to what is there', () => {
    const broken = linksOf(text).filter((target) => {
      const [file = '', anchor] = target.split('#');
      const url = file === '' ? base : new URL(file, base);
      if (!existsSync(url)) return true;
      return anchor !== undefined && !anchorsOf(read(url.pathname.slice(root.pathname.length))).includes(`#${anchor}`);
    });
    expect(broken).toEqual([]);
  });

  it('names files that are there', () => {
    const named = codeOf(text).spans.filter((span) => /^(src|test|docs|lab|krew)\/[\w./-]+$/.test(span));
    expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});

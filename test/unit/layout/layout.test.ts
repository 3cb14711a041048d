import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/knowledge/index.ts';
import { filesBelow, importsOf, loadedWith, reachedFrom, textOf } from './imports.ts';

/** Which other failures are not the cause beside it is its own knowledge; and a rule of the diagnosis may have the same name. */
const known = (text: string) => text.replace(/\bbeats: \[[^\]]*\]|\bid: '[^']*'/g, '');

/** Rows of who wrote a text, which may be called as the failure is that the text tells of. */
const ofAuthors = ['src/diagnosis/author.ts', 'src/diagnosis/start-failure-author.ts'];

describe('all that is known of a failure is in one file', () => {
  const sources = filesBelow('src')
    .filter((file) => file !== 'src/model/code.ts' && !ofAuthors.includes(file))
    .map((file) => ({ file, text: known(textOf(file)) }));
  it.each(catalogue)('$code', ({ code }) => {
    const literal = new RegExp(`(['"\`])${code}\\1`);
    const files = sources.filter(({ text }) => literal.test(text)).map(({ file }) => file);
    expect(files).toEqual([expect.stringMatching(/^src\/knowledge\/(?!detectors\/)/)]);
  });
});

describe('what is below knows nothing of what is above it', () => {
  const above = {
    'src/model/code.ts': /./,
    'src/model': /^src\/(evidence|knowledge|diagnosis|report|run)\//,
    'src/evidence': /^src\/(knowledge|diagnosis|report|run)\//,
    'src/knowledge': /^src\/(diagnosis|report|run)\//,
    'src/diagnosis': /^src\/(report|run)\//,
  };
  it.each(Object.entries(above))('%s', (place, forbidden) => {
    const files = place.endsWith('.ts') ? [place] : filesBelow(place);
    expect(files.flatMap((file) => importsOf(file)).filter(({ file }) => forbidden.test(file))).toEqual([]);
  });
});

it('to explain a failure nothing of a diagnosis is loaded', () =>
  expect([...loadedWith(filesBelow('src/explain'))].filter((file) => file.startsWith('src/diagnosis/'))).toEqual([]));

it.each(['src/model', 'src/evidence', 'src/knowledge'])('no file of %s imports itself by a detour', (folder) =>
  expect(filesBelow(folder).filter((file) => reachedFrom(file).has(file))).toEqual([]),
);

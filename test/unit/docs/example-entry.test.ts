import { expect, it } from 'vitest';
import { entryOf } from '../../../src/knowledge/index.ts';
import { exampleEntry } from './example-entry.ts';

it('the entry in CONTRIBUTING.md is one of the catalogue, shortened', () => {
  const { code, title, layers, scope, frequency, detect, traits } = exampleEntry;
  expect(entryOf(code)).toMatchObject({ code, title, layers, scope, frequency, detect, traits });
});

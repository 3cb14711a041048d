import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/command-line/help-text.ts';
import type { Entry } from '../../../src/knowledge/entry.ts';
import { stepsOf } from '../../../src/knowledge/entry-steps.ts';
import { catalogue } from '../../../src/knowledge/index.ts';
import { eachHolds } from '../../each-holds.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { stepTexts } from '../diagnosis/step-text.ts';
import { reportOf } from '../from-records/saved-recording.ts';
import { pages, read } from './documents.ts';
import { literalsOf } from './literals.ts';
import { avoidedIn, avoidedWords } from './words.ts';

describe('the word list', () => {
  it.each(avoidedWords)('$word is found', ({ pattern, word }) => {
    const forms = [word, ...word.split(', ')];
    expect(forms.some((form) => pattern.test(form))).toBe(true);
  });
  it.each(avoidedWords)('what stands for $word is none of it', ({ instead }) => expect(avoidedIn(instead)).toEqual([]));
});

const entries: readonly Entry[] = catalogue;
const sentencesOf = ({ title, meaning, versions = '', traits, confirm, fix }: Entry) => [
  ...[title, meaning, versions, traits?.degrades ?? ''],
  ...stepTexts([...stepsOf(confirm), ...stepsOf(fix)]),
];

describe('no word of the list', () => {
  it('stands in a known failure', () =>
    eachHolds(
      entries,
      ({ code }) => code,
      (entry) => expect(sentencesOf(entry).flatMap(avoidedIn).join()).toBe(''),
    ));

  it('stands in what was concluded of a recorded fault', () =>
    eachHolds(
      recordedFaults(recordedModes),
      ({ mode, name }) => `${mode}/${name}`,
      ({ recording }) => {
        const { verdict, findings, leftBehind } = reportOf(recording);
        expect(avoidedIn(JSON.stringify({ verdict, findings, leftBehind })).join()).toBe('');
      },
    ));

  it('stands in the help', () => expect(avoidedIn(helpText())).toEqual([]));

  it('stands in a sentence of the source', () =>
    eachHolds(
      readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')),
      (file) => `src/${file}`,
      (file) => expect(saidIn(`src/${file}`).flatMap(avoidedIn).join()).toBe(''),
    ));
});

/** What a source has to say, but for the words of other programs. */
const saidIn = (file: string): readonly string[] =>
  literalsOf(readFileSync(file, 'utf8').replaceAll(/\bexample:\s*/g, '//')).filter((text) => / /.test(text.trim()));

// what has been released stays as it was written; the lab speaks of its own commands
const left = /^(?:CHANGELOG|lab)/;

describe.each(pages.filter((page) => !left.test(page)))('%s', (page) => {
  it('has no word of the list', () => {
    const text = read(page)
      .replaceAll(/<!-- words:[\s\S]*?<!-- end of words -->/g, '')
      .replaceAll(/^```[\s\S]*?^```$|`[^`\n]+`/gm, '');
    expect(text.split(/\n{2,}/).flatMap((paragraph) => avoidedIn(paragraph.replaceAll(/\s+/g, ' ')))).toEqual([]);
  });
});

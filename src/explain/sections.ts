import type { Entry } from '../knowledge/entry.ts';
import { stepsOf } from '../knowledge/entry-steps.ts';
import type { Step } from '../model/step.ts';
import { placeholdersIn } from './labels.ts';

/** A part of an entry: a heading, and what is shown in one way. */
export type Section =
  | {
      readonly heading: string;
      readonly each: 'paragraph' | 'quotation' | 'item' | 'source';
      readonly texts: readonly string[];
    }
  | { readonly heading: string; readonly each: 'step'; readonly steps: readonly Step[] };

/** What is known of a failure, beside its title and its place; only parts that have something to say. */
export function sectionsOf(entry: Entry): readonly Section[] {
  const { meaning, versions, texts, sources } = entry;
  const [confirm, fix] = [stepsOf(entry.confirm), stepsOf(entry.fix)];
  const sections: readonly Section[] = [
    { heading: 'What it means', each: 'paragraph', texts: [meaning] },
    { heading: 'Versions', each: 'paragraph', texts: versions ? [versions] : [] },
    { heading: 'What is printed, for example', each: 'quotation', texts: texts.map(({ example }) => example) },
    { heading: 'To confirm it', each: 'step', steps: confirm },
    { heading: 'What to do, the least harmful first', each: 'step', steps: fix },
    { heading: 'In capitals', each: 'item', texts: placeholdersIn([...confirm, ...fix]) },
    { heading: 'From', each: 'source', texts: sources },
  ];
  return sections.filter((section) => (section.each === 'step' ? section.steps : section.texts).length > 0);
}

/** `OWNER/REPOSITORY#NUMBER` as a page; GitHub leads from an issue's address to the pull request of that number. */
export function sourceAddress(source: string): string {
  const [, repository, number] = /^([^#:]+)#(\d+)$/.exec(source) ?? [];
  return repository ? `https://github.com/${repository}/issues/${number}` : source;
}

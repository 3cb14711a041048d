import { fixOf } from '../signatures/proven.ts';
import type { Signature } from '../signatures/signature.ts';
import { placeholdersIn } from './words.ts';

/** A part of an entry: a heading, and texts that are shown in one way. */
export interface Section {
  readonly heading: string;
  readonly each: 'paragraph' | 'quotation' | 'step' | 'item' | 'source';
  readonly texts: readonly string[];
}

/** What is known of a failure, beside its title and its place; only parts that have something to say. */
export function sectionsOf(signature: Signature): readonly Section[] {
  const { meaning, versions, texts, confirm, fix, sources } = signature;
  const sections: readonly Section[] = [
    { heading: 'What it means', each: 'paragraph', texts: [meaning] },
    { heading: 'Versions', each: 'paragraph', texts: versions ? [versions] : [] },
    { heading: 'What is printed, for example', each: 'quotation', texts: texts.map(({ example }) => example) },
    { heading: 'To confirm it', each: 'step', texts: confirm },
    { heading: 'What to do, the least harmful first', each: 'step', texts: fixOf(signature) },
    { heading: 'In capitals', each: 'item', texts: placeholdersIn([...confirm, ...fix]) },
    { heading: 'From', each: 'source', texts: sources },
  ];
  return sections.filter((section) => section.texts.length > 0);
}

import { read } from './documents.ts';

/** The entry that shows how one is written, as it stands in its file. */
export function entryBlock(): string {
  const [, entry] = /^export const exampleEntry = (\{\n.*^\})/ms.exec(read('test/unit/docs/example-entry.ts')) ?? [];
  if (entry === undefined) throw new Error('the example has no entry');
  return `\`\`\`ts\n${entry}\n\`\`\``;
}

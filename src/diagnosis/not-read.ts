import type { RecordOf } from '../records/record.ts';

type Unread = RecordOf<'unread'>;

/** What the script told that this program could not read. */
export function notRead(unread: readonly Unread[]): readonly string[] {
  if (unread.length === 0) return [];
  const kinds = [...new Set(unread.map(({ kind, at }) => (at ? `${kind} (its ${at})` : kind)))].toSorted();
  const count = unread.length === 1 ? 'one record' : `${unread.length} records`;
  return [`${count} of what the script told, which could not be read: ${kinds.slice(0, shown).join(', ')}`];
}

/** Kinds that are named. */
const shown = 5;

import { decodeLine, markOf } from './decode.ts';
import { decodeGist, gistMark } from './gist.ts';
import { missingFrom } from './missing-from.ts';
import type { NodeRecord } from './record.ts';

/** What the records in a text are marked with: the first that says so; null where there are none. */
export function markIn(text: string): string | null {
  for (const line of text.split(/\r?\n/)) {
    const mark = gistMark(line) ?? markOf(line);
    if (mark !== null) return mark;
  }
  return null;
}

/**
 * The records in a text that a console has kept: whole lines, and where it was cut, the gist before or behind them for
 * what is missing.
 */
export function decodeText(text: string, mark: string): { records: readonly NodeRecord[]; from: 'output' | 'gist' } {
  const lines = text.split(/\r?\n/);
  const records = lines.flatMap((line) => decodeLine(line, mark) ?? []);
  const begins = lines.flatMap((line, index) => (gistMark(line) === mark ? [index] : []));
  const gists = begins.map((begin, nth) => decodeGist(lines.slice(begin, begins[nth + 1]).join('\n')));
  const [longest = []] = gists.toSorted((a, b) => b.length - a.length);
  return { records: [...records, ...missingFrom(records, longest)], from: records.length > 0 ? 'output' : 'gist' };
}

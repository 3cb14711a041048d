import { briefMark, decodeBrief, missingFrom } from './brief.ts';
import { markPattern, type NodeRecord, readRecord } from './record.ts';

/** A line that may be a record: its mark, and what it says; null for everything else. */
function parseLine(line: string): { readonly mark: string; readonly record: NodeRecord } | null {
  if (!line.startsWith('{"n":"')) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('n' in value)) return null;
  if (typeof value.n !== 'string' || !markPattern.test(value.n)) return null;
  return { mark: value.n, record: readRecord(value) };
}

/** Reads one line of the log; null for everything that is not a whole line with that mark. */
export function decodeLine(line: string, mark: string): NodeRecord | null {
  const parsed = parseLine(line);
  return parsed?.mark === mark ? parsed.record : null;
}

/** The mark in a line that is the first record of a run; null for every other line. */
export function markOf(line: string): string | null {
  const parsed = parseLine(line);
  return parsed?.record.r === 'hello' ? parsed.mark : null;
}

/** The records in a stream of bytes that may be cut anywhere, each as soon as its line is whole. */
export async function* decodeStream(stream: AsyncIterable<Uint8Array>): AsyncGenerator<NodeRecord> {
  const utf8 = new TextDecoder();
  let mark: string | null = null;
  let rest = '';
  const decode = (line: string): NodeRecord | null => {
    mark ??= markOf(line);
    return mark === null ? null : decodeLine(line, mark);
  };
  for await (const chunk of stream) {
    const lines = (rest + utf8.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(-lineLimitChars);
    for (const line of lines) {
      const record = decode(line);
      if (record) yield record;
    }
  }
  // the last line may be whole though its end is missing
  const last = decode(rest);
  if (last) yield last;
}

/** A line of ours is under 8 KiB; of a longer one only the end is kept, so that a flood costs no memory. */
const lineLimitChars = 16_384;

/** What the records in a text are marked with: the first that says so; null where there are none. */
export function markIn(text: string): string | null {
  for (const line of text.split(/\r?\n/)) {
    const mark = briefMark(line) ?? markOf(line);
    if (mark !== null) return mark;
  }
  return null;
}

/**
 * The records in a text that a console has kept: whole lines, and where it was cut, the brief before or behind them for
 * what is missing.
 */
export function decodeText(text: string, mark: string): { records: readonly NodeRecord[]; from: 'output' | 'gist' } {
  const lines = text.split(/\r?\n/);
  const records = lines.flatMap((line) => decodeLine(line, mark) ?? []);
  const begins = lines.flatMap((line, index) => (briefMark(line) === mark ? [index] : []));
  const foundBriefs = begins.map((begin, nth) => decodeBrief(lines.slice(begin, begins[nth + 1]).join('\n')));
  const [longest = []] = foundBriefs.toSorted((a, b) => b.length - a.length);
  return { records: [...records, ...missingFrom(records, longest)], from: records.length > 0 ? 'output' : 'gist' };
}

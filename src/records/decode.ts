import { type NodeRecord, readRecord } from './record.ts';

/**
 * What marks the records of one run: a word that the node makes, which stands in no argument and in no manifest. The first
 * record carries it, and what carries another is not ours.
 */
export const markPattern = /^[0-9a-f-]{24,36}$/;

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

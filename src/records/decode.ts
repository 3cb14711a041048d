import { type NodeRecord, recordSchema } from './record.ts';

/** Reads one line of the log; null for everything that is not a whole record of this run. */
export function decodeLine(line: string, nonce: string): NodeRecord | null {
  if (!line.includes(nonce)) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('n' in value) || value.n !== nonce) return null;
  const record = recordSchema.safeParse(value);
  return record.success ? record.data : null;
}

/** The records in a stream of bytes that may be cut anywhere, each as soon as its line is whole. */
export async function* decodeStream(stream: AsyncIterable<Uint8Array>, nonce: string): AsyncGenerator<NodeRecord> {
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + utf8.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(-lineLimitChars);
    for (const line of lines) {
      const record = decodeLine(line, nonce);
      if (record) yield record;
    }
  }
  // the last line may be whole though its end is missing
  const last = decodeLine(rest, nonce);
  if (last) yield last;
}

/** A line of ours is under 8 KiB; of a longer one only the end is kept, so that a flood costs no memory. */
const lineLimitChars = 16_384;

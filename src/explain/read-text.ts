import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';

/** What comes on stdin, up to the limit. */
export async function readText(stdin: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length >= limits.explainTextBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, limits.explainTextBytes);
  if (text.toString().trim() !== '') return text;
  throw new Problem('Nothing came on stdin.', {
    next: 'Pipe an error text into it, as in: kubectl exec POD -- true 2>&1 | kubectl exec-doctor explain -',
  });
}

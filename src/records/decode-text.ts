import { decodeLine } from './decode.ts';
import { decodeGist } from './gist.ts';
import { missingFrom } from './missing-from.ts';
import type { NodeRecord } from './record.ts';

/**
 * The records in a text that a console has kept: whole lines, and where it was cut, the gist before or behind them for
 * what is missing.
 */
export function decodeText(text: string, nonce: string): { records: readonly NodeRecord[]; from: 'output' | 'gist' } {
  const lines = text.split(/\r?\n/);
  const records = lines.flatMap((line) => decodeLine(line, nonce) ?? []);
  const isBegin = (line: string) => line.startsWith(`hello ${nonce} `);
  const gists = lines.flatMap((line, index) => {
    if (!isBegin(line)) return [];
    const next = lines.findIndex((other, at) => at > index && isBegin(other));
    return [decodeGist(lines.slice(index, next === -1 ? undefined : next).join('\n'), nonce)];
  });
  const [longest = []] = gists.toSorted((a, b) => b.length - a.length);
  return { records: [...records, ...missingFrom(records, longest)], from: records.length > 0 ? 'output' : 'gist' };
}

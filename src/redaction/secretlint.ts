import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { limits } from '../limits.ts';
import { mark } from './rule.ts';

/** From a character to the one after the last. */
type Range = readonly [start: number, end: number];

// it would keep marks of every rule in every window, for nobody
secretLintProfiler.setEnabled(false);

/** A text could switch rules off by a comment, and texts are not ours. */
const obeysComments = 'secretlint-rule-filter-comments';

const config = {
  rules: rules.filter(({ meta }) => !meta.id.endsWith(obeysComments)).map((rule) => ({ id: rule.meta.id, rule })),
};

/**
 * Texts without the tokens of vendors that secretlint knows, each with what it has become. They have been cleaned, so none
 * holds the character that parts them here.
 */
export async function redactKnownTokens(texts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // a line each, for no token goes over the end of one
  const joined = texts.map((text) => `\n${text}\n`).join('\0');
  const redacted = marked(joined, merged(await rangesIn(joined))).split('\0');
  return new Map(texts.map((text, index) => [text, redacted[index]?.slice(1, -1) ?? mark]));
}

/** In windows: what secretlint takes grows with the square of what it finds. Each overlaps the next by the longest token. */
async function rangesIn(text: string): Promise<readonly Range[]> {
  const step = limits.redactionWindowChars - limits.longestTokenChars;
  const found: Range[] = [];
  for (let start = 0; start < text.length; start += step) {
    const window = text.slice(start, start + limits.redactionWindowChars);
    for (const [from, to] of await rangesInWindow(window)) found.push([start + from, start + to]);
  }
  return found;
}

/** What holds a mark is known by our own rules already. */
async function rangesInWindow(content: string): Promise<readonly Range[]> {
  const { messages } = await lintSource({
    source: { content, filePath: 'report', ext: '', contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return messages.map(({ range }) => range).filter((range) => !content.slice(...range).includes(mark));
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const apart: Range[] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last && start <= last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], end)];
    else apart.push([start, end]);
  }
  return apart;
}

/** Lines stay lines, and texts stay apart, whatever a rule has matched. */
function marked(text: string, ranges: readonly Range[]): string {
  const ends = [0, ...ranges.map(([, end]) => end)];
  const pieces = ranges.map(
    ([start, end], index) => text.slice(ends[index], start) + text.slice(start, end).replace(/[^\0\n]+/g, mark),
  );
  return pieces.join('') + text.slice(ends.at(-1));
}

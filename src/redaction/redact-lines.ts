import { maxTextLength } from '../model/clean-text.ts';
import { redactStrings } from './redact-strings.ts';

/** What is a line of a log, of which one, and the same with another line; null where it is none. */
export type LineOf<Item> = (
  item: Item,
) => { readonly of: string; readonly line: string; readonly with: (line: string) => Item } | null;

interface Line<Item> {
  readonly at: number;
  readonly line: string;
  readonly with: (line: string) => Item;
}

/**
 * The same items, the lines of each log redacted as one text: a key stands on several, and a value may stand on the line after
 * its name. Each line stays in its place; where there are fewer then, the last places are empty.
 */
export async function redactLines<Item>(items: readonly Item[], lineOf: LineOf<Item>): Promise<readonly Item[]> {
  const lines = items.flatMap((item, at) => {
    const found = lineOf(item);
    return found === null ? [] : [{ ...found, at }];
  });
  const texts = [...Map.groupBy(lines, ({ of }) => of).values()].flatMap(inTexts);
  const redacted = await redactStrings(texts.map((text) => ({ text: text.map(({ line }) => line).join('\n') })));
  const replaced = new Map<number, readonly Item[]>();
  for (const [index, places] of texts.entries()) {
    const left = redacted[index]?.text.split('\n') ?? [];
    for (const [nth, place] of places.entries()) {
      const here = nth === places.length - 1 ? left.slice(nth) : left.slice(nth, nth + 1);
      replaced.set(place.at, here.map(place.with));
    }
  }
  return items.flatMap((item, at) => replaced.get(at) ?? [item]);
}

/** Together no longer than texts are, or the rest would be cut. */
function inTexts<Item>(lines: readonly Line<Item>[]): readonly (readonly Line<Item>[])[] {
  const texts: Line<Item>[][] = [];
  let length = 0;
  for (const line of lines) {
    const last = texts.at(-1);
    length += line.line.length + 1;
    if (last && length <= maxTextLength) {
      last.push(line);
    } else {
      texts.push([line]);
      length = line.line.length + 1;
    }
  }
  return texts;
}

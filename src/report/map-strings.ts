export interface StringChange {
  readonly text: (text: string) => string;
  /** Names of keys. Without it they stay as they are. */
  readonly key?: (key: string) => string;
  /** Lists of nothing but strings, as commands are. Without it each is changed by itself. */
  readonly words?: (words: readonly string[]) => readonly string[];
  /** Without it they stay as they are. */
  readonly bytes?: (bytes: Uint8Array) => Uint8Array;
}

/**
 * The same value with every string in it changed. Strings become strings, and our own words have to
 * come back unchanged, so the shape is kept.
 */
export function mapStrings<T>(value: T, { text, key = (name) => name, words, bytes }: StringChange): T {
  return mapped(value) as T;

  function mapped(part: unknown): unknown {
    if (typeof part === 'string') return text(part);
    if (words && isWords(part)) return words(part);
    if (Array.isArray(part)) return part.map(mapped);
    if (typeof part !== 'object' || part === null) return part;
    if (part instanceof Uint8Array) return bytes ? bytes(part) : part;
    return Object.fromEntries(Object.entries(part).map(([name, member]) => [key(name), mapped(member)]));
  }
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

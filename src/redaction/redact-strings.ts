import { clean } from '../report/clean-text.ts';
import { mapStrings } from '../report/map-strings.ts';
import { redactKnownTokens } from './maintained-rules.ts';
import { redact } from './redact.ts';
import { redactWords } from './redact-words.ts';

/**
 * The same value with every text in it redacted: by our own rules, then by those that others maintain. It is cleaned first,
 * or a sign that nobody sees could hide a secret. Bytes are taken for a text.
 */
export async function redactStrings<T>(value: T): Promise<T> {
  const ours = mapped(value, {
    text: (text) => redact(clean(text)),
    words: (words) => redactWords(words.map((word) => clean(word))),
  });
  const texts = new Set<string>();
  mapped(ours, {
    text: (text) => {
      texts.add(text);
      return text;
    },
  });
  const redacted = await redactKnownTokens([...texts]);
  return mapped(ours, { text: (text) => redacted.get(text) ?? text });
}

interface Change {
  readonly text: (text: string) => string;
  readonly words?: (words: readonly string[]) => readonly string[];
}

const mapped = <T>(value: T, change: Change): T =>
  mapStrings(value, { ...change, bytes: (bytes) => Buffer.from(change.text(new TextDecoder().decode(bytes))) });

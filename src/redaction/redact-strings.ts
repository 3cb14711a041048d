import { clean } from '../model/clean-text.ts';
import { mapStrings } from '../report/map-strings.ts';
import { redact } from './redact.ts';
import { redactCommand } from './redact-command.ts';
import { redactKnownTokens } from './secretlint.ts';

/**
 * The same value with every text in it redacted, names of keys too: by our own rules, then by those that others maintain. It is cleaned first,
 * or a sign that nobody sees could hide a secret. Bytes are taken for a text.
 */
export async function redactStrings<T>(value: T): Promise<T> {
  const cleaned = onceEach(clean);
  const byOurRules = onceEach(redact);
  const ours = mapped(value, {
    text: (text) => byOurRules(cleaned(text)),
    words: (words) => redactCommand(words.map(cleaned), byOurRules),
    key: (key) => byOurRules(cleaned(key)),
  });
  const texts = new Set<string>();
  const add = (text: string) => {
    texts.add(text);
    return text;
  };
  mapped(ours, { text: add, key: add });
  const redacted = await redactKnownTokens([...texts]);
  const known = (text: string) => redacted.get(text) ?? text;
  return mapped(ours, { text: known, key: known });
}

/** Of the texts of a report most stand in it several times. */
function onceEach(change: (text: string) => string): (text: string) => string {
  const changed = new Map<string, string>();
  return (text) => {
    const known = changed.get(text) ?? change(text);
    changed.set(text, known);
    return known;
  };
}

interface Change {
  readonly text: (text: string) => string;
  /** Our own come back unchanged; the names of facts are those that a file has. */
  readonly key: (key: string) => string;
  readonly words?: (words: readonly string[]) => readonly string[];
}

const mapped = <T>(value: T, change: Change): T =>
  mapStrings(value, { ...change, bytes: (bytes) => Buffer.from(change.text(new TextDecoder().decode(bytes))) });

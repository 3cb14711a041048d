import { redact as redactText } from './redact.ts';
import { mark } from './rule.ts';
import { standIns } from './rules/patterns.ts';

/** Flags whose value is the next word; but where it is the place or the name of one. */
const ofSecret =
  /^--?[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api-?key|access-?key)[\w.-]*(?<!file|path|dir|name)$/i;
const ofVariable = /^(?:-e|--env)$/;
const ofUser = /^(?:-u|--user|--proxy-user)$/;

/**
 * The words of a command. A secret may stand in the word after the one that tells so.
 * @param redact the rules for a text, perhaps with a memory of texts that came before
 */
export function redactCommand(words: readonly string[], redact = redactText): string[] {
  const alone = words.map((word) => redact(word));
  const redacted = inOneLine(alone, redact);
  return words.map((word, index) => {
    const flag = words[index - 1] ?? '';
    if (ofSecret.test(flag) && !word.startsWith('-')) return mark;
    if (ofVariable.test(flag)) return redact(word.replace(/^([^=]+=)[\s\S]+$/, `$1${mark}`));
    // a user and a group are numbers
    if (ofUser.test(flag) && !/^\d+:\d+$/.test(word)) return ofUserWord(alone[index] ?? mark);
    return redacted[index] ?? mark;
  });
}

/** A mark is a part of a value like any other: what follows it in its word may be the rest of one. */
const outside = [' ', '\n', '\t', mark] as const;

/**
 * The words as the rules for a command's line have them, where they are as many as before. What each shows by itself is
 * hidden already: a word may be a text of several lines, which mean something to the rules.
 */
function inOneLine(words: readonly string[], redact: typeof redactText): readonly string[] {
  const joined = words.map((word) =>
    outside.reduce((text, piece, nth) => text.replaceAll(piece, standIns[nth] ?? ''), word).replace(/\s/g, standIns[0]),
  );
  const redacted = redact(joined.join(' ')).split(' ');
  if (redacted.length !== words.length) return whereTheyAgree(words, joined, redacted);
  return redacted.map((word, index) =>
    word === joined[index]
      ? (words[index] ?? mark)
      : redact(outside.reduce((text, piece, nth) => text.replaceAll(standIns[nth] ?? piece, piece), word)),
  );
}

/** Of who logs in the password, or all that there is: a key may stand for both. */
const ofUserWord = (word: string): string =>
  word.replace(/^([^:]+:)[\s\S]+$/, `$1${mark}`).replace(/^[^:]+:$/, `${mark}:`);

/** A secret had blanks, and it cannot be told which words it was: of all between those that stay at both ends nothing is shown. */
function whereTheyAgree(words: readonly string[], before: readonly string[], after: readonly string[]): string[] {
  const differs = before.findIndex((word, index) => word !== after[index]);
  const begins = differs === -1 ? after.length : differs;
  const most = Math.min(before.length, after.length) - begins;
  let ends = 0;
  while (ends < most && before.at(-1 - ends) === after.at(-1 - ends)) ends += 1;
  return words.map((word, index) => (index < begins || index >= words.length - ends ? word : mark));
}

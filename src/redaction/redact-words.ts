import { redact as redactText } from './redact.ts';
import { mark } from './rule.ts';

/** Flags whose value is the next word; but where it is the place or the name of one. */
const ofSecret =
  /^--?[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api-?key|access-?key)[\w.-]*(?<!file|path|dir|name)$/i;
const ofVariable = /^(?:-e|--env)$/;
const ofUser = /^(?:-u|--user|--proxy-user)$/;

/**
 * The words of a command. A secret may stand in the word after the one that tells so.
 * @param redact the rules for a text, perhaps with a memory of texts that came before
 */
export function redactWords(words: readonly string[], redact = redactText): string[] {
  const ofCommand = inOneLine(words, redact);
  return words.map((word, index) => {
    const flag = words[index - 1] ?? '';
    if (ofSecret.test(flag) && !word.startsWith('-')) return mark;
    if (ofVariable.test(flag)) return redact(word.replace(/^([^=]+=)[\s\S]+$/, `$1${mark}`));
    // a user and a group are numbers
    if (ofUser.test(flag) && !/^\d+:\d+$/.test(word)) return word.replace(/^([^:]+:)[\s\S]+$/, `$1${mark}`);
    return redact(ofCommand[index] ?? word);
  });
}

/** Stands for a blank in a word: no rule takes it for the end of one. */
const blank = '\ue000';

/** The words as the rules for a command's line have them, where they are as many as before. */
function inOneLine(words: readonly string[], redact: typeof redactText): readonly (string | null)[] {
  const joined = words.map((word) => word.replace(/\s/g, blank));
  const redacted = redact(joined.join(' ')).split(' ');
  if (redacted.length !== words.length) return [];
  return redacted.map((word, index) => (word === joined[index] ? null : word.replaceAll(blank, ' ')));
}

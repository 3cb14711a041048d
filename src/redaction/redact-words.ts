import { redact } from './redact.ts';
import { mark } from './rule.ts';

/** Flags whose value is the next word. `-p` is a port as often as a password, and is left alone. */
const ofSecret = /^--?[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api-?key|access-?key)[\w.-]*$/i;
const ofVariable = /^(?:-e|--env)$/;
const ofUser = /^(?:-u|--user|--proxy-user)$/;

/** The words of a command. A secret may stand in the word after the one that tells so. */
export const redactWords = (words: readonly string[]): string[] =>
  words.map((word, index) => {
    const flag = words[index - 1] ?? '';
    if (ofSecret.test(flag) && !word.startsWith('-')) return mark;
    if (ofVariable.test(flag)) return redact(word.replace(/^([^=]+=)[\s\S]+$/, `$1${mark}`));
    // a user and a group are numbers
    if (ofUser.test(flag) && !/^\d+:\d+$/.test(word)) return word.replace(/^([^:]+:)[\s\S]+$/, `$1${mark}`);
    return redact(word);
  });

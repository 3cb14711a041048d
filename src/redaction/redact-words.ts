import { redact } from './redact.ts';
import { mark } from './rule.ts';
import { passwordFlags } from './rules/commands.ts';

/** Flags whose value is the next word; but where it is the place or the name of one. */
const ofSecret =
  /^--?[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api-?key|access-?key)[\w.-]*(?<!file|path|dir|name)$/i;
const ofVariable = /^(?:-e|--env)$/;
const ofUser = /^(?:-u|--user|--proxy-user)$/;

/** The words of a command. A secret may stand in the word after the one that tells so. */
export function redactWords(words: readonly string[]): string[] {
  // `-p` is a port as often as a password
  const ofPassword = passwordFlags(words.join(' '));
  return words.map((word, index) => {
    const flag = words[index - 1] ?? '';
    if (ofSecret.test(flag) && !word.startsWith('-')) return mark;
    if (ofVariable.test(flag)) return redact(word.replace(/^([^=]+=)[\s\S]+$/, `$1${mark}`));
    // a user and a group are numbers
    if (ofUser.test(flag) && !/^\d+:\d+$/.test(word)) return word.replace(/^([^:]+:)[\s\S]+$/, `$1${mark}`);
    if (ofPassword.some((known) => known.apart && known.flag === flag)) return mark;
    const joined = ofPassword.find((known) => !known.apart && word.startsWith(known.flag));
    return joined && word !== joined.flag ? `${joined.flag}${mark}` : redact(word);
  });
}

import { mark } from '../rule.ts';
import { noSecret } from './harmless.ts';

/**
 * For a blank, the end of a line, a tab and a mark in the words of a command: no rule takes one for the end of a word, and
 * no text has one, for it was cleaned.
 */
export const standIns = ['\u0001', '\u0002', '\u0003', '\u0004'] as const;

/** What is marked already stays as it is. In a word of a command a blank begins a value, but behind `:`, where it is YAML's. */
export const unmarked = String.raw`(?!\s|(?<=:)[${standIns.slice(0, 3).join('')}]|\[redacted\])`;

/** Nothing of a name stands before. */
export const fromItsStart = String.raw`(?<![\w.-])`;

const start = String.raw`[\w.-]{0,60}`;
/** What a name ends in that tells of a secret and holds none. */
const harmlessEnd = `(?<!(?:file|path|dir|name|ref|ttl|seconds|type|version|policy|issuer|audience|timeout|count|stdin|pullsecrets?))`;
const password = `passw(?:or)?[dt]s?|passphrase|passcode|pwd|kennwort|wachtwoord|contrase[nñ]a|mot[_ -]?de[_ -]?passe|seed[_ -]?phrase|mnemonic`;
const keys = [
  'api|access|account|private|auth|encryption|signing|master|license|ssh|shared|storage|client|secret|session|webhook',
  'routing|integration|application|deploy|hmac|certificate|subscription',
].join('|');
const secretWords = [
  password,
  'secret id|secret|token|oauth2-bearer|credentials?|signature|connection[_-]?string|session[_-]?id|t?otp[_-]?seed',
  '(?:recovery|unlock|backup|verification|activation|pairing)[_ -]?codes?',
  `(?:${keys})[_ -]?key|key[_-]data`,
  // what ends in it, as storepass and keypass do, but no compass
  String.raw`(?<=\w)(?<!by|com|sur|tres)pass(?!\w)`,
].join('|');
const wholeWords = 'pass|pw|creds|dsn|psk|jwt|otp';

const nameOf = (words: string): string => `${start}(?:${words})${start}${harmlessEnd}`;

/** Names whose value is a secret, in the words of flags, variables and configuration files; in either case of letters. */
export const secretName = `(?:${nameOf(secretWords)}|(?:${start}[_.-])?(?:${wholeWords}))`;
/** Those that stand before a password and nothing else, in sentences too. */
export const passwordName = `${start}(?:${password})`;
/** Headers whose value is one. */
export const secretHeader = String.raw`(?:(?:[\w-]{1,40}-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40}|(?:dd-)?(?:api|application)-key|(?:private|job|deploy|circle|auth)-token)`;

/** Names of variables as they are printed; but our own, and those that say where something runs. */
export const variable = `(?!ED_|(?:NODE_NAME|HOSTNAME|POD_NAME|POD_NAMESPACE|POD_UID|CONTAINER_ID|CONTAINER_NAME)=)[A-Z][A-Z0-9_]{1,60}`;

/** Without its quotes, so that what stood in them still does. */
export const value = String.raw`${unmarked}${noSecret}(?!\\{1,7}u002[27])(?:[^\s"'\x60;&|<>()\\]|\\(?!\\{0,6}["']))+`;
/** A quote, in texts that were put in quotes themselves too, or in HTML; .NET has them as numbers. */
export const quote = String.raw`(?:\\{0,7}(?:["']|(?<=\\)u002[27])|&(?:quot|apos|#0?3[49]|#x2[27]);)`;
/** What stands in quotes, of which the group of this name is the first; a quote that was escaped does not end it. */
export const quotedBy = (group: string): string =>
  String.raw`${unmarked}${noSecret}(?:(?!(?<!\\)\k<${group}>)[^\n]){1,65536}`;

export const inQuotes = `(?<q>${quote})${quotedBy('q')}`;
/** In quotes, or a word. `b` and the like before the quotes are Python's. */
export const either = `(?:[bruf]{0,2}(?:""|'')?${inQuotes}|${value})`;
/** What a rule keeps where its value may stand in quotes. */
export const kept = `$1$<q>${mark}`;
/** Before an annotation's name. */
export const domain = String.raw`(?:[\w.-]{1,80}/)?`;

/** A word with letters and digits, as no sentence has; but no place, no version and no name of an object. */
export const strange = String.raw`(?![a-z-]{1,40}/[a-z-]{1,60}(?![\w+=]))(?!v?\d{1,4}\.\d)(?=[^\s"']{0,60}\d)(?=[^\s"']{0,60}[A-Za-z])[\w+/=.~!@#$%^*-]{6,4000}(?![\w:])`;

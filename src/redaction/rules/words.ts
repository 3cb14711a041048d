/** What is marked already stays as it is. */
export const unmarked = String.raw`(?!\s|\[redacted\])`;

/** Nothing of a name stands before. */
export const fromItsStart = String.raw`(?<![\w.-])`;

const start = String.raw`[\w.-]{0,60}`;
/** What a name ends in that tells of a secret and holds none. */
const harmlessEnd = `(?<!(?:file|path|dir|name|ref|ttl|seconds|type|version|policy|issuer|audience|timeout|count))`;
const password = `passw(?:or)?ds?|passphrase|passcode|pwd`;
const keys = [
  'api|access|account|private|auth|encryption|signing|master|license|ssh|shared|storage|client|secret|session|webhook',
  'routing|integration|application|deploy|hmac',
].join('|');
const secretWords = [
  password,
  'secret|token|credentials?|signature|connection[_-]?string|session[_-]?id|t?otp[_-]?seed',
  `(?:${keys})[_-]?key|key[_-]data`,
].join('|');
const wholeWords = 'pass|creds|dsn|psk|jwt|otp';

const nameOf = (words: string): string => `${start}(?:${words})${start}${harmlessEnd}`;

/** Names whose value is a secret, in the words of flags, variables and configuration files; in either case of letters. */
export const secretName = `(?:${nameOf(secretWords)}|(?:${start}[_.-])?(?:${wholeWords}))`;
/** Those that stand before a password and nothing else, in sentences too. */
export const passwordName = `${start}(?:${password})`;
/** Headers whose value is one. */
export const secretHeader = String.raw`(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40}|(?:dd-)?(?:api|application)-key|(?:private|job|deploy|circle|auth)-token)`;

/** Names of variables as they are printed; but our own, and those that say where something runs. */
export const variable = `(?!ED_|(?:NODE_NAME|HOSTNAME|POD_NAME|POD_NAMESPACE|POD_UID|CONTAINER_ID|CONTAINER_NAME)=)[A-Z][A-Z0-9_]{1,60}`;

const amount = String.raw`(?:\d{1,12}(?:\.\d{1,6})?(?:[nuµm]?s|m|h|d|[KMGT]i?B?|%)){1,4}`;
const wordsForNothing = String.raw`true|false|yes|no|on|off|null|none|nil|<nil>|\[\]|\{\}`;
const atItsEnd = String.raw`(?![\w.:/@+=-])`;
/** A switch, an amount with its unit, nothing, or where a file is. */
export const noSecret = `(?!(?:${amount}|${wordsForNothing})${atItsEnd}|/(?:etc|var|run|root|home|opt|usr|tmp|srv|mnt|proc|dev|sys|lib)/)`;
/** Of variables, numbers too, or the pointers that Go's crashes begin with; and a path where the name says that it is one. */
export const noSecretOfVariable = String.raw`(?!(?:${amount}|${wordsForNothing}|\d{1,10}|0x[0-9a-f]{1,16})${atItsEnd}|(?<=_(?:FILE|PATH|DIR)=)/)`;

/** Without its quotes, so that what stood in them still does. */
export const value = String.raw`${unmarked}${noSecret}(?:[^\s"'\x60;&|<>()\\]|\\(?!\\{0,6}["']))+`;
/** A quote, in texts that were put in quotes themselves too. */
export const quote = String.raw`\\{0,7}["']`;
/** What stands in quotes, of which the group of this name is the first; a quote that was escaped does not end it. */
export const quotedBy = (group: string): string =>
  String.raw`${unmarked}${noSecret}(?:(?!(?<!\\)\k<${group}>)[^\n]){1,65536}`;

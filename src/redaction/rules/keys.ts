import { mark, type Rule, rule } from '../rule.ts';
import { unmarked } from './words.ts';

const header = `-----BEGIN [A-Z0-9 ]{1,40}-----`;
const line = '[A-Za-z0-9+/]{40,76}';
const end = `-----END [A-Z0-9 ]{1,40}-----`;

/** How base64 of `-----BEGIN ` begins, and base64 of that. */
const inBase64 = 'LS0tLS1CRUdJTi|TFMwdExTMUNSVWRKVG';

/** Keys, and what passwords are kept as. */
export const keys: readonly Rule[] = [
  // one that was cut off has no end
  rule('g', String.raw`${header}[\s\S]*?(?:${end}|$)`, `-----BEGIN ${mark} END-----`),
  // or no beginning; each block of lines is tried once
  rule('gm', String.raw`(?<!^${line}\n)^(?:${line}\n){1,400}(?:[A-Za-z0-9+/=]{1,76}\n)?${end}`),
  rule('g', String.raw`\b(?:${inBase64})[\w+/=-]+`),
  rule('g', String.raw`(Private-Lines: \d{1,4}\n)${unmarked}(?:[A-Za-z0-9+/=]{1,80}\n){1,400}`, `$1${mark}\n`),
  rule('g', `(Private-MAC: )[0-9a-f]+`, `$1${mark}`),
  rule('gi', String.raw`\bAGE-SECRET-KEY-[\w-]+`),
  // crypt(5), htpasswd, argon2
  rule(
    'g',
    String.raw`(?<![\w$])\$(?:[1567y]|2[abxy]?|gy|sha1|md5|apr1|scrypt|argon2id?|pbkdf2[\w-]{0,20})\$[\w./+=,$-]{8,}`,
  ),
];

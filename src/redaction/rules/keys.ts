import { mark, type Rule, rule } from '../rule.ts';
import { unmarked } from './patterns.ts';

const header = String.raw`-----BEGIN [\w ]{1,40}-----`;
const line = '[A-Za-z0-9+/]{40,76}';
const end = String.raw`-----END [\w ]{1,40}-----`;

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
    String.raw`(?<![\w$])\$(?:[1567y]|2[abxy]?|gy|sha1|md5|apr1|scrypt|argon2id?|pbkdf2[\w-]{0,20}|A)\$[\w./+=,$-]{8,}`,
  ),
  // LDAP, PostgreSQL, Django and Werkzeug, MySQL, Windows
  rule(
    'gi',
    String.raw`(\{(?:S{0,2}SHA-?\d{0,3}|S?MD5|CRYPT|CLEARTEXT|(?:PBKDF2|ARGON2|BCRYPT)[\w-]{0,12})\})${unmarked}[^\s"',]+`,
    `$1${mark}`,
  ),
  rule('g', String.raw`\b(SCRAM-SHA-\d{1,3}\$)${unmarked}[\w+/=:$]{8,}`, `$1${mark}`),
  rule('g', String.raw`(?<![\w-])md5[0-9a-f]{32}(?!\w)`),
  rule(
    'g',
    String.raw`(?<![\w$])((?:(?:pbkdf2|bcrypt|scrypt|argon2|crypt|md5|sha1)(?:_\w{1,20}|:[\w:]{1,40})?)\$)${unmarked}[\w./+=$,:-]{8,}`,
    `$1${mark}`,
  ),
  rule('gi', String.raw`\b(grub\.pbkdf2\.sha\d{1,3}\.\d{1,9}\.)[0-9a-f]{8,2000}(?:\.[0-9a-f]{1,2000})?`, `$1${mark}`),
  rule('g', String.raw`(?<![\w*])\*[0-9A-F]{40}(?!\w)`),
  rule(
    'gi',
    String.raw`\b(identified\s{1,4}with\s{1,4}\S{1,60}\s{1,4}(?:by|as)\s{1,4}(?<q>["']))${unmarked}(?:(?!\k<q>)[^\n]){1,400}`,
    `$1${mark}`,
  ),
  rule('gi', String.raw`(?<![\w])[0-9a-f]{32}:[0-9a-f]{32}(?=:::)`),
  rule('g', String.raw`(\s--?key[ =]{1,4})(?!/)[\w+/-]{16,400}={1,2}`, `$1${mark}`),
  // Ceph's and others': a line that is a key and nothing else
  rule(
    'gim',
    String.raw`^([ \t]{0,40}key[ \t]{0,4}[=:][ \t]{0,4}["']?)(?=[\w+/-]{0,60}\d)(?=[\w+/-]{0,60}[A-Z])[\w+/-]{16,400}={0,2}(?=["']?[ \t]*$)`,
    `$1${mark}`,
  ),
];

import { mark, type Rule, rule } from '../rule.ts';
import { noComplaint, noSecret } from './harmless.ts';
import { domain, either, fromItsStart, inQuotes, kept, quote, quotedBy, secretName, unmarked } from './patterns.ts';

/** `:` beside a name is an image's tag as well, or a line of a program. */
const noTag = String.raw`(?![:/]|\d{1,5}\b|v?\d[\w.-]*\b|latest\b|stable\b|sha256:)`;
/** Go prints what a structure or a map holds between these, and the next name ends a value. */
const inGo = String.raw`(?<=(?:map\[|\{)[^\n\]}]{0,400})`;
const valueInGo = String.raw`${unmarked}${noSecret}(?![[:/])(?:(?!(?:,\s?|\s)[\w.-]{1,60}:|[\]}"])[^\n]){1,400}`;

export const inXml: readonly Rule[] = [
  rule(
    'gi',
    String.raw`(<(?:[\w-]{1,40}:)?${secretName}(?:\s[^<>\n]{0,400})?>(?:<!\[CDATA\[)?)${unmarked}[^<\n]{1,4000}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`(\b(?:key|name|id)\s{0,2}=\s{0,2}["']${secretName}["']\s{1,4}value\s{0,2}=\s{0,2}(?<q>["']))${quotedBy('q')}`,
    `$1${mark}`,
  ),
  // <name>db.password</name><value>x</value>
  rule(
    'gi',
    String.raw`(<(?:key|name)>\s{0,4}${secretName}\s{0,4}</(?:key|name)>\s{0,80}<(?:value|string)>)${unmarked}[^<\n]{1,4000}`,
    `$1${mark}`,
  ),
  // <Password value="x"/>
  rule(
    'gi',
    String.raw`(<(?:[\w-]{1,40}:)?${secretName}\s(?:[^<>\n]{0,200}?\s)?value\s{0,2}=\s{0,2}(?<q>["']))${quotedBy('q')}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`(\b(?:key|name|id)\s{0,2}=\s{0,2}["']${secretName}["'][^<>\n]{0,200}>)${unmarked}[^<\n]{1,4000}(?=<)`,
    `$1${mark}`,
  ),
];

export const inObjects: readonly Rule[] = [
  // "token": "x", \"token\":\"x\", 'token' => 'x'
  rule(
    'gi',
    String.raw`((?<k>${quote})(?:${domain}${secretName}|_?auth|authorization|(?:set-)?cookie)\k<k>\s{0,4}(?::|=>|\]\s{0,4}=)\s{0,40})(?<q>${quote})${quotedBy('q')}`,
    kept,
  ),
  rule(
    'gi',
    String.raw`((?<k>${quote})${secretName}\k<k>\s{0,4}:\s{0,4}\[(?!redacted\]))${unmarked}[^\]\n]{1,8000}`,
    `$1${mark}`,
  ),
  // "password": {"value": "x"}
  rule(
    'gi',
    String.raw`((?<k>${quote})${secretName}\k<k>\s{0,4}:\s{0,4}\{\s{0,80}(?:[^{}]{0,200}?,\s{0,80})?\k<k>value\k<k>\s{0,4}:\s{0,4})(?:${inQuotes}|${noSecret}\d[\w.]*)`,
    kept,
  ),
  // the words of a command, as JSON and as YAML
  rule('gi', String.raw`((?<k>${quote})--?${secretName}\k<k>\s{0,4},\s{0,40})(?!\k<k>-)${inQuotes}`, kept),
  rule('gim', String.raw`^([ \t]{0,40}- ["']?--?${secretName}["']?\n[ \t]{0,40}- )(?!["']?-)${either}`, kept),
  rule(
    'gi',
    String.raw`((?<=\[[^[\]\n]{0,400})["']?--?${secretName}["']?,\s{1,4})(?!["']?-)(?:${inQuotes}|${unmarked}${noSecret}[^\s"',[\]{}]+)`,
    kept,
  ),
  // define('db_password', 'x')
  rule('gi', String.raw`(\(\s{0,4}(?<k>${quote})${secretName}\k<k>,\s{0,4})${inQuotes}`, kept),
  rule('gi', String.raw`((?<k>${quote})${secretName}\k<k>\s{0,4}:\s{0,4})${noSecret}\d[\w.]*`, `$1${mark}`),
  // {token: x}, { token: 'x' }, :token => 'x'
  rule(
    'gi',
    String.raw`([{,]\s{0,4}${secretName}:\s{1,4})(?:${inQuotes}|${unmarked}${noSecret}[^\s"'\x60;&|<>(),}]+)`,
    kept,
  ),
];

export const inGoText: readonly Rule[] = [
  // of a Secret: nothing else has these types
  rule(
    'g',
    String.raw`(\bData:map\[string\]\[\]byte\{|\bStringData:map\[string\]string\{)(?!\})${unmarked}[^\n}]{1,65536}`,
    `$1${mark}`,
  ),
  rule('gi', String.raw`${fromItsStart}(${secretName}:\[)${unmarked}[\d ]{2,8000}`, `$1${mark}`),
  rule('gi', `${fromItsStart}(${secretName}:)${inGo}${valueInGo}`, `$1${mark}`),
  rule('gi', String.raw`(?<![\w./-])(${secretName}:)${noTag}${noComplaint}${either}`, kept),
  rule('gi', String.raw`(?<![\w./-])(auth:)(?=[A-Za-z]{0,60}\d)[\w+/]{8,4000}={0,2}(?![\w:.-])`, `$1${mark}`),
  rule('gi', String.raw`(?<![\w./-])(auth:(?<q>${quote}))${quotedBy('q')}`, `$1${mark}`),
];

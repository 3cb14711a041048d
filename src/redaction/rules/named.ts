import { mark, type Rule, rule } from '../rule.ts';
import { fromItsStart, noSecret, passwordName, quote, quotedBy, secretName, unmarked, value } from './words.ts';

const inQuotes = `(?<q>${quote})${quotedBy('q')}`;
/** In quotes, or a word. `b` and the like before the quotes are Python's. */
const either = `(?:[bruf]{0,2}${inQuotes}|${value})`;
const kept = `$1$<q>${mark}`;

/** To the end of the line, or to where another name has its value. */
const restOfLine = String.raw`${unmarked}${noSecret}(?:(?!\s{1,4}[\w.-]{1,60}\s?=)[^\n])+`;

/** `:` beside a name is an image's tag as well, or a line of a program. */
const noTag = String.raw`(?![:/]|\d{1,5}\b|v?\d[\w.-]*\b|latest\b|stable\b|sha256:)`;
/** Go prints what a structure or a map holds between these, and the next name ends a value. */
const inGo = String.raw`(?<=(?:map\[|\{)[^\n\]}]{0,400})`;
const valueInGo = String.raw`${unmarked}${noSecret}(?![[:/])(?:(?!(?:,\s?|\s)[\w.-]{1,60}:|[\]}"])[^\n]){1,400}`;

const inFiles: readonly Rule[] = [
  // password = correct horse; db_password: correct horse
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?!-)${secretName}[ \t]{0,4}=[ \t]{0,4})(?!["'\s=]|[bruf]{1,2}["'])${restOfLine}`,
    `$1${mark}`,
  ),
  rule('gim', String.raw`^([ \t]{0,40}(?:- )?${passwordName}:[ \t]{1,4})(?!["'\s[|>])${restOfLine}`, `$1${mark}`),
  rule('gim', String.raw`^([ \t]{0,40}(?:- )?${secretName}:[ \t]{1,4})(?![[|>])${either}`, kept),
  // a list on one line, or on several; a text of several lines. What names are given to is no text.
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?:- )?${secretName}:[ \t]{1,4}\[)(?!redacted\])${unmarked}[^\]\n]{1,8000}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${secretName}:[ \t]{0,4}\n\k<i>[ \t]{0,8}- )(?![\w.-]{1,60}:\s)${unmarked}[^\n]+(?:\n\k<i>[ \t]{0,8}- [^\n]+){0,400}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${secretName}:[ \t]{1,4}[|>][-+\d]{0,2}\n\k<i>[ \t]{1,8})${unmarked}[^\n]+(?:\n\k<i>[ \t][^\n]*){0,400}`,
    `$1${mark}`,
  ),
  rule('gim', String.raw`^([ \t]{0,10}(?:requirepass|masterauth|bindpw|rootpw)\s{1,10})${unmarked}\S+`, `$1${mark}`),
  // .netrc, .npmrc, .pgpass
  rule('gi', String.raw`\b(login\s{1,10}\S{1,100}\s{1,10}password\s{1,10})${unmarked}\S+`, `$1${mark}`),
  rule('g', String.raw`(?<!\w)(_auth\s{0,4}=\s{0,4})${unmarked}\S+`, `$1${mark}`),
  rule('gm', String.raw`^([\w.*-]{1,100}:(?:\d{1,5}|\*):[\w*-]{1,60}:[\w*-]{1,60}:)${unmarked}[^\s:]+$`, `$1${mark}`),
];

const inXml: readonly Rule[] = [
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
  rule(
    'gi',
    String.raw`(\b(?:key|name|id)\s{0,2}=\s{0,2}["']${secretName}["'][^<>\n]{0,200}>)${unmarked}[^<\n]{1,4000}(?=<)`,
    `$1${mark}`,
  ),
];

const inObjects: readonly Rule[] = [
  // "token": "x", \"token\":\"x\", 'token' => 'x'
  rule(
    'gi',
    String.raw`((?<k>${quote})(?:${secretName}|_?auth|authorization|(?:set-)?cookie)\k<k>\s{0,4}(?::|=>)\s{0,4})(?<q>${quote})${quotedBy('q')}`,
    kept,
  ),
  rule(
    'gi',
    String.raw`((?<k>${quote})${secretName}\k<k>\s{0,4}:\s{0,4}\[(?!redacted\]))${unmarked}[^\]\n]{1,8000}`,
    `$1${mark}`,
  ),
  rule('gi', String.raw`((?<k>${quote})${secretName}\k<k>\s{0,4}:\s{0,4})${noSecret}\d[\w.]*`, `$1${mark}`),
  // {token: x}, { token: 'x' }, :token => 'x'
  rule(
    'gi',
    String.raw`([{,]\s{0,4}${secretName}:\s{1,4})(?:${inQuotes}|${unmarked}${noSecret}[^\s"'\x60;&|<>(),}]+)`,
    kept,
  ),
];

const inGoText: readonly Rule[] = [
  rule('gi', String.raw`${fromItsStart}(${secretName}:\[)${unmarked}[\d ]{2,8000}`, `$1${mark}`),
  rule('gi', `${fromItsStart}(${secretName}:)${inGo}${valueInGo}`, `$1${mark}`),
  rule('gi', String.raw`(?<![\w./-])(${secretName}:)${noTag}${either}`, kept),
  rule('gi', String.raw`(?<![\w./-])(auth:(?<q>${quote}))${quotedBy('q')}`, `$1${mark}`),
];

/** What is known by the name beside it. */
export const named: readonly Rule[] = [
  ...inFiles,
  ...inXml,
  ...inObjects,
  // "--password=a value": to the end of what is quoted
  rule('gi', String.raw`(?<q>${quote})(-{0,2}${secretName}=)(?!\k<q>)${quotedBy('q')}`, `$<q>$2${mark}`),
  // of a connection string, to its end
  rule(
    'gim',
    String.raw`((?:^|[;"'])\s{0,2}(?:password|pwd)\s{0,2}=\s{0,2})${unmarked}[^;\n"']{1,200}(?=;)`,
    `$1${mark}`,
  ),
  ...inGoText,
  rule('gi', String.raw`${fromItsStart}(${secretName}[ \t]{0,4}(?:=>|:=|=)(?!=)[ \t]{0,4})${either}`, kept),
  rule('gi', String.raw`${fromItsStart}(--?${secretName}[ \t]{1,4})(?!-)${either}`, kept),
  // a sentence
  rule('gi', String.raw`${fromItsStart}(${passwordName}[ \t]?:[ \t]{1,4})(?![[|>])${either}`, kept),
  rule('gi', String.raw`\b((?:identified\s{1,4}by|password)\s{1,4}(?<q>'))${quotedBy('q')}`, `$1${mark}`),
  // %22token%22%3A%22x%22
  rule(
    'gi',
    String.raw`${fromItsStart}(${secretName}(?:%2[27])?%3[AD](?:%2[27])?)${unmarked}(?:(?!%2[267C])[^\s&"'])+`,
    `$1${mark}`,
  ),
];

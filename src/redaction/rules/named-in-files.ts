import { mark, type Rule, rule } from '../rule.ts';
import { noComplaint, noRemark, noSecret } from './harmless.ts';
import {
  domain,
  either,
  fromItsStart,
  kept,
  passwordName,
  quotedBy,
  secretName,
  strange,
  unmarked,
} from './patterns.ts';

/** To the end of the line, or to where another name has its value. */
const restOfLine = String.raw`${unmarked}${noSecret}(?:(?!(?:\s{1,4}|&)[\w.-]{1,60}\s?=)[^\n])+`;

/** In configuration files, and what is printed like them. */
export const inFiles: readonly Rule[] = [
  // nodeStageSecrets: map[userKey:x]
  rule('gi', String.raw`(\b\w{0,40}secrets:[ \t]?map\[)(?!redacted\])${unmarked}[^\]\n]{1,8000}`, `$1${mark}`),
  // password = correct horse; db_password: correct horse
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?!-)${secretName}[ \t]{0,4}=[ \t]{0,4})(?!["'\s=]|[bruf]{1,2}["'])${restOfLine}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?:- )?${domain}${passwordName}:[ \t]{1,4})(?!["'\s[|>])${noComplaint}${restOfLine}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?:- )?${domain}${secretName}:[ \t]{1,40})(?![[|>])${noComplaint}${either}`,
    kept,
  ),
  // a list on one line, or on several; a text of several lines. What names are given to is no text.
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?:- )?${domain}${secretName}:[ \t]{1,4}\[)(?!redacted\])${unmarked}[^\]\n]{1,8000}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${domain}${secretName}:[ \t]{0,4}\n\k<i>[ \t]{0,8}- )(?![\w.-]{1,60}:\s)${unmarked}[^\n]+(?:\n\k<i>[ \t]{0,8}- [^\n]+){0,400}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${domain}${secretName}:[ \t]{1,4}[|>][-+\d]{0,2}\n\k<i>[ \t]{1,8})${unmarked}[^\n]+(?:\n\k<i>[ \t][^\n]*){0,400}`,
    `$1${mark}`,
  ),
  // a value on the next line, which stands deeper
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${domain}${secretName}:[ \t]{0,4}\n\k<i>[ \t]{1,8})(?![\w.-]{1,60}:(?:\s|$)|["'][\w.-]{1,60}["']:|[-#\[{])${unmarked}${noSecret}${noComplaint}[^\n]+`,
    `$1${mark}`,
  ),
  // or is one of several that do
  rule(
    'gim',
    String.raw`^((?<i>[ \t]{0,40})(?:- )?${domain}${secretName}:[ \t]{0,4}\n\k<i>[ \t]{1,8}value:[ \t]{1,4})(?![[|>])${either}`,
    kept,
  ),
  // or by itself, and is a word that is no key
  rule(
    'gim',
    String.raw`${fromItsStart}(${passwordName}:[ \t]{0,4}\n[ \t]{0,40})(?![\w.-]{1,60}[=:]|[-#$%|>[{(<"'])${unmarked}${noSecret}${noRemark}\S{4,400}(?=[ \t]*$)`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^([ \t]{0,10}(?:requirepass|masterauth|bindpw|rootpw|r[ow]community6?)\s{1,10})${unmarked}\S+`,
    `$1${mark}`,
  ),
  // a line of a name and a value
  rule(
    'gim',
    String.raw`^([ \t]{0,40}${passwordName}[ \t]{1,40})${noRemark}(?!["'=:])${unmarked}${noSecret}[^\s;{}=:]{1,400}(?=;?[ \t]*$)`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`^([ \t]{0,40}(?!secrets?[ \t])${secretName}[ \t]{1,40})${unmarked}${strange}(?=;?[ \t]*$)`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`${fromItsStart}((?:[\w.-]{0,40}secret|psk)[ \t]{1,4}(?<q>"))${quotedBy('q')}(?="[ \t]*(?:;|$))`,
    `$1${mark}`,
  ),
  // .netrc, .npmrc, .pgpass
  rule('gi', String.raw`\b(login\s{1,10}\S{1,100}\s{1,10}password\s{1,10})${unmarked}\S+`, `$1${mark}`),
  rule('g', String.raw`(?<!\w)(_auth\s{0,4}=\s{0,4})${unmarked}\S+`, `$1${mark}`),
  rule('gm', String.raw`^([\w.*-]{1,100}:(?:\d{1,5}|\*):[\w*-]{1,60}:[\w*-]{1,60}:)${unmarked}[^\s:]+$`, `$1${mark}`),
];

import { mark, type Rule, rule } from '../rule.ts';
import { noComplaint, noSecret } from './harmless.ts';
import { inFiles } from './named-in-files.ts';
import { inGoText, inObjects, inXml } from './named-in-structures.ts';
import {
  either,
  fromItsStart,
  inQuotes,
  kept,
  passwordName,
  quote,
  quotedBy,
  secretName,
  unmarked,
} from './patterns.ts';

/** The word says as often how somebody is known as by what. */
const authName = '(?:[\\w.-]{0,60}[_.-])?auth';
const ways = [
  'basic|digest|bearer|plain|login|ntlm|kerberos|gssapi|negotiate|m?tls|x509|tokens?|passwords?|webhook|rbac|node|oidc|oauth2?',
  'publickey|keyboard-interactive|required|optional|any|all|htpasswd|ldap|pam\\w{0,20}|(?:scram|cram|hmac)-[\\w-]{1,20}|md5|trust|peer',
  'internal|external|default|success|failed|failure|ok|sys|unix',
].join('|');
const noWay = String.raw`(?!(?:${ways})(?![\w.:/@+=-]))`;

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
  // a log may break there: the value is all of the next line, but where a part of that is known already
  rule(
    'gi',
    String.raw`${fromItsStart}(--?${secretName}[ \t]{0,4}\n)(?!-)(?!\S{0,200}\[redacted\])${either}(?=${quote}?[ \t]{0,4}(?:\n|$))`,
    kept,
  ),
  rule('gi', String.raw`${fromItsStart}(${authName}[ \t]{0,4}=(?!=)[ \t]{0,4})${noWay}${either}`, kept),
  rule('gi', String.raw`${fromItsStart}(--?${authName}[ \t]{1,4})(?!-)${noWay}${either}`, kept),
  // auth: "me:x", auth=("me", "x")
  rule(
    'gi',
    String.raw`${fromItsStart}((?:[\w.-]{0,60})auth["']?[ \t]{0,4}[:=][ \t]{1,4}(?:${quote})?[\w.@-]{1,60}:)(?!//|\d{1,5}\b)${unmarked}[^\s"'/]{1,400}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`(\bauth["']?\s{0,2}[:=]?\s{0,2}[([]\s{0,4}(?<k>${quote})[\w.@-]{1,60}\k<k>,\s{0,4})${inQuotes}`,
    kept,
  ),
  // a sentence
  rule('gi', String.raw`${fromItsStart}(${passwordName}[ \t]?:[ \t]{1,4})(?![[|>])${noComplaint}${either}`, kept),
  rule(
    'gi',
    String.raw`\b((?:identified\s{1,4}by|password)(?:\s{1,4}|\s{0,4}\(\s{0,4})(?<q>${quote}))(?!\s)${quotedBy('q')}`,
    `$1${mark}`,
  ),
  // SET PASSWORD FOR me = 'x'
  rule(
    'gi',
    String.raw`\b(set\s{1,4}password\s{1,4}for\s{1,4}[^\n=;]{1,200}=\s{0,4}(?<q>${quote}))${quotedBy('q')}`,
    `$1${mark}`,
  ),
  // password\u003dx
  rule(
    'gi',
    String.raw`${fromItsStart}(${secretName}(?:\\{1,7}[ux](?:00)?3d|&#(?:61|x3d);))${unmarked}${noSecret}(?:(?!\\{1,7}(?:[ux](?:00)?2[267]|["']))[^\s&"'<>])+`,
    `$1${mark}`,
  ),
  // %22token%22%3A%22x%22
  rule(
    'gi',
    String.raw`${fromItsStart}(${secretName}(?:%2[27])?%3[AD](?:%2[27])?)${unmarked}(?:(?!%2[267C])[^\s&"'])+`,
    `$1${mark}`,
  ),
];

import { mark, type Rule, rule } from '../rule.ts';
import { noComplaint, noRemark, noSecret } from './harmless.ts';
import { fromItsStart, passwordName, quote, quotedBy, secretName, strange, unmarked } from './patterns.ts';

const word = String.raw`${unmarked}${noSecret}${noRemark}[^\s"'\x60;&|<>(),]{1,4000}(?<![.,:!?])`;
const namedKeys = 'api|access|auth|refresh|bearer|client|session|bot|root|join|bootstrap|deploy|license|account';
const nameInSentence = `(?:${passwordName}|(?:${namedKeys})[ _-](?:key|token|secret)|secret[ _-]?id|token|pass)`;

/** What people and programs say in a sentence, or beside a label. */
export const sentences: readonly Rule[] = [
  // Initial Root Token: x; Unseal Key 1: x
  rule(
    'gm',
    String.raw`^([ \t]{0,40}(?!Public )(?:[A-Z][\w-]{0,20} ){1,4}(?:Key|Token|Secret|Password|Passphrase)(?: \d{1,2})?:[ \t]{1,20})${word}(?=[ \t]*$)`,
    `$1${mark}`,
  ),
  // the access token: x
  rule(
    'gi',
    String.raw`${fromItsStart}(${nameInSentence}(?: \d{1,2})?[ \t]?:[ \t]{1,4})${unmarked}${strange}`,
    `$1${mark}`,
  ),
  // with password x1
  rule('gi', String.raw`${fromItsStart}(${passwordName}[ \t]{1,4})(?![\w.-]{1,60}=)${unmarked}${strange}`, `$1${mark}`),
  // the password for me: x; a temporary password is generated for root@localhost: x; the password was set to x
  rule(
    'gi',
    String.raw`${fromItsStart}(${passwordName}[ \t]for[ \t](?:user[ \t])?(?:'[^'\n]{1,200}'|[^\s:]{1,80})[ \t]?:[ \t]{1,4})${word}`,
    `$1${mark}`,
  ),
  rule(
    'gim',
    String.raw`\b((?:temporary|initial|generated|new)[ \t]${passwordName}[^\n:]{0,80}:[ \t]{1,4})${unmarked}${noComplaint}[^\s]{1,400}(?=[ \t]*$)`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`${fromItsStart}(${passwordName}[ \t](?:(?:is|was|has[ \t]been)[ \t])?(?:set|reset|changed|updated)[ \t]to[: \t]{1,4})${word}`,
    `$1${mark}`,
  ),
  // the password is x; my token was "x"
  rule('gi', String.raw`${fromItsStart}(${passwordName}[ \t]{1,4}(?:is|was)[: \t]{1,4})${word}`, `$1${mark}`),
  rule(
    'gi',
    String.raw`${fromItsStart}((?:${nameInSentence}|secret)[ \t]{1,4}(?:is|was)[: \t]{1,4})${unmarked}${strange}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`${fromItsStart}((?:${secretName}|${nameInSentence})[ \t]{1,4}(?:is|was)[: \t]{1,4}(?<q>${quote}))${quotedBy('q')}`,
    `$1${mark}`,
  ),
];

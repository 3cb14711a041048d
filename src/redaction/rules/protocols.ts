import { mark, type Rule, rule } from '../rule.ts';
import { noComplaint } from './harmless.ts';
import { quote, unmarked } from './patterns.ts';

const mechanism = String.raw`(?:PLAIN|LOGIN|XOAUTH2?|OAUTHBEARER|EXTERNAL|GSSAPI|NTLM|ANONYMOUS|(?:CRAM|DIGEST|SCRAM)-[\w-]{1,20})`;
const secretsOfTls = '(?:CLIENT|SERVER)_(?:HANDSHAKE_|EARLY_)?TRAFFIC_SECRET(?:_\\d{1,4})?|(?:EARLY_)?EXPORTER_SECRET';

/** What protocols send, and what is kept of it. */
export const protocols: readonly Rule[] = [
  // of SMTP and IMAP; what a server offers are mechanisms
  rule(
    'g',
    String.raw`(\bAUTH(?:ENTICATE)? ${mechanism} )(?!${mechanism}(?![\w+/=]))${unmarked}[\w+/-]{4,8000}={0,2}`,
    `$1${mark}`,
  ),
  // of Redis: typed, sent, and as MONITOR has it
  rule(
    'gm',
    String.raw`((?:^|[>$#]|\bHELLO \d|\bredis-cli(?: [^\n|;&]{0,200}?)?)[ \t]{0,4}AUTH[ \t]{1,4}(?!${mechanism}\b)(?:[\w.-]{1,80}[ \t]{1,4})?)${unmarked}${noComplaint}[^\s"']{1,4000}(?=[ \t]*$)`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`((?<q>${quote})AUTH\k<q>,? ?(?:\k<q>[\w.-]{1,80}\k<q>,? ?(?=\k<q>)|(?!\k<q>[\w.-]{1,80}\k<q>,? ?\k<q>))\k<q>)(?!\[redacted\])(?:(?!(?<!\\)\k<q>)[^\n]){1,4000}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`(\b(?:acl setuser|user)\s{1,4}[\w.-]{1,60}\s(?:on|off|reset)\s(?:[^\s>]{1,60}\s){0,10}>)${unmarked}\S+`,
    `$1${mark}`,
  ),
  // SSLKEYLOGFILE
  rule('g', String.raw`\b((?:CLIENT_RANDOM|RSA|${secretsOfTls}) [0-9a-f]{8,128} )[0-9a-f]{8,512}`, `$1${mark}`),
];

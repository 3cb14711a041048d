import { mark, type Rule, rule } from '../rule.ts';
import { noSecret } from './harmless.ts';
import { inQuotes, kept, quote, quotedBy, secretName, unmarked, value } from './patterns.ts';

/** A password may be the next word, or the rest of the flag, or either. */
interface PasswordFlag {
  readonly programs: string;
  readonly flag: string;
  readonly is: 'next' | 'rest' | 'either';
}

const zips = '(?:un)?zip|zipcloak';

/** Programs with a flag for a password that means something else to others. */
const flags: readonly PasswordFlag[] = [
  { programs: String.raw`(?:mysql|mariadb)[\w-]{0,20}`, flag: '-p', is: 'rest' },
  { programs: 'sshpass', flag: '-p', is: 'either' },
  { programs: '7z[a-z]{0,2}|(?:un)?rar', flag: '-h?p', is: 'rest' },
  { programs: 'curl', flag: '(?:-b|--cookie)', is: 'next' },
  { programs: 'curl|wget', flag: String.raw`-[a-zA-Z]{0,6}u[^\s:"']{1,80}:`, is: 'rest' },
  { programs: 'lftp', flag: String.raw`-u[ \t]{0,4}[^\s,"']{1,80},`, is: 'rest' },
  { programs: 'redis-cli|valkey-cli', flag: '-a', is: 'next' },
  {
    programs:
      '(?:docker|podman|nerdctl|buildah|skopeo|helm registry|oras|crane auth|argocd) login|mongo[a-z]{0,10}|cqlsh|az|rabbitmqadmin|influx|oc login|restic|twine upload|psexec|winrm|racadm|user(?:add|mod)',
    flag: '-p',
    is: 'next',
  },
  { programs: `sqlcmd|osql|isql|bcp|mosquitto_[a-z]{2,4}|ipmitool|${zips}`, flag: '-P', is: 'either' },
  { programs: 'ldap[a-z]{1,20}', flag: '-w', is: 'either' },
  { programs: String.raw`openssl[ \t]{1,4}[\w-]{1,30}`, flag: '-[kK]', is: 'next' },
  ...['-c', '-A', '-X'].map((flag) => ({ programs: 'snmp[a-z]{1,12}', flag, is: 'next' }) as const),
  ...['-N', '-P'].map((flag) => ({ programs: 'ssh-keygen', flag, is: 'next' }) as const),
  { programs: '[xw]freerdp', flag: '/p:', is: 'rest' },
  { programs: 'etcdctl', flag: String.raw`user[ \t]{1,4}add[ \t]{1,4}[^\s:"']{1,80}:`, is: 'rest' },
  {
    programs: 'smbclient|rpcclient|smbget|net',
    flag: String.raw`(?:-U[ \t]{0,4}|--user[= ])["']?[^\s%"']{1,80}%`,
    is: 'rest',
  },
  {
    programs: String.raw`mount(?:\.cifs)?`,
    flag: String.raw`-o[ \t]{1,4}(?:[^\s,]{1,60},){0,20}user(?:name)?=[^\s%,]{1,80}%`,
    is: 'rest',
  },
];

/** What parts two words: of a line, or of several that a backslash joins, of a list in JSON or in YAML, of what the kernel's audit tells. */
const nextItem = String.raw`\n[ \t]{0,40}- `;
const gap = String.raw`(?:[ \t]{1,4}(?:\\\n[ \t]{0,40})?|${quote},\s{0,40}${quote}|${nextItem}["']?|["'] a\d{1,3}=["'])`;
const between = String.raw`${gap}(?:(?:[^\n|;&]|${nextItem}){0,200}?${gap})?`;
const gaps = { next: `(?:${gap}|=)`, rest: '', either: `${gap}?` };

/** Commands that take a secret by its place, as far as there. */
const places = [
  String.raw`openssl[ \t]{1,4}passwd|cargo[ \t]{1,4}login|vault[ \t]{1,4}(?:login|operator[ \t]{1,4}unseal|unwrap|token[ \t]{1,4}(?:lookup|renew|revoke))`,
  String.raw`(?:rabbitmqctl[ \t]{1,4}(?:add_user|change_password)|wpa_passphrase)[ \t]{1,4}[^\s-]\S{0,80}`,
  String.raw`nmcli[ \t][^\n|;&]{0,200}?\spassword`,
  // aws configure set NAME, npm config set NAME, git config NAME, CONFIG SET NAME
  String.raw`(?:configure[ \t]{1,4}set|config[ \t]{1,4}(?:set|create[ \t]{1,4}\S{1,80}[ \t]{1,4}\S{1,80}|--\w{1,30})|(?:git|npm)[ \t]{1,4}config)[ \t]{1,4}(?:-{1,2}[\w-]{1,30}[ \t]{1,4}){0,3}(?://\S{1,100}:)?(?:${secretName}|_?auth|masterauth)`,
];
const options = String.raw`(?:[ \t]{1,4}-[\w-]{1,40}(?:=[^\s;|&]{1,200})?){0,4}`;
const inQuotesOrNot = String.raw`(?:(?!${quote},)${inQuotes}|(?<=["'])${unmarked}${noSecret}(?:(?!${quote})[^\n]){1,4000}(?=${quote})|${value})`;

const readers = String.raw`(?:vnc)?passwd|cryptsetup|kinit|su|ssh-add|vault[ \t]{1,4}login|(?:gh|docker|podman)[ \t]{1,4}(?:auth|login)`;
/** What is written to a program that reads a password there. */
const readsPassword = String.raw`(?:[^\n|;&]{0,200}?[ \t])?(?:chpasswd|base64|(?:docker|podman)[ \t]{1,4}secret[ \t]{1,4}create|--?(?:password-|passphrase-)?stdin|sudo[ \t]{1,4}-\w{0,8}S|${readers})(?![\w-])`;
const afterUser = String.raw`(?:[\w.-]{1,40}:|(?![\w.-]{1,40}:\[redacted\]))`;

/** What only the program tells. */
export const commands: readonly Rule[] = [
  ...flags.map(({ programs, flag, is }) =>
    rule('g', String.raw`(?<![\w.-])((?:${programs})${between}${flag}${gaps[is]})${inQuotesOrNot}`, kept),
  ),
  rule(
    'gi',
    String.raw`(?<![\w.-])((?:${places.join('|')})${options}[ \t]{1,4})(?!-)(?![\w.-]{1,80}=)${inQuotesOrNot}`,
    kept,
  ),
  rule(
    'g',
    String.raw`(?<![\w.-])(mcl?i?[ \t]{1,4}(?:alias[ \t]{1,4}set|config[ \t]{1,4}host[ \t]{1,4}add)[ \t]{1,4}\S{1,100}[ \t]{1,4}\S{1,400}[ \t]{1,4})(?!-)${unmarked}[^\s"']{1,400}(?:[ \t]{1,4}(?!-)[^\s"']{1,400})?`,
    `$1${mark} ${mark}`,
  ),
  // me/x@db
  rule(
    'g',
    String.raw`(?<![\w.-])((?:sqlplus|sqlldr|(?:exp|imp)(?:dp)?|rman)[ \t](?:-\S{1,40}[ \t]{1,4}|userid=){0,6}["']?[\w$#]{1,30}/)${unmarked}[^\s@"']{1,200}`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`(\b(?:echo|printf|yes)[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4}|["']%s(?:\\n)?["'][ \t]{1,4}){0,3}(?<q>["']?)(?!-\w{1,3}\s|["']%s)${afterUser})${unmarked}[^\n"'|]{1,400}?(?=\k<q>[ \t]{0,4}\|[ \t]{0,4}${readsPassword})`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`(\b(?:chpasswd|${readers})[ \t](?:[^\n|;&<]{0,80}[ \t])?<<<[ \t]{0,4}["']?${afterUser})${unmarked}[^\s"']{1,400}`,
    `$1${mark}`,
  ),
  rule(
    'gm',
    String.raw`(?<![\w.-])(htpasswd[ \t](?:[^\n|;&]{0,200}?[ \t])?-\w{0,6}b\w{0,6}[ \t]{1,4}(?:[^\s|;&]{1,200}[ \t]{1,4}){1,4})${unmarked}[^\s|;&"']{1,200}(?=["']?[ \t]{0,4}(?:$|[|;&]))`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`(?<![\w.-])(vault[ \t]{1,4}(?:write|kv[ \t]{1,4}(?:put|patch))[ \t][^\n|;&=]{1,300}=)${unmarked}[^\n|;&]{1,4000}`,
    `$1${mark}`,
  ),
  rule(
    'gi',
    String.raw`([ \t](?:-n|--name)[ =]{1,4}${secretName}[ \t]{1,4}(?:-v|--value)[ =]{1,4})${inQuotesOrNot}`,
    kept,
  ),
  rule('g', String.raw`(\s-pass(?:in|out)?[ \t]{1,4}(?<q>${quote})pass:)${quotedBy('q')}`, `$1${mark}`),
  rule('g', String.raw`(\s-pass(?:in|out)?[ \t]{1,4}pass:)${unmarked}\S+`, `$1${mark}`),
  // a user and a group are numbers
  rule(
    'g',
    String.raw`((?:^|[\s"'])(?:-u|--user|--proxy-user)(?:[\s=]{1,4}|${gap})["']?(?!\d{1,10}:\d{1,10}(?![^\s"'\\]))[\w.@%+-]{1,80}:)${unmarked}[^\s"']+`,
    `$1${mark}`,
  ),
];

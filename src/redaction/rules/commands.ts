import { mark, type Rule, rule } from '../rule.ts';
import { quote, quotedBy, unmarked, value } from './words.ts';

/** Programs with a flag for a password that means something else to others. */
const programs = [
  { program: String.raw`(?:mysql|mariadb)[\w-]{0,20}`, flag: '-p', blank: '' },
  { program: 'sshpass', flag: '-p', blank: String.raw`\s{0,4}` },
  { program: 'redis-cli', flag: '-a', blank: String.raw`\s{1,4}` },
  { program: `(?:docker|podman|nerdctl|helm registry|oras) login`, flag: '-p', blank: String.raw`\s{1,4}` },
  { program: `ldap[a-z]{1,20}`, flag: '-w', blank: String.raw`\s{1,4}` },
];

const between = String.raw`\s(?:[^\n|;&]{0,200}?\s)?`;

/** What only the program tells. */
export const commands: readonly Rule[] = [
  ...programs.map(({ program, flag, blank }) =>
    rule(
      'g',
      String.raw`(?<![\w.-])(${program}${between}${flag}${blank})(?:(?<q>${quote})${quotedBy('q')}|${value})`,
      `$1$<q>${mark}`,
    ),
  ),
  rule('g', String.raw`(\s-pass(?:in|out)?\s{1,4}pass:)${unmarked}\S+`, `$1${mark}`),
  // a user and a group are numbers
  rule(
    'g',
    String.raw`((?:^|\s)(?:-u|--user|--proxy-user)[\s=]{1,4}["']?(?!\d{1,10}:\d{1,10}(?!\S))[\w.@%+-]{1,80}:)${unmarked}[^\s"']+`,
    `$1${mark}`,
  ),
];

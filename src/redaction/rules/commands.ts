import { mark, type Rule, rule } from '../rule.ts';
import { quote, quotedBy, unmarked, value } from './words.ts';

/** A password may be the next word, or the rest of the flag. */
interface PasswordFlag {
  readonly program: string;
  readonly flag: string;
  readonly apart: boolean;
}

/** Programs with a flag for a password that means something else to others. */
const programs: readonly PasswordFlag[] = [
  { program: String.raw`(?:mysql|mariadb)[\w-]{0,20}`, flag: '-p', apart: false },
  { program: 'sshpass', flag: '-p', apart: true },
  { program: 'sshpass', flag: '-p', apart: false },
  { program: 'curl', flag: '-b', apart: true },
  { program: 'curl', flag: '--cookie', apart: true },
  { program: 'redis-cli', flag: '-a', apart: true },
  { program: '(?:docker|podman|nerdctl|helm registry|oras) login', flag: '-p', apart: true },
  { program: 'ldap[a-z]{1,20}', flag: '-w', apart: true },
];

/** Of the programs that a command names, the flags for a password. */
export const passwordFlags = (command: string): readonly PasswordFlag[] =>
  programs.filter(({ program }) => new RegExp(String.raw`(?<![\w.-])(?:${program})(?![\w.-])`).test(command));

const between = String.raw`\s(?:[^\n|;&]{0,200}?\s)?`;

/** What only the program tells. */
export const commands: readonly Rule[] = [
  ...programs.map(({ program, flag, apart }) =>
    rule(
      'g',
      String.raw`(?<![\w.-])(${program}${between}${flag}${apart ? '\\s{1,4}' : ''})(?:(?<q>${quote})${quotedBy('q')}|${value})`,
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

import { mark, type Rule, rule } from '../rule.ts';
import { noSecretOfVariable } from './harmless.ts';
import { quote, quotedBy, unmarked, value, variable } from './patterns.ts';

const anyName = String.raw`[A-Za-z_]\w{0,80}`;

/** Variables of the environment: whatever they are called, their value is nobody else's business. */
export const environment: readonly Rule[] = [
  // a variable as Go prints it, with %#v and with %+v; as the CRI does; as JSON, YAML and protobuf have it
  rule('g', String.raw`(\bName:[^,\n]{1,200},Value:)${unmarked}[^\n]{1,4000}?(?=,ValueFrom:)`, `$1${mark}`),
  rule('g', String.raw`(\bName:\S{1,200} Value:)${unmarked}[^\n]{1,4000}?(?= ValueFrom:)`, `$1${mark}`),
  rule('g', String.raw`(\bKeyValue\{Key:[^,\n]{1,200},Value:)${unmarked}[^\n]{1,4000}?(?=,\})`, `$1${mark}`),
  // the same of a line that was cut off in the value, or just behind it
  rule(
    'gm',
    String.raw`(\b(?:EnvVar\{Name|KeyValue\{Key):[^,\n]{1,200},Value:(?!,))${unmarked}[^\n]{1,4000}$`,
    `$1${mark}`,
  ),
  rule('g', String.raw`(\bkey:"[^"\n]{1,200}"\s{1,4}value:(?<q>"))${quotedBy('q')}`, `$1${mark}`),
  rule(
    'g',
    String.raw`((?<q>${quote})name\k<q>\s{0,4}:\s{0,4}\k<q>(?:(?!\k<q>)[^\n]){1,200}\k<q>\s{0,4},\s{0,80}\k<q>value\k<q>\s{0,4}:\s{0,4}\k<q>)${quotedBy('q')}`,
    `$1${mark}`,
  ),
  // the same with the name behind
  rule(
    'g',
    String.raw`((?<q>${quote})value\k<q>\s{0,4}:\s{0,4}\k<q>)${quotedBy('q')}(?=\k<q>\s{0,4},\s{0,80}\k<q>name\k<q>\s{0,4}:\s{0,4}\k<q>[\w.-]{1,200}\k<q>)`,
    `$1${mark}`,
  ),
  rule('gm', String.raw`^([ \t]{0,80}- name: [^\n]{1,200}\n\s{1,80}value: )${unmarked}[^\n]+`, `$1${mark}`),
  rule('gm', String.raw`^([ \t]{0,80}- value: )${unmarked}[^\n]+(?=\n[ \t]{1,80}name: )`, `$1${mark}`),
  // "NAME=a value": to the end of what is quoted
  rule('g', String.raw`(?<q>${quote})(${variable}=)(?!\k<q>)${noSecretOfVariable}${quotedBy('q')}`, `$<q>$2${mark}`),
  // what env(1) prints: a variable a line, its value to the end of the line
  rule(
    'gm',
    String.raw`^((?:export |declare -x )?${variable}=)(?!\[redacted\](?:$|\s{1,4}[\w.-]{1,60}=))${noSecretOfVariable}[^\n]+`,
    `$1${mark}`,
  ),
  // as kubectl describe has them; a value from elsewhere stands in `<>`
  rule('gm', String.raw`^([ \t]{4,20}${variable}:[ \t]{2,40})(?!<)${unmarked}${noSecretOfVariable}[^\n]+`, `$1${mark}`),
  rule(
    'gm',
    String.raw`((?:^|[\s"';&|])(?:ENV|setx|setenv)[ \t]{1,4}${variable}[ \t]{1,4})(?!=)${unmarked}[^\n;&|]+`,
    `$1${mark}`,
  ),
  rule('gm', String.raw`^([ \t]{0,10}Environment=["']?${anyName}=)${unmarked}[^\n"']+`, `$1${mark}`),
  rule(
    'g',
    String.raw`(\s(?:-e|--env|--from-literal)[ =]{1,4}(?<q>${quote})${anyName}=)${noSecretOfVariable}${quotedBy('q')}`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`(\s(?:-e(?=[A-Z])|(?:-e|--env|--from-literal)[ =]{1,4})["']?${anyName}=)${noSecretOfVariable}${value}`,
    `$1${mark}`,
  ),
  rule(
    'g',
    String.raw`([\s"'[({,;])(${variable}=)${noSecretOfVariable}(?:(?<q>${quote})${quotedBy('q')}|${value})`,
    `$1$2$<q>${mark}`,
  ),
];

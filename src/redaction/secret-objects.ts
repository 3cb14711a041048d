import { mark } from './rule.ts';
import { quote } from './rules/patterns.ts';

/** What is secret in an object whose kind says so, wherever in it that stands. Each text is gone through once. */
export const redactSecretObjects = (text: string): string => inYaml(inJson(privateMembers(text)));

const pair = (name: string, value: string): RegExp =>
  new RegExp(String.raw`(?<k>${quote})${name}\k<k>\s{0,40}:\s{0,40}(?<v>${quote})${value}\k<v>`);

const hasKeyType = pair('kty', String.raw`[\w-]{1,20}`);
const privateMember = (value: string): RegExp =>
  new RegExp(
    String.raw`((?<k>${quote})(?:d|k|p|q|dp|dq|qi)\k<k>\s{0,40}:\s{0,40}(?<v>${quote}))${value}(?=\k<v>|$)`,
    'g',
  );
const anyMember = privateMember(String.raw`(?!\[redacted\])(?:(?!\k<v>)[^\n]){1,16384}`);
/** As many characters as the shortest private key has. */
const longMember = privateMember(String.raw`[\w-]{40,16384}`);

/** Of a JSON Web Key. */
const privateMembers = (text: string): string =>
  text.replace(hasKeyType.test(text) ? anyMember : longMember, `$1${mark}`);

/** Of CSI and others, and what nothing but a Secret has: whatever is in it is one. */
const openingOfSecrets = new RegExp(
  String.raw`(?<k>${quote})(?:\w{0,40}secrets|stringData)\k<k>\s{0,40}:\s{0,40}\{`,
  'gi',
);
const isSecret = new RegExp(String.raw`${pair('kind', 'Secret').source}|\bpatch secrets?[ /]`);
const opening = new RegExp(String.raw`(?<k>${quote})(?:data|stringData)\k<k>\s{0,40}:\s{0,40}\{`, 'g');
const member = new RegExp(
  String.raw`(\s{0,80}(?<k>${quote})[^"'\n]{1,253}\k<k>\s{0,40}:\s{0,40}(?<v>${quote}))((?:(?!(?<!\\)\k<v>)[^\n])*)(\k<v>\s{0,80},?|)`,
  'y',
);

/** Each value of a Secret's data. */
function inJson(text: string): string {
  const ofSecrets = withoutMembers(text, openingOfSecrets);
  return isSecret.test(text) ? withoutMembers(ofSecrets, opening) : ofSecrets;
}

function withoutMembers(text: string, opening: RegExp): string {
  let redacted = '';
  let from = 0;
  for (const { index, 0: opened } of text.matchAll(opening)) {
    if (index < from) continue;
    redacted += text.slice(from, index + opened.length);
    from = index + opened.length;
    for (member.lastIndex = from; ; ) {
      const [whole, before = '', , , value = '', after = ''] = member.exec(text) ?? [];
      if (!whole) break;
      redacted += `${before}${value && mark}${after}`;
      from += whole.length;
    }
  }
  return redacted + text.slice(from);
}

const document = /^(?=---[ \t]*$)/m;
/** Its kind, or what nothing else has. */
const ofSecret = /^[+\- \t]{0,42}(?:kind:[ \t]{1,20}["']?Secret["']?[ \t]*$|stringData:)/m;
const dataBegins = /^([+\- \t]{0,42})(?:data|stringData):[ \t]*(\{.+\}?)?$/;
const keyAndValue = /^([+\- \t]{1,60}["']?[\w.-]{1,253}["']?:[ \t]{1,20})(.+)$/;

const inYaml = (text: string): string =>
  text
    .split(document)
    .map((part) => (ofSecret.test(part) ? withoutData(part) : part))
    .join('');

/** Lines that stand deeper than `data:` are its values. */
function withoutData(part: string): string {
  let deeperThan: number | null = null;
  return part
    .split('\n')
    .map((line) => {
      const [, before, onLine] = dataBegins.exec(line) ?? [];
      if (before !== undefined) {
        deeperThan = onLine ? null : before.length;
        return onLine && onLine !== '{}' ? line.replace(onLine, () => `{${mark}}`) : line;
      }
      if (deeperThan === null || line.trim() === '') return line;
      if (indent(line) > deeperThan) return withoutValue(line);
      deeperThan = null;
      return line;
    })
    .join('\n');
}

const indent = (line: string): number => /^[+\- \t]*/.exec(line)?.[0].length ?? 0;

const withoutValue = (line: string): string =>
  keyAndValue.test(line) ? line.replace(keyAndValue, `$1${mark}`) : line.replace(/[^+\- \t].*$/, mark);

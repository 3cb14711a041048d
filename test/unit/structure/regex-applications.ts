import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `pattern.test(what)` and `pattern.exec(what)`: what stands before the end of the bracket, whatever is nested in it. */
const asked = /(?:\/[a-z]*|[\w\]])\.(?:test|exec)\(\s*/g;
/** `what.replace(pattern`, but not with a text in the place of the pattern. */
const searched = /([\w.?[\]()]+)\s*\??\.(?:match|matchAll|replace|replaceAll|split|search)\(\s*(?!['"`\s])/g;

/** What a regular expression is applied to, as `FILE: EXPRESSION`, each once. */
export function regexApplications(folders: readonly string[]): readonly string[] {
  return [...new Set(folders.flatMap(sourcesIn).flatMap(applications))].toSorted();
}

const sourcesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

function applications(file: string): readonly string[] {
  const source = readFileSync(file, 'utf8');
  const arguments_ = [...source.matchAll(asked)].map(({ index, 0: call }) =>
    argument(source.slice(index + call.length)),
  );
  const receivers = [...source.matchAll(searched)].map(([, receiver = '']) => plain(receiver));
  return [...arguments_, ...receivers].map((expression) => `${basename(file)}: ${expression}`);
}

/** Without what changes nothing; `…` is what another call has returned. */
const plain = (receiver: string): string =>
  receiver.replace(/\.trim\(\)|\?|^[\w.]+\((?!.*\))/g, '').replace(/^\)?(\[\d\])?$/, '…');

/** To the bracket or comma that ends it. */
function argument(source: string): string {
  let depth = 0;
  for (let index = 0; index < source.length; index++) {
    const sign = source.charAt(index);
    if ('([{'.includes(sign)) depth++;
    if (')]},'.includes(sign)) {
      if (depth === 0) return source.slice(0, index).trim();
      if (sign !== ',') depth--;
    }
  }
  return source;
}

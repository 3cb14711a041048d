import { bullet, prose, proseOrCommand } from '../report/table/paragraph.ts';
import { wrapWords } from '../report/wrap.ts';
import { fixOf } from '../signatures/proven.ts';
import type { Signature } from '../signatures/signature.ts';
import { sourceAddress } from './source-address.ts';
import { placeholdersIn, placeWords } from './words.ts';

/** An entry of the catalogue, as lines. Only commands and addresses, which are there to be copied, may be wider. */
export function renderEntry(signature: Signature, width: number): string[] {
  const { code, title, meaning, texts, confirm, fix, versions, sources } = signature;
  const steps = (all: readonly string[]) => all.flatMap((step) => proseOrCommand(step, width));
  return [
    ...wrapWords(`${code}: ${title}`, width),
    ...prose(placeWords(signature), width),
    ...section('What it means:', prose(meaning, width)),
    ...section('Versions:', versions ? prose(versions, width) : []),
    ...section(
      'What is printed, for example:',
      texts.flatMap(({ example }) => example.split('\n').flatMap((line) => quoted(line, width))),
    ),
    ...section('To confirm it:', steps(confirm)),
    ...section('What to do, the least harmful first:', steps(fixOf(signature))),
    ...section(
      'In capitals:',
      placeholdersIn([...confirm, ...fix]).flatMap((line) => bullet(line, width)),
    ),
    ...section(
      'From:',
      sources.map((source) => `  ${sourceAddress(source)}`),
    ),
  ];
}

/** Not to be copied, so it may be broken between words. */
const quoted = (line: string, width: number) => wrapWords(line, width - 4).map((piece) => `    ${piece}`);

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines];
}

import { flagTable } from './flags.ts';

/**
 * kubectl's terse `-nNAME`, `-n=NAME` and `-v9`, which yargs reads as groups of switches, spelt `--namespace=NAME`; and
 * `--dry-run`, which takes no value from the next word, as `--dry-run=true`.
 * Values, and all that follows `--`, stay as they are.
 */
export function expandShortFlags(argv: readonly string[]): string[] {
  let isValue = false;
  let isCommand = false;
  return argv.map((word) => {
    if (isCommand || isValue) {
      isValue = false;
      return word;
    }
    isCommand = word === '--';
    isValue = valueFlags.some(({ name, short }) => word === `--${name}` || (short && word === `-${short}`));
    if (choiceFlags.some(({ name }) => word === `--${name}`)) return `${word}=true`;
    const terse = valueFlags.find(({ short }) => short && word.length > 2 && word.startsWith(`-${short}`));
    return terse ? `--${terse.name}=${word.slice(2).replace(/^=/, '')}` : word;
  });
}

const valueFlags = flagTable.filter(({ kind }) => kind !== 'switch' && kind !== 'choice');
const choiceFlags = flagTable.filter(({ kind }) => kind === 'choice');

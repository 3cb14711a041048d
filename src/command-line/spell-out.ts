import { flagTable } from './flags.ts';

/**
 * kubectl's terse `-nNAME` and `-v9`, which yargs reads as a group of switches, as `--namespace=NAME` and `--v=9`.
 * Values, and all that follows `--`, stay as they are.
 */
export function spellOut(argv: readonly string[]): string[] {
  let isValue = false;
  let isCommand = false;
  return argv.map((word) => {
    if (isCommand || isValue) {
      isValue = false;
      return word;
    }
    isCommand = word === '--';
    isValue = valueFlags.some(({ name, short }) => word === `--${name}` || (short && word === `-${short}`));
    const terse = valueFlags.find(({ short }) => short && word.startsWith(`-${short}`) && /^-.[^=]/.test(word));
    return terse ? `--${terse.name}=${word.slice(2)}` : word;
  });
}

const valueFlags = flagTable.filter(({ kind }) => kind !== 'switch');

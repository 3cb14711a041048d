/** A test that failed, was tried again, and passed. */
export interface SecondTry {
  readonly test: string;
  /** What it said when it failed first. */
  readonly failure: string;
}

/** The beginning of what a failure said, without the stack below the test. */
export const beginningOf = (failure: string): string =>
  failure.replace(/\n\s+at .*(?:node_modules|node:|new Promise).*/g, '').slice(0, 2000);

/** How many they are, then each with the beginning of its failure. */
export function spellSecondTries(tries: readonly SecondTry[]): string {
  const count = tries.length === 1 ? '1 test' : `${tries.length} tests`;
  const each = tries.map(({ test, failure }) => `  ${test}\n${beginningOf(failure).replace(/^/gm, '    ')}\n`);
  return `${count} needed a second try:\n${each.join('')}`;
}

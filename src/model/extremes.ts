/** The greatest of any number of them: as arguments of `Math.max`, a hundred thousand would overflow the stack. */
export const greatest = (values: readonly number[], atLeast = Number.NEGATIVE_INFINITY): number =>
  values.reduce((most, value) => Math.max(most, value), atLeast);

/** The least of any number of them. */
export const least = (values: readonly number[]): number =>
  values.reduce((fewest, value) => Math.min(fewest, value), Number.POSITIVE_INFINITY);

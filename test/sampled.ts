/** All of it, however long that takes: `npm run test:whole` sets it. */
export const whole = process.env.TEST_WHOLE !== undefined;

/** One of so many rows, the same ones each time, by what they are called. What is left out is told. */
export function sampled<Row>(
  what: string,
  oneOf: number,
  rows: readonly Row[],
  nameOf: (row: Row) => string = (row) => JSON.stringify(row),
): readonly Row[] {
  if (whole) return rows;
  const taken = rows.filter((row) => hash(nameOf(row)) % oneOf === 0);
  process.stderr.write(`sampled: ${what}: ${taken.length} of ${rows.length}, all of them with npm run test:whole\n`);
  return taken;
}

/** FNV-1a: nothing depends on it but which rows are taken. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return (sum ^ (sum >>> 15)) >>> 0;
}

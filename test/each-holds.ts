/**
 * Throws where a rule does not hold for some rows, with all of them, each by its name and with what the rule threw. One test
 * for a rule: a thousand tests that say one sentence each take longer to be told than to be run.
 */
export async function eachHolds<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  rule: (row: Row) => unknown,
): Promise<void> {
  if (rows.length === 0) throw new Error('there are no rows');
  const failures: string[] = [];
  for (const row of rows) {
    try {
      await rule(row);
    } catch (error) {
      failures.push(`${nameOf(row)}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failures.length > 0) throw new Error(`${failures.length} of ${rows.length}:\n${failures.join('\n')}`);
}

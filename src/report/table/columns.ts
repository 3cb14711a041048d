import Table from 'cli-table3';

/** Columns two spaces apart, without borders, as in kubectl's own tables. */
export function columns(rows: string[][]): string[] {
  const table = new Table({
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
      ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
    },
    // Left to itself it paints heads red and borders grey.
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  // one by one: so many arguments as a file of others may have rows overflow the stack
  for (const row of rows) table.push(row);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

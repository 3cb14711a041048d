import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../wrap.ts';

/** Lines that stay or go together. */
export interface Part {
  readonly lines: readonly string[];
  /** Those with the highest go first; 0: it stays. */
  readonly rank: number;
}

/**
 * The groups, a blank line between them, in no more rows of a terminal than there are: what counts least is left out, then the blank
 * lines are.
 */
export function fitted(groups: readonly (readonly Part[])[], room: { rows: number; width: number }): string[] {
  const isTooLong = (lines: readonly string[]) =>
    lines.reduce((sum, line) => sum + rowsOf(line, room.width), 0) > room.rows;
  const byWeight = groups.flat().toSorted((a, b) => a.rank - b.rank);
  const staying = new Set(byWeight.filter(({ lines }) => lines.length > 0));
  while (isTooLong(joined(groups, staying))) {
    const least = [...staying].at(-1);
    if (!least || least.rank === 0) return joined(groups, staying).filter((line) => line !== '');
    staying.delete(least);
  }
  return joined(groups, staying);
}

function joined(groups: readonly (readonly Part[])[], staying: ReadonlySet<Part>): string[] {
  const blocks = groups
    .map((group) => group.flatMap((part) => (staying.has(part) ? part.lines : [])))
    .filter((block) => block.length > 0);
  return blocks.flatMap((block, at) => (at === 0 ? block : ['', ...block]));
}

/** Rows of a terminal that a line takes; a command may be longer than one. */
export const rowsOf = (line: string, width: number): number =>
  Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / width));

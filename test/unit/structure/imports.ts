import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file imports or exports again from a file of ours. */
export interface Import {
  readonly from: string;
  /** Nothing but types: it is gone when the program runs. */
  readonly typesOnly: boolean;
}

const statement = /^(?:import|export)\s+(type\s)?([^;'"]*?)\s*from\s+'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)/gm;

function importsIn(file: string): readonly Import[] {
  return [...readFileSync(file, 'utf8').matchAll(statement)]
    .map(([, type, names = '', from, loaded]) => ({
      from: join(dirname(file), from ?? loaded ?? ''),
      typesOnly: type !== undefined || (/^\{.+\}$/s.test(names) && namesIn(names).every(isType)),
    }))
    .filter(({ from }) => from.endsWith('.ts'));
}

const namesIn = (names: string) =>
  names
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
const isType = (name: string) => name.startsWith('type ');

/** Of each file of src by its path from the top. */
export const imports: ReadonlyMap<string, readonly Import[]> = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
    .map((file) => [file, importsIn(file)]),
);

/** Files that import each other, directly or by others: the strongly connected parts of more than one (Tarjan). */
export function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  function lowest(file: string): number {
    const own = order.size;
    order.set(file, own);
    const depth = open.push(file) - 1;
    let low = own;
    for (const other of graph.get(file) ?? []) {
      const known = order.get(other);
      if (known === undefined) low = Math.min(low, lowest(other));
      else if (open.includes(other)) low = Math.min(low, known);
    }
    if (low === own) {
      const part = open.splice(depth);
      if (part.length > 1) found.push(part.toSorted());
    }
    return low;
  }

  for (const file of graph.keys()) if (!order.has(file)) lowest(file);
  return found;
}

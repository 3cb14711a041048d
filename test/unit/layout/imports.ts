import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The TypeScript files of a folder. */
export const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .toSorted();

export const textOf = (file: string): string => readFileSync(file, 'utf8');

interface Import {
  readonly file: string;
  /** Gone when the program runs. */
  readonly isType: boolean;
}

/** What a file imports of this repository when it is loaded; what it loads later, by `import()`, is not among it. */
export const importsOf = (file: string): readonly Import[] =>
  [...textOf(file).matchAll(/^(?:import|export)(?: (type))? (?:[^';]* from )?'(\.[^']+)';/gm)].map(
    ([, type, path = '']) => ({ file: posix.join(posix.dirname(file), path), isType: type !== undefined }),
  );

/** All that is loaded with these files, themselves among it. */
export const loadedWith = (files: readonly string[]): ReadonlySet<string> =>
  follow(new Set(files), ({ isType }) => !isType);

/** All that a file imports, by whatever detour; itself only where it does. */
export const reachedFrom = (file: string): ReadonlySet<string> =>
  follow(new Set(importsOf(file).map((one) => one.file)), () => true);

function follow(reached: Set<string>, counts: (one: Import) => boolean): ReadonlySet<string> {
  // a set hands out what is added to it meanwhile
  for (const file of reached) {
    if (!file.endsWith('.ts')) continue;
    for (const one of importsOf(file)) if (counts(one)) reached.add(one.file);
  }
  return reached;
}

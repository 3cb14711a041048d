import { globSync, readFileSync } from 'node:fs';

export const root = new URL('../../../', import.meta.url);

/** A file of the repository, by its path from the root. */
export const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The pages that are held to what the code does, by their paths from the root. */
export const pages: readonly string[] = [
  ...globSync(['*.md', 'docs/*.md', 'krew/*.md', 'lab/*.md'], { cwd: root.pathname }),
].toSorted();

/** The words between backticks, and the lines of the blocks between fences. */
export function codeOf(page: string): { readonly spans: readonly string[]; readonly lines: readonly string[] } {
  const fenced = /^```.*\n([\s\S]*?)^```$/gm;
  const text = page.replace(fenced, '');
  return {
    spans: [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span),
    lines: [...page.matchAll(fenced)].flatMap(([, block = '']) => block.split('\n')),
  };
}

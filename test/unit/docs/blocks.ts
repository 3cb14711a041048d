/**
 * Puts each text between the comments that carry its name:
 *
 *     <!-- NAME: generated, see docs/development.md -->
 *     …
 *     <!-- end of NAME -->
 *
 * Throws where a page lacks them.
 */
export function fillBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((text, [name, block]) => fillBlock(text, name, block), page);
}

function fillBlock(page: string, name: string, block: string): string {
  const start = `<!-- ${name}: generated, see docs/development.md -->\n`;
  const end = `<!-- end of ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no place for the block ${name}: ${start}…${end}`);
  return `${page.slice(0, from + start.length)}\n${block}\n\n${page.slice(to)}`;
}

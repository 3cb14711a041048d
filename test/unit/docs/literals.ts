/** Comments, regular expressions, strings, and what bounds the pieces of a template. */
const token =
  /\/\*[\s\S]*?\*\/|\/\/.*|(?<=[=(,:[!&|?{};]\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[`{}]/g;
const piece = /(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)/gy;

/** The texts in a source of TypeScript: its strings, and the pieces of its templates. */
export function literalsOf(source: string): readonly string[] {
  const found: string[] = [];
  /** For each brace that is open: whether it is one of a template. */
  const braces: boolean[] = [];
  const readPiece = (from: number): number => {
    piece.lastIndex = from;
    const [text = ''] = piece.exec(source) ?? [];
    found.push(text.replace(/`$|\$\{$/, ''));
    if (text.endsWith('{')) braces.push(true);
    return from + text.length;
  };
  token.lastIndex = 0;
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const [text] = match;
    if (/^['"]/.test(text)) found.push(text.slice(1, -1));
    if (text === '{') braces.push(false);
    if (text === '`' || (text === '}' && braces.pop())) token.lastIndex = readPiece(token.lastIndex);
  }
  return found;
}

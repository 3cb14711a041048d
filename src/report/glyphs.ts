/** The few signs that are drawn, as the terminal's locale can show them. */
export interface Glyphs {
  readonly link: string;
  readonly broken: string;
  readonly more: string;
}

const unicodeGlyphs: Glyphs = { link: '─', broken: '✗', more: '…' };
const asciiGlyphs: Glyphs = { link: '>', broken: '!', more: '...' };

/** Whether the locale's character set is UTF-8, by the precedence that setlocale(3) gives the variables. */
export function wantsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

export function glyphs(unicode: boolean): Glyphs {
  return unicode ? unicodeGlyphs : asciiGlyphs;
}

/** For terminals of another character set: there a byte of UTF-8 may even be a control character (0x9B is CSI in Latin-1). */
export function toASCII(text: string): string {
  return text
    .replaceAll('…', '...')
    .replace(/[–—─]/g, '-')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\P{ASCII}/gu, '?');
}

import { styleText } from 'node:util';

/** A terminal, or what stands in its place, as far as a text is drawn for it. */
export interface Terminal {
  readonly width: number;
  /** Whether its character set is UTF-8; otherwise the text is ASCII. */
  readonly unicode: boolean;
}

/** How a report is drawn for it; only commands to be copied may be wider. */
export interface TableOptions extends Terminal {
  readonly color: boolean;
}

/** What stdout can show, as the environment has it; where it is no terminal, 80 columns. */
export function tableOptions(
  stdout: Pick<NodeJS.WriteStream, 'columns' | 'isTTY'>,
  env: NodeJS.ProcessEnv,
  color: boolean | null,
): TableOptions {
  return {
    width: stdout.columns ?? 80,
    color: wantsColor(color, env, stdout.isTTY === true),
    unicode: wantsUnicode(env),
  };
}

/** The same, as each block of the report takes it. */
export interface RenderOptions {
  readonly width: number;
  readonly palette: Palette;
  readonly glyphs: Glyphs;
}

type Paint = (text: string) => string;

/** The only colours there are: good, broken, uncertain, less important. */
export interface Palette {
  readonly green: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly dim: Paint;
}

/** `--color` or `--no-color` decides; without it `NO_COLOR` (any value but empty), a dumb terminal or no terminal mean none. */
export function wantsColor(
  flag: boolean | null,
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (flag !== null) return flag;
  return isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Paints, or leaves the text as it is. */
export function palette(color: boolean): Palette {
  const paint =
    (style: keyof Palette): Paint =>
    (text) =>
      color ? styleText(style, text, { validateStream: false }) : text;
  return { green: paint('green'), red: paint('red'), yellow: paint('yellow'), dim: paint('dim') };
}

/** The few signs that are drawn, as the terminal's locale can show them. */
export interface Glyphs {
  readonly good: string;
  /** Nothing was asked. */
  readonly none: string;
  readonly link: string;
  /** On both sides of the layer at fault. */
  readonly fence: string;
  readonly broken: string;
  readonly more: string;
}

const unicodeGlyphs: Glyphs = { good: '✔', none: '–', link: '─', fence: '✗', broken: '✗', more: '…' };
const asciiGlyphs: Glyphs = { good: 'ok', none: '-', link: '>', fence: '!', broken: 'x', more: '...' };

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

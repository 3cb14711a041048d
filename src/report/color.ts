import { styleText } from 'node:util';

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

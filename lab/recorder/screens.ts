import xterm from '@xterm/headless';

/** What a program wrote to its terminal, and when. */
export interface Output {
  readonly atMs: number;
  readonly data: string;
}

/** Neighbouring cells of one line that look alike. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** Of the terminal's 16 colours; null: the text's own. */
  readonly color: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** What a terminal showed from then on. */
export interface Screen {
  readonly atMs: number;
  readonly lines: readonly (readonly Run[])[];
}

/** More changes in a second than this are one to the eye. */
const framesPerSecond = 12;

/** What a terminal of that size showed of it, each screen once. */
export async function screensOf(
  outputs: readonly Output[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Promise<readonly Screen[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const screens: Screen[] = [];
  for (const [index, { atMs, data }] of outputs.entries()) {
    await new Promise<void>((resolve) => terminal.write(data, resolve));
    const next = outputs[index + 1];
    if (next && next.atMs - atMs < 1000 / framesPerSecond) continue;
    const lines = linesOf(terminal);
    if (JSON.stringify(lines) !== JSON.stringify(screens.at(-1)?.lines)) screens.push({ atMs, lines });
  }
  terminal.dispose();
  return screens;
}

function linesOf({ buffer, rows }: xterm.Terminal): readonly (readonly Run[])[] {
  const { active } = buffer;
  const lines = Array.from({ length: rows }, (_, row) => runsOf(active.getLine(active.viewportY + row)));
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function runsOf(line: xterm.IBufferLine | undefined): readonly Run[] {
  const runs: Run[] = [];
  for (let column = 0; line && column < line.length; column++) {
    const cell = line.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const look = {
      color: cell.isFgPalette() ? cell.getFgColor() : null,
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    };
    const text = cell.getChars() || ' ';
    const last = runs.at(-1);
    if (last && last.color === look.color && last.bold === look.bold && last.dim === look.dim) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else runs.push({ column, text, ...look });
  }
  const trimmed = runs.map((run, index) => (index === runs.length - 1 ? { ...run, text: run.text.trimEnd() } : run));
  return trimmed.filter(({ text }) => text.trim() !== '');
}

import type { Run, Screen } from './screens.ts';

const cell = { width: 8.4, height: 18 };
const margin = 14;
/** As in the theme of many terminals; 0 to 15. */
const palette = [
  ...['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
];

/**
 * The screens as one picture that moves by its own style: no script, and nothing is loaded. Who wants no movement sees the last screen.
 * @param lastMs how long the last screen stays before it begins again
 */
export function toSvg(
  screens: readonly Screen[],
  { columns, lastMs }: { readonly columns: number; readonly lastMs: number },
): string {
  const rows = Math.max(...screens.map(({ lines }) => lines.length));
  const [width, height] = [columns * cell.width + 2 * margin, rows * cell.height + 2 * margin].map(Math.ceil);
  const [firstMs, endMs] = [screens[0]?.atMs ?? 0, (screens.at(-1)?.atMs ?? 0) + lastMs];
  const share = (atMs: number) => `${(((atMs - firstMs) / (endMs - firstMs)) * 100).toFixed(2)}%`;
  const shift = (index: number) => `transform:translateX(${-index * (width ?? 0)}px)`;
  const steps = screens.map(({ atMs }, index) => `${share(atMs)}{${shift(index)}}`);
  const lines = new Map<string, string>();
  const frames = screens.map((screen, index) => {
    const used = screen.lines.flatMap((line, row) => (line.length > 0 ? [useOf(line, row, lines)] : []));
    return `<g transform="translate(${index * (width ?? 0)})">${used.join('')}</g>`;
  });
  const style = [
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6edf3}",
    '.b{font-weight:bold}.d{opacity:.7}',
    ...palette.map((color, index) => `.c${index}{fill:${color}}`),
    `.f{animation:f ${((endMs - firstMs) / 1000).toFixed(1)}s step-end infinite}`,
    `@keyframes f{${steps.join('')}}`,
    `@media(prefers-reduced-motion:reduce){.f{animation:none;${shift(screens.length - 1)}}}`,
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>kubectl exec-doctor in a terminal</title>`,
    `<style>${style.join('')}</style>`,
    `<defs>${[...lines].map(([line, id]) => `<g id="${id}">${line}</g>`).join('\n')}</defs>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<svg x="${margin}" y="${margin}" width="${columns * cell.width}" height="${rows * cell.height}"><g class="f">`,
    ...frames,
    '</g></svg></svg>',
  ].join('\n')}\n`;
}

/** A line stands in the picture once, however many screens have it. */
function useOf(line: readonly Run[], row: number, lines: Map<string, string>): string {
  const drawn = line.map(draw).join('');
  const id = lines.get(drawn) ?? `l${lines.size}`;
  lines.set(drawn, id);
  return `<use href="#${id}" y="${row * cell.height}"/>`;
}

function draw({ column, text, color, bold, dim }: Run): string {
  const classes = [color !== null && `c${color}`, bold && 'b', dim && 'd'].filter(Boolean).join(' ');
  // so that no font's width moves what stands to the right
  const width = ` textLength="${([...text].length * cell.width).toFixed(1)}"`;
  return `<text x="${(column * cell.width).toFixed(1)}" y="14"${width}${classes && ` class="${classes}"`}>${escaped(text)}</text>`;
}

/** Several spaces in a row stay so. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

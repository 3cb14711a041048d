/** The colours of a page. `…Soft` is the ground on which the colour of that name, and plain text, stand too. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly good: string;
  readonly goodSoft: string;
  readonly worse: string;
  readonly worseSoft: string;
  readonly bad: string;
  readonly badSoft: string;
  readonly unsure: string;
  readonly unsureSoft: string;
  readonly quietSoft: string;
}

export const light: Palette = {
  page: '#f6f7f9',
  card: '#ffffff',
  text: '#1c2128',
  quiet: '#57606a',
  line: '#d0d7de',
  good: '#116329',
  goodSoft: '#e3f5e7',
  worse: '#7a4b00',
  worseSoft: '#fff3d6',
  bad: '#b3121d',
  badSoft: '#fdeaea',
  unsure: '#7a4b00',
  unsureSoft: '#fff3d6',
  quietSoft: '#eef1f4',
};

export const dark: Palette = {
  page: '#0e1116',
  card: '#161b22',
  text: '#e6edf3',
  quiet: '#9aa5b1',
  line: '#363e49',
  good: '#56d364',
  goodSoft: '#11291a',
  worse: '#e8b339',
  worseSoft: '#33270c',
  bad: '#ff8983',
  badSoft: '#3a1619',
  unsure: '#e8b339',
  unsureSoft: '#33270c',
  quietSoft: '#20262e',
};

const variables = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ');

const tones = ['good', 'worse', 'bad', 'unsure', 'quiet']
  .map(
    (tone) => `
.${tone} { color: var(--${tone}); }
rect.${tone} { fill: var(--${tone}); }
.verdict.${tone}, .layer.${tone} > .box { color: var(--text); background: var(--${tone}Soft); border-color: var(--${tone}); }`,
  )
  .join('');

/** How everything looks: at 400 px as at 1280, by day, by night, and on paper. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--page); color: var(--text); font: 0.9375rem/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1, h2, p, dl, dd, ol, ul, pre { margin: 0; }
h1 { font-size: 1.375rem; line-height: 1.25; }
h2 { font-size: 1rem; line-height: 1.4; }
p { max-width: 80ch; }
code, pre { font: 0.8125rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; direction: ltr; unicode-bidi: isolate; }
p code { padding: 0.05rem 0.25rem; border-radius: 0.2rem; background: var(--quietSoft); }
pre { padding: 0.4rem 0.6rem; border-radius: 0.3rem; background: var(--quietSoft); white-space: pre-wrap; }
.command { border-left: 3px solid var(--line); }
.command code { user-select: all; -webkit-user-select: all; }
ol, ul { padding-left: 1.4rem; }
li + li { margin-top: 0.4rem; }
th { text-align: left; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.35rem 0.6rem 0.35rem 0; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; color: var(--quiet); font-size: 0.8125rem; font-weight: 600; }
tbody th, td { overflow-wrap: normal; }
td:last-child { overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
${tones}
.top { color: var(--quiet); font-size: 0.8125rem; margin-bottom: 0.5rem; }
.verdict { padding: 0.9rem 1.1rem; border: 1px solid; border-left-width: 0.4rem; border-radius: 0.5rem; }
.verdict > * + * { margin-top: 0.5rem; }
.verdict .summary { font-size: 1.0625rem; }
.sign { font-weight: 700; }
section, .part, .fields { margin-top: 0.75rem; padding: 0.8rem 1.1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); }
section > h2 { margin-bottom: 0.5rem; }
.pair { display: flex; flex-wrap: wrap; column-gap: 0.75rem; }
.pair > div { display: flex; flex: 1 1 22rem; flex-direction: column; min-width: 0; }
.pair section:last-child { flex: 1; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0.5rem 1.25rem; }
dt { color: var(--quiet); font-size: 0.8125rem; }
.step { display: grid; gap: 0.3rem 1rem; align-items: start; }
ol .step { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
ol .step p { padding-top: 0.3rem; }
.chain { display: flex; padding: 0; list-style: none; }
.layer { position: relative; flex: 1 1 0; min-width: 0; margin: 0; padding: 0 0.35rem; display: flex; }
.marked .layer { padding-top: 1.35rem; }
.layer:not(:last-child)::after { content: "▸"; position: absolute; right: -0.32rem; bottom: 2.5rem; color: var(--quiet); z-index: 1; font-size: 0.75rem; line-height: 1; }
.box { flex: 1; min-width: 0; padding: 0.45rem 0.5rem; border: 1px solid; border-top-width: 3px; border-radius: 0.35rem; font-size: 0.8125rem; line-height: 1.35; }
.box .name { font-weight: 700; }
.box .what { color: var(--quiet); font-size: 0.75rem; margin-top: 0.2rem; }
.box .probe { margin-top: 0.2rem; }
.state { font-weight: 600; }
.suspect::before { content: ""; position: absolute; left: 0; right: 0; top: 1rem; border-top: 3px solid; }
.label { position: absolute; left: 0.35rem; top: -0.15rem; font-size: 0.75rem; font-weight: 600; }
.matrix table { table-layout: fixed; }
.matrix td { overflow-wrap: anywhere; }
.matrix th:first-child { width: 10rem; }
.survey table { table-layout: fixed; }
.survey th, .survey td { overflow-wrap: anywhere; }
.survey th:nth-child(2) { width: 8rem; }
.bar { display: block; width: 100%; height: 0.45rem; margin: 0.2rem 0; border-radius: 0.2rem; }
.track { fill: var(--quietSoft); }
line.hang { stroke: var(--bad); stroke-width: 1rem; stroke-dasharray: 0.7rem 0.2rem; }
.answer { font-weight: 600; }
.remark, .legend { color: var(--quiet); font-size: 0.8125rem; font-weight: 400; white-space: normal; max-width: none; }
.legend { margin-top: 0.5rem; }
details { margin-top: 0.4rem; }
details > :not(summary) { margin-top: 0.4rem; }
summary { cursor: pointer; color: var(--quiet); font-size: 0.8125rem; }
summary h2 { display: inline; color: var(--text); }
summary:focus-visible { outline: 2px solid; outline-offset: 2px; }
.commands dd { margin-bottom: 0.4rem; }
pre + pre { margin-top: 0.25rem; }
footer { margin-top: 1rem; color: var(--quiet); font-size: 0.8125rem; }
@media (max-width: 60rem) {
  .chain { flex-direction: column; }
  .layer, .marked .layer { padding: 0 0 0.5rem; }
  .marked .layer { padding-left: 1.1rem; }
  .layer:not(:last-child)::after { content: "▾"; right: auto; left: 50%; top: auto; bottom: -0.15rem; }
  .suspect::before { right: auto; top: 0; bottom: 0; left: 0.3rem; border-top: 0; border-left: 3px solid; }
  .label { position: static; writing-mode: vertical-rl; margin-left: -0.6rem; }
  .box .name, .state { display: inline-block; margin-right: 0.6rem; }
  ol .step { grid-template-columns: minmax(0, 1fr); }
  ol .step p { padding-top: 0; }
}
@media (max-width: 32rem) {
  body { padding: 0.5rem; }
  section, .part, .fields, .verdict { padding: 0.7rem 0.75rem; }
  ol, ul { padding-left: 1.2rem; }
  .chain { padding: 0; }
  .matrix th:first-child { width: 5.3rem; }
  .survey th:nth-child(2) { width: 5.5rem; }
  .answer { font-size: 0.875rem; }
}
@media print {
  html { font-size: 80%; }
  body { max-width: none; padding: 0; background: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .chain, tr, .step, li, dd { break-inside: avoid; }
  h2, summary, dt { break-after: avoid; }
}
`;

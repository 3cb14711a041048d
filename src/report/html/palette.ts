/** The colours of a page. `…Soft` is the ground on which the colour of that name, and plain text, stand too. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly good: string;
  readonly goodSoft: string;
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
  bad: '#ff8983',
  badSoft: '#3a1619',
  unsure: '#e8b339',
  unsureSoft: '#33270c',
  quietSoft: '#20262e',
};

import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import type { Run, Screen } from '../../../../lab/recorder/screens.ts';
import { toSvg } from '../../../../lab/recorder/svg.ts';
import { read } from '../../docs/documents.ts';

const line = (text: string): readonly Run[] => [{ column: 0, text, color: null, bold: false, dim: false }];
const screens: readonly Screen[] = [
  { atMs: 0, lines: [line('a < b  c')] },
  { atMs: 1_000, lines: [line('a < b  c'), line('second')] },
];
const svg = toSvg(screens, { columns: 20, lastMs: 1_000 });

function parsed(text: string) {
  const window = new Window();
  return new window.DOMParser().parseFromString(text, 'image/svg+xml');
}

describe('a picture of screens', () => {
  it('holds a line once', () => expect(svg.match(/second|b\u00a0\u00a0c/g)).toEqual(['b\u00a0\u00a0c', 'second']));
  it('takes what was printed for text', () =>
    expect(parsed(svg).querySelector('defs')?.textContent).toContain('a\u00a0<\u00a0b'));
  it('shows each screen from its time on', () => expect(svg).toContain('0.00%{transform:translateX(0px)}50.00%{'));
  it('stands still at the last screen for who wants that', () =>
    expect(svg).toMatch(/prefers-reduced-motion:reduce\)\{\.f\{animation:none;transform:translateX\(-\d+px\)\}/));
});

describe('docs/demo.svg', () => {
  const picture = read('docs/demo.svg');
  const text = parsed(picture).querySelector('defs')?.textContent.replaceAll('\u00a0', ' ') ?? '';
  it('loads and runs nothing', () =>
    expect(picture).not.toMatch(/<script|url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg)/));
  it('shows the hang, the parts of a report on it, and that its fix works', () => {
    for (const said of [
      'kubectl exec-doctor nginx1',
      'cause[shim-stopped]',
      "DON'T",
      'SHELL',
      'FIX',
      'kill -CONT',
      'it works',
    ])
      expect(text).toContain(said);
  });
  it('names nothing of the machine that it was made on', () => expect(text).not.toMatch(/\/tmp\/|\/root|\/home/));
});

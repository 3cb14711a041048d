import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../../src/report/progress.ts';

function recorded({ isTTY, color = false, width = 80 }: { isTTY: boolean; color?: boolean; width?: number }) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const progress = createProgress({ write, isTTY, color, unicode: true, width, now: Date.now });
  return {
    ...{ progress, written },
    text: () => written.join(''),
    screen: () => screen(written.join('')),
    lines: () => emulated(written.join('')),
  };
}

/** What a terminal shows: each line after its last erasure. */
const screen = (text: string) =>
  text.split('\n').map((line) => line.slice(line.lastIndexOf('\r\x1b[K') + 1).replace('\x1b[K', ''));

/** What a terminal shows, of the sequences that move up and erase. */
function emulated(text: string): string[] {
  const lines = [''];
  let row = 0;
  for (const [part] of text.matchAll(/\x1b\[\d*[AJK]|\r|\n|[^\x1b\r\n]+/g)) {
    const up = /^\x1b\[(\d+)A$/.exec(part)?.[1];
    if (up !== undefined) row -= Number(up);
    else if (part === '\x1b[J') lines.splice(row + 1);
    else if (part === '\x1b[K') lines[row] = '';
    else if (part === '\n') lines[++row] ??= '';
    else if (part !== '\r') lines[row] += part;
  }
  return lines;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('not on a terminal', () => {
  it('is a line a stage and a notice, and nothing else', () => {
    const { progress, text } = recorded({ isTTY: false });
    progress.stage('Reading pod default/nginx1');
    vi.advanceTimersByTime(5_000);
    progress.notice('Defaulted container "app" out of: app, sidecar');
    progress.stage('Probing on node1');
    progress.end();
    progress.end();
    expect(text()).toBe(
      'Reading pod default/nginx1\nDefaulted container "app" out of: app, sidecar\nProbing on node1\n',
    );
  });
});

it.each([true, false])('what is watched stays when the run is interrupted, on a terminal: %s', (isTTY) => {
  const { progress, lines } = recorded({ isTTY });
  progress.stage('Probing');
  progress.watch(() => ['target  ok', 'so far: works']);
  progress.leave();
  progress.leave();
  progress.stage('Removing');
  progress.end();
  expect(lines()).toEqual(['Probing', 'target  ok', 'so far: works', 'Removing', '']);
});

describe('on a terminal', () => {
  it('spins, then leaves a line', () => {
    const { progress, screen } = recorded({ isTTY: true });
    progress.stage('Probing');
    expect(screen()).toEqual(['| Probing']);
    vi.advanceTimersByTime(120);
    expect(screen()).toEqual(['/ Probing']);
    progress.end();
    expect(screen()).toEqual(['Probing', '']);
  });
  it('tells the time of a long stage', () => {
    const { progress, screen } = recorded({ isTTY: true });
    progress.stage('Probing');
    vi.advanceTimersByTime(3_240);
    expect(screen()).toEqual(['\\ Probing 3.24s']);
    progress.stage('Deleting the debug pod');
    expect(screen()).toEqual(['Probing 3.24s', '| Deleting the debug pod']);
    progress.end();
  });
  it('of what is waited for below the report no line is left', () => {
    const { progress, lines } = recorded({ isTTY: true });
    progress.waiting('Removing');
    vi.advanceTimersByTime(1_240);
    expect(lines()).toEqual(['- Removing 1.20s']);
    progress.end();
    expect(lines()).toEqual(['']);
  });
  it('puts a notice above the spinner', () => {
    const { progress, screen } = recorded({ isTTY: true });
    progress.stage('Probing');
    progress.notice('Note');
    expect(screen()).toEqual(['Note', '| Probing']);
    progress.end();
  });
  it('a notice without a stage is a plain line', () => {
    const { progress, text } = recorded({ isTTY: true });
    progress.notice('Note');
    expect(text()).toBe('Note\n');
  });
  it('never wraps the spinner', () => {
    const { progress, screen } = recorded({ isTTY: true, width: 20 });
    progress.stage('A stage whose text is longer than the line');
    expect(screen()[0]).toHaveLength(19);
    progress.end();
    expect(screen()[0]).toBe('A stage whose text is longer than the line');
  });
  it('draws what is watched below the stage, again and again, and takes it away at its end', () => {
    const { progress, lines } = recorded({ isTTY: true });
    let count = 0;
    progress.stage('Probing');
    progress.watch(() => [`target ${count}`, 'so far: nothing']);
    count = 1;
    vi.advanceTimersByTime(120);
    expect(lines()).toEqual(['/ Probing', 'target 1', 'so far: nothing']);
    progress.notice('Note');
    expect(lines()).toEqual(['Note', '/ Probing', 'target 1', 'so far: nothing']);
    progress.stage('Reading');
    expect(lines()).toEqual(['Note', 'Probing', '| Reading']);
    progress.end();
    expect(lines()).toEqual(['Note', 'Probing', 'Reading', '']);
  });
  it('writes nothing after its end', () => {
    const { progress, written } = recorded({ isTTY: true });
    progress.stage('Probing');
    progress.end();
    const before = written.length;
    progress.end();
    vi.advanceTimersByTime(10_000);
    expect(written).toHaveLength(before);
  });
  it('has no colour where none is wanted', () => {
    const { progress, text } = recorded({ isTTY: true });
    progress.stage('Probing');
    progress.end();
    expect(text()).not.toMatch(/\x1b\[\d*m/);
  });
});

it.each([true, false])('cleans what it is told (terminal: %s)', (isTTY) => {
  const { progress, screen } = recorded({ isTTY });
  progress.stage('pod \x1b[2Jx\ny');
  progress.end();
  expect(screen()).toEqual(['pod x y', '']);
});

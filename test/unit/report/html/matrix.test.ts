import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/model/probe.ts';
import { sourceOf } from '../../../../src/report/html/markup.ts';
import { bar, barLegend, fullBarMs } from '../../../../src/report/html/matrix.ts';
import { error, report, skipped } from '../build-report.ts';
import { all, parsePage } from './parse-page.ts';

const ok = (durationMs: number): Outcome => ({ kind: 'ok', durationMs, method: 'echo' });
const hang = (durationMs: number): Outcome => ({ kind: 'hang', durationMs });

const drawn = (outcome: Outcome, fullMs = 10_000) => {
  const { elements } = parsePage(sourceOf(bar(outcome, fullMs)));
  return [...all(elements, 'rect'), ...all(elements, 'line')]
    .filter((shape) => shape.attributes.class !== 'track')
    .map(({ attributes }) => `${attributes.class} ${attributes.width ?? attributes.x2}`);
};

describe('a bar', () => {
  it.each<[what: string, outcome: Outcome, shapes: readonly string[]]>([
    ['no time at all is still to be seen', ok(0), ['good 2%']],
    ['a tenth of a second is half of ten', ok(100), ['good 50%']],
    ['all of the time', ok(10_000), ['good 100%']],
    ['an error', error('boom'), ['bad 41%']],
    ['a hang is full, however early it was given up', hang(3_100), ['hang 100%']],
    ['what was skipped has none', skipped('no crictl'), []],
  ])('%s', (_, outcome, shapes) => expect(drawn(outcome)).toEqual(shapes));

  it.each<[what: string, slowest: Outcome, fullMs: number]>([
    ['as long as the usual time-out', ok(40), 10_000],
    ['or as what took longer', hang(25_000), 25_000],
    ['where nothing was asked too', skipped('frozen'), 10_000],
  ])('that is full is %s', (_, slowest, fullMs) =>
    expect(fullBarMs(report({ target: { docker: slowest } }).probes)).toBe(fullMs),
  );
  it('says how to read it', () => expect(barLegend(10_000)).toContain('a full one is 10.0s, half of one 0.10s'));
});

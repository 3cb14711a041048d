import { describe, expect, it } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import type { Survey } from '../../../../src/model/survey.ts';
import { rowsOf } from '../../../../src/report/short/fit.ts';
import { renderSurveyShort } from '../../../../src/report/survey/short.ts';
import { displayWidth } from '../../../../src/report/wrap.ts';
import { situations } from '../situations.ts';
import { survey, surveys, works } from './surveys.ts';

const short = (one: Survey, width = 80, unicode = true) => renderSurveyShort(one, { width, color: false, unicode });
const lines = (text: string) => text.trimEnd().split('\n');
const sick = situations['shim hangs'];
const hanging = { kind: 'hang', durationMs: 10_000 } as const;
const manySick = (count: number): Survey =>
  survey(
    ...Array.from({ length: count }, (_, at) => {
      if (!sick) throw new Error('no situation');
      const report = { ...sick, target: { ...sick.target, pod: `sick-${at}` } };
      return { ...works(`sick-${at}`), exec: hanging, examined: { kind: 'report', report } } as const;
    }),
  );

describe('many containers on one screen', () => {
  it('of healthy ones there is nothing to tell', () =>
    expect(lines(short(surveys.healthy))[0]).toBe('✔ 2 containers on 2 nodes: 2 healthy'));
  it('of a sick one the cause and the fix stand in its row', () =>
    expect(short(surveys['one of three is sick'])).toMatch(
      /^✗ 3 containers on 1 node: 2 healthy, 1 with a fault\n {2}✗ default\/sick\/nginx: The shim of this container.*?\n {4}FIX {5}✗ ends the pod: ends all of nginx1.*\n {6}kubectl delete pod -n default nginx1\n/s,
    ));
  it('why one was not examined', () =>
    expect(short(surveys['more than one is sick'])).toMatch(
      /^ {2}\? default\/b\/nginx: not examined: see default\/sick\/nginx; others hang$/m,
    ));
  it('what was left out and left behind', () => {
    const text = short(surveys['more than one is sick']);
    expect(text).toMatch(/^ {2}left out: Container "app" of pod default\/d is not running\.$/m);
    expect(text).toMatch(/^ {2}left behind: 1, see --details$/m);
  });
  it.each([1, 4, 40, 400])('%i sick ones fit, and it says how many more there are', (count) => {
    const text = short(manySick(count));
    expect(lines(text).reduce((sum, line) => sum + rowsOf(line, 80), 0)).toBeLessThanOrEqual(limits.shortFormRows);
    const shown = text.match(/^ {2}✗ /gm)?.length ?? 0;
    const more = Number(/^ {2}and (\d+) more: --details$/m.exec(text)?.[1] ?? 0);
    expect(shown + more).toBe(count);
  });
  it.each([60, 80, 120])('fits %i columns, but for commands', (width) =>
    expect(
      lines(short(manySick(3), width)).filter((line) => displayWidth(line) > width && !/^ {6}\S/.test(line)),
    ).toEqual([]),
  );
  it('is ASCII where the terminal is', () => expect(short(manySick(2), 80, false)).toMatch(/^[\n -~]*$/));
});

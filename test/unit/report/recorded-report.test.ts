import { describe, expect, it } from 'vitest';
import { hasTrait } from '../../../src/knowledge/index.ts';
import type { Report } from '../../../src/model/report.ts';
import { renderTable } from '../../../src/report/table/render-table.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { sampled } from '../../sampled.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from './recorded-report.ts';

const recorded = recordedFaults(['docker', 'containerd', 'modern-docker']).map(({ mode, name, recording }) => ({
  name: `${mode}/${name}`,
  recording,
}));
const reports = sampled('tables of recorded faults', 8, recorded, ({ name }) => name).map(({ name, recording }) => ({
  name,
  report: reportOf(recording),
}));

const tables = new Map<string, string>();
/** Each is drawn once. */
function table(report: Report, width: number, unicode = true): string {
  const key = `${reports.findIndex((each) => each.report === report)} ${width} ${unicode}`;
  const drawn = tables.get(key) ?? renderTable(report, { width, color: false, unicode });
  tables.set(key, drawn);
  return drawn;
}
const firstBlock = (report: Report) => (table(report, 80).split('\n\n')[0] ?? '').split('\n');
const failing = (broken: (report: Report) => boolean) =>
  reports.filter(({ report }) => broken(report)).map(({ name }) => name);

/** Commands stand four columns in, to be copied whole. */
const isCommand = (line: string) => /^ {4}\S/.test(line);

describe('of every recorded fault the first block', () => {
  it.each([80, 120, 200])('fits %i columns, as all else does', (width) => {
    const isTooWide = (line: string) => displayWidth(line) > width && !isCommand(line);
    expect(failing((report) => table(report, width).split('\n').some(isTooWide))).toEqual([]);
  });
  it('is ASCII where the terminal is', () =>
    expect(failing((report) => !/^[\n -~]*$/.test(table(report, 80, false)))).toEqual([]));
  it('is short where nothing is broken', () =>
    expect(
      failing(
        ({ verdict, ...report }) =>
          verdict.status === 'healthy' &&
          // its first process may do nothing all the same
          verdict.nextSteps.length === 0 &&
          firstBlock({ verdict, ...report }).length > 9,
      ),
    ).toEqual([]));
  it('says what to do where something is broken', () =>
    expect(failing((report) => report.verdict.status === 'fault' && !/^(Fix|Next):/m.test(table(report, 80)))).toEqual(
      [],
    ));
  it('has nothing that the blocks below say again', () => {
    const saysTwice = (report: Report) => {
      const [first = ''] = table(report, 200).split('\n\n');
      const below = table(report, 200).slice(first.length).split('\n');
      return [report.verdict.summary, ...first.split('\n').filter(isCommand)].some((line) => below.includes(line));
    };
    expect(failing(saysTwice)).toEqual([]);
  });
  it('says of no kubelet that it reports and that it does not', () =>
    expect(
      failing(
        ({ verdict, ...report }) =>
          hasTrait(verdict.cause, 'kubeletSilent') &&
          /^Node:.*: Ready,|it is ready$/m.test(table({ verdict, ...report }, 200)),
      ),
    ).toEqual([]));
  it('is made of words, whatever is not known', () =>
    expect(failing((report) => /undefined|NaN|\[object|Invalid/.test(firstBlock(report).join('\n')))).toEqual([]));
});

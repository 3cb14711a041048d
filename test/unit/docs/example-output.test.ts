import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { shortForm } from '../../../src/report/short/short-form.ts';
import { renderSurveyShort } from '../../../src/report/survey/short.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../report/recorded-report.ts';
import { situations } from '../report/situations.ts';
import { surveys } from '../report/survey/surveys.ts';
import { read } from './documents.ts';

const [, example = ''] = /^```text\n\$ kubectl exec-doctor .*\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? [];
const lines = example.split('\n');

describe("the README's example, from a real run", () => {
  it('fits 80 columns but for commands to be copied', () =>
    expect(lines.filter((line) => displayWidth(line) > 80 && !/^ {4}\S/.test(line))).toEqual([]));
  it('fits a screen', () => expect(lines.length).toBeLessThanOrEqual(limits.shortFormRows + 1));
});

describe('docs/report.md', () => {
  const page = read('docs/report.md');
  const reports = [
    ...Object.values(situations),
    ...recordedFaults(['docker']).map(({ recording }) => reportOf(recording)),
  ];
  const labels = reports.flatMap((report) => {
    const { facts, hints, steps } = shortForm(report);
    return [...facts, ...hints, ...steps].map(({ label }) => label.replace(/\[.*\]/, '[CODE]'));
  });
  it('explains every line of the screen', () =>
    expect([...new Set(labels)].filter((label) => label !== '' && !page.includes(`\`${label}\``))).toEqual([]));
});

describe('the example of several containers, from a real run', () => {
  const [, several = ''] =
    /^```text\n\$ kubectl exec-doctor pod\/nginx1 pod\/two .*\n([\s\S]*?)^```$/m.exec(read('docs/usage.md')) ?? [];
  const rendered = renderSurveyShort(surveys['one of three is sick'], { width: 80, color: false, unicode: true });
  /** The sign at the beginning of a line, or its label. */
  const shapeOf = (text: string) =>
    [...new Set(text.match(/^ *(✗|FIX|left behind|debug pods|more)/gm)?.map((word) => word.trim()))].toSorted();
  it('has the parts that a survey has', () =>
    expect(shapeOf(several)).toEqual([...new Set([...shapeOf(rendered), 'left behind'])].toSorted()));
  it('fits 80 columns', () => expect(several.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]));
});

import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { renderSurveyShort } from '../../../src/report/survey/short.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { surveys } from '../report/survey/surveys.ts';
import { read } from './documents.ts';

const [, example = ''] = /^```text\n\$ kubectl exec-doctor .*\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? [];
const lines = example.split('\n');

describe("the README's example, from a real run", () => {
  it('fits 80 columns but for commands to be copied', () =>
    expect(lines.filter((line) => displayWidth(line) > 80 && !/^ {4}\S/.test(line))).toEqual([]));
  it('fits a screen', () => expect(lines.length).toBeLessThanOrEqual(limits.shortFormRows + 1));
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

import { describe, expect, it } from 'vitest';
import { renderSurveyTable } from '../../../src/report/survey/table.ts';
import { renderTable } from '../../../src/report/table/render-table.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { situations } from '../report/situations.ts';
import { surveys } from '../report/survey/surveys.ts';
import { read } from './documents.ts';

const [, example = ''] = /^```text\n\$ kubectl exec-doctor .*\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? [];
const lines = example.split('\n');

/** Words at the left margin that end in a colon, and the head of the matrix. */
const headingsOf = (text: string) => text.match(/^(\w[\w ,-]*:|PROBE.*)/gm) ?? [];

describe("the README's example, from a real run", () => {
  it('fits 80 columns but for commands to be copied', () =>
    expect(lines.filter((line) => displayWidth(line) > 80 && !/^ {4}\S/.test(line))).toEqual([]));
  it('has every block of a report on a fault', () =>
    expect(headingsOf(example)).toEqual(
      expect.arrayContaining(['Pod:', 'Verdict:', 'Get in:', 'Fix:', 'Avoid:', 'Why:', 'Not tested:']),
    ));
  it('has no heading that the table has not', () => {
    const options = { width: 80, color: false, wide: false, unicode: true };
    const known = Object.values(situations).flatMap((report) => headingsOf(renderTable(report, options)));
    expect(headingsOf(example).filter((heading) => !known.includes(heading))).toEqual([]);
  });
});

describe("the README's example of several containers, from a real run", () => {
  const [, several = ''] =
    /^```text\n\$ kubectl exec-doctor pod\/nginx1 pod\/two .*\n([\s\S]*?)^```$/m.exec(read('README.md')) ?? [];
  const rendered = renderSurveyTable(surveys['one of three is sick'], {
    ...{ width: 80, color: false, wide: false, unicode: true },
  });
  const shapeOf = (text: string) => text.match(/^(\w+:|[A-Z]+ {2,}[A-Z]+ {2,}[A-Z]+|==>)/gm) ?? [];
  it('has the blocks that a survey has', () => {
    const blocks = shapeOf(rendered.slice(0, rendered.indexOf('==>') + 3)).map((text) => text.replace(/ +/g, ' '));
    expect(shapeOf(several).map((text) => text.replace(/ +/g, ' '))).toEqual(blocks);
  });
  it('fits 80 columns', () => expect(several.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]));
});

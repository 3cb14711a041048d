import { describe, expect, it } from 'vitest';
import { mrkdwn, renderSlack } from '../../../../src/report/short/slack.ts';
import { renderSurveySlack } from '../../../../src/report/survey/slack.ts';
import { recordedFaults } from '../../diagnosis/recorded-observation.ts';
import { report } from '../build-report.ts';
import { reportOf } from '../recorded-report.ts';
import { situations } from '../situations.ts';
import { surveys } from '../survey/surveys.ts';

const lines = (text: string) => text.trimEnd().split('\n');

describe('a message', () => {
  it('has at most ten lines, whatever is wrong', () => {
    const recorded = recordedFaults(['docker', 'containerd']).map(({ recording }) => reportOf(recording));
    const long = [...Object.values(situations), ...recorded].filter((one) => lines(renderSlack(one)).length > 10);
    expect(long).toEqual([]);
  });
  it.each<[string, RegExp]>([
    ['begins with the verdict', /^:x: \*default\/nginx1 \(nginx\)\*: The shim of this container/],
    ['says what not to do', /^\*Don't\* restart containerd: it serves others$/m],
    ['has the command as code', /^\*FIX\* .*: `kubectl delete pod -n default nginx1`$/m],
    ['ends with when and where', /^_2026-03-01 03:12\u200b?:45 UTC, .*node node1_$/m],
  ])('%s', (_, text) =>
    expect(renderSlack(situations['shim hangs'] ?? report()).replaceAll('\u200b', '')).toMatch(text),
  );
  it('of several containers names those that are sick', () => {
    const text = renderSurveySlack(surveys['one of three is sick']);
    expect(text).toMatch(/^:x: 3 containers on 1 node.*\n:x: \*default\/sick\/nginx\*: The shim/);
    expect(text).not.toContain('default/a');
  });
});

it.each([
  ['<!channel>', '&lt;!channel&gt;'],
  ['@here', '@\u200bhere'],
  ['a *b* `c`', 'a *\u200bb*\u200b `\u200bc`\u200b'],
  ['x & y', 'x &amp; y'],
])('%s is text alone: %s', (text, shown) => expect(mrkdwn(text)).toBe(shown));

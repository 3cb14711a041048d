import { describe, expect, it } from 'vitest';
import type { Survey } from '../../../src/model/survey.ts';
import { renderNames, renderSurveyNames } from '../../../src/report/names.ts';
import { report } from './build-report.ts';
import { situations } from './situations.ts';
import { survey, surveys, works } from './survey/surveys.ts';

describe('-o name', () => {
  it.each([
    ['healthy', ''],
    ['shim hangs', 'pod/nginx1\n'],
    ['works, and nothing can fork', 'pod/nginx1\n'],
  ])('of one container: %s', (situation, names) => expect(renderNames(situations[situation] ?? report())).toBe(names));

  it('of a container that is of no pod', () =>
    expect(
      renderNames({
        ...(situations['shim hangs'] ?? report()),
        target: { ...report().target, pod: '', container: 'web' },
      }),
    ).toBe('container/web\n'));

  it.each<[string, Survey, string]>([
    ['all are healthy', surveys.healthy, ''],
    ['one is sick', surveys['one of three is sick'], 'pod/sick\n'],
    ['others are like it', surveys['more than one is sick'], 'pod/sick\npod/b\npod/c\n'],
    [
      'each pod once',
      survey(works('a'), ...surveys['one of three is sick'].rows, ...surveys['one of three is sick'].rows),
      'pod/sick\n',
    ],
  ])('of many: %s', (_, found, names) => expect(renderSurveyNames(found)).toBe(names));
});

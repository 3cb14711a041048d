import { describe, expect, it } from 'vitest';
import { type OutputFormat, outputFormats } from '../../../../src/command-line/output-format.ts';
import type { Report } from '../../../../src/model/report.ts';
import type { Survey } from '../../../../src/model/survey.ts';
import { printReport } from '../../../../src/run/report/deliver-report.ts';
import { printSurvey } from '../../../../src/survey/print-survey.ts';
import { error, report } from '../../report/build-report.ts';
import { fault } from '../../report/situations.ts';
import { survey, works } from '../../report/survey/surveys.ts';

/** One that our own rules know, and one that only the maintained rules do. */
const secrets = ['hunter2', `figd_${'aB3dE5gH7j'.repeat(4)}`];
const failure = error(`exec failed: --password=${secrets[0]} and ${secrets[1]} are wrong`);
const failed: Report = report({
  target: { kubectl: failure },
  verdict: fault({ layer: 'runc', cause: 'runc-failed' }),
  findings: [
    {
      ...{ code: 'runc-failed', layer: 'runc', by: 'text', summary: 'runc fails.' },
      evidence: [`kubectl's failure: ${failure.kind === 'error' ? failure.text : ''}`],
    },
  ],
});
const surveyed: Survey = survey(
  works('a'),
  { ...works('b'), exec: failure, examined: { kind: 'report', report: failed } },
  { ...works('c'), exec: failure, examined: { kind: 'spared', why: 'others hang' } },
);

/** Formats that have all of it. */
const documents = [...outputFormats.filter((format) => format !== 'name'), 'jsonpath={.}'] as const;

/** What stdout was given. */
async function printed(
  print: (process: NodeJS.Process, options: { output: OutputFormat; redact: boolean; color: null }) => Promise<void>,
  output: OutputFormat,
  redact: boolean,
): Promise<string> {
  const texts: string[] = [];
  const stdout = {
    columns: 200,
    write: (text: string, done: () => void) => {
      texts.push(text);
      done();
    },
  };
  await print({ stdout, env: {} } as unknown as NodeJS.Process, { output, redact, color: null });
  return texts.join('');
}

describe.each([
  ['a report', (process, options) => printReport(process, options, failed)],
  ['a survey', (process, options) => printSurvey(process, options, surveyed)],
] as const satisfies readonly (readonly [string, Parameters<typeof printed>[0]])[])('%s', (_, print) => {
  it.each(documents)('-o %s has a secret as it is', async (output) =>
    expect(await printed(print, output, false)).toContain(secrets[0]),
  );
  it.each(documents)('-o %s has none when it is redacted', async (output) => {
    const text = await printed(print, output, true);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).toContain('[redacted]');
    expect(text).toContain('exec failed');
  });
});

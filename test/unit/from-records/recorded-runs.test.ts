import { describe, expect, it } from 'vitest';
import { pack } from '../../../src/bundle/archive.ts';
import { bundleFiles } from '../../../src/bundle/bundle-files.ts';
import { redrawReport } from '../../../src/from-records/saved-report.ts';
import { savedRun } from '../../../src/from-records/saved-run.ts';
import type { Report } from '../../../src/model/report.ts';
import type { Survey } from '../../../src/model/survey.ts';
import { redactSurvey } from '../../../src/redaction/redact-report.ts';
import { renderJson, reportDocument } from '../../../src/report/json.ts';
import { eachHolds } from '../../each-holds.ts';
import { sampled } from '../../sampled.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from './saved-recording.ts';

const where = ({ status, layer, scope }: Pick<Report['verdict'], 'status' | 'layer' | 'scope'>) => ({
  status,
  layer,
  scope,
});

async function* chunks(bytes: Buffer | string) {
  yield Buffer.from(bytes);
}

const faults = recordedFaults(['docker', 'containerd']).map(({ mode, name, recording }) => ({
  ...{ mode, name, recording },
  report: reportOf(recording),
}));
type Fault = (typeof faults)[number];
const nameOf = ({ mode, name }: Pick<Fault, 'mode' | 'name'>) => `${mode}/${name}`;
const rule = (what: string, rows: readonly Fault[], holds: (row: Fault) => unknown) =>
  it(what, () => eachHolds(rows, nameOf, holds));

describe('each recorded run', () => {
  rule('is diagnosed as it was', faults, ({ recording, report }) =>
    expect(where(report.verdict)).toEqual(where(recording.verdict)),
  );
  rule('saved as JSON, is the same report', faults, async ({ report }) =>
    expect(await savedRun(chunks(renderJson(report)), 'x.json')).toEqual(report),
  );

  const bundled = sampled('recorded runs in a bundle', 12, faults, nameOf);
  rule('from a bundle is the same report, and from the records in it too', bundled, async ({ report }) => {
    const files = await bundleFiles(report, { manifest: null, nodeVersion: '24.0.0' });
    const saved = await savedRun(chunks(await pack('exec-doctor-x', files, new Date(0))), 'x.tar.gz');
    expect(reportDocument(saved)).toEqual(reportDocument(report));
    const records = files.find(({ name }) => name === 'records.ndjson');
    expect(records === undefined).toBe(report.observed.records.length === 0);
    if (records) expect((await savedRun(chunks(records.text), 'x')).observed.records).toEqual(report.observed.records);
  });
});

it('redacted, each is diagnosed alike', async () => {
  const all = sampled('recorded runs, redacted', 12, recordedFaults(recordedModes), nameOf);
  const reports = all.map((fault) => ({ of: nameOf(fault), report: reportOf(fault.recording) }));
  // in one survey, for most texts stand in the report of each
  const { rows } = await redactSurvey(surveyOf(reports.map(({ report }) => report)));
  await eachHolds(
    reports.map((one, index) => ({ ...one, examined: rows[index]?.examined })),
    ({ of }) => of,
    ({ report, examined }) => {
      if (examined?.kind !== 'report') throw new Error('it is gone');
      const again = redrawReport(reportDocument(examined.report), 'x');
      expect([again.verdict, again.findings]).toEqual([report.verdict, report.findings]);
    },
  );
});

const surveyOf = (reports: readonly Report[]): Survey => ({
  ...{ startedAt: '2026-03-01T03:12:45Z', durationMs: 0, toolVersion: '0.1.0', context: null, leftOut: [] },
  ...{ debugPods: { namespaces: [], ownNamespace: false }, leftBehind: [] },
  rows: reports.map((report) => ({
    ...{ target: report.target, flaky: false },
    exec: { kind: 'hang', durationMs: 5_000 },
    examined: { kind: 'report', report },
  })),
});

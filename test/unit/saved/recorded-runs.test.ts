import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../../../src/bundle/bundle-files.ts';
import { pack } from '../../../src/bundle/pack.ts';
import type { Report } from '../../../src/model/report.ts';
import { redactReport } from '../../../src/redaction/redact-report.ts';
import { reportDocument } from '../../../src/report/document.ts';
import { renderJson } from '../../../src/report/json.ts';
import { redrawn } from '../../../src/saved/saved-report.ts';
import { savedRun } from '../../../src/saved/saved-run.ts';
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

const bundled = async (report: Report): Promise<Report> => {
  const files = await bundleFiles(report, { manifest: null, nodeVersion: '24.0.0' });
  return savedRun(chunks(await pack('exec-doctor-x', files, new Date(0))), 'x.tar.gz');
};

describe.each(recordedFaults(['docker', 'containerd']))('$mode: $name', ({ recording }) => {
  const report = reportOf(recording);

  it('is diagnosed as in the run', () => expect(where(report.verdict)).toEqual(where(recording.verdict)));
  it('saved as JSON, it is the same report', async () =>
    expect(await savedRun(chunks(renderJson(report)), 'x.json')).toEqual(report));
  it('from a bundle it is the same report', async () =>
    expect(reportDocument(await bundled(report))).toEqual(reportDocument(report)));
  it('its records are read by themselves too', async () => {
    const files = await bundleFiles(report, { manifest: null, nodeVersion: '24.0.0' });
    const records = files.find(({ name }) => name === 'records.ndjson');
    expect(records === undefined).toBe(report.observed.records.length === 0);
    if (records) expect((await savedRun(chunks(records.text), 'x')).observed.records).toEqual(report.observed.records);
  });
});

it.each(recordedFaults(['modern', 'modern-crun', 'modern-docker']))(
  '$mode: $name is diagnosed alike when it is redacted',
  async ({ recording }) => {
    const report = reportOf(recording);
    const again = redrawn(reportDocument(await redactReport(report)), 'x');
    expect([again.verdict, again.findings]).toEqual([report.verdict, report.findings]);
  },
);

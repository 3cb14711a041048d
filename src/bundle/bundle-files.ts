import type { Report } from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import { redactReport } from '../redaction/redact-report.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderTable } from '../report/table.ts';
import type { DescribedFile } from './described-file.ts';
import { evidenceFiles } from './evidence-files.ts';
import type { BundledFile } from './pack.ts';
import { readme } from './readme.ts';
import { recordsText } from './records-text.ts';
import { versionsOf } from './versions.ts';

/** What of a run is not in its report. */
export interface Beside {
  /** The debug pod's, as YAML; null where none was made. */
  readonly manifest: string | null;
  /** Of the Node.js that runs this. */
  readonly nodeVersion: string;
}

const reportWidth = 120;

/** Everything that a bundle holds, redacted. A function of its arguments. */
export async function bundleFiles(whole: Report, { manifest, nodeVersion }: Beside): Promise<readonly BundledFile[]> {
  const report = await redactReport(whole);
  const table = renderTable(report, { width: reportWidth, color: false, wide: true, unicode: true });
  const files: DescribedFile[] = [
    { name: 'report.txt', text: table, about: 'the report for people' },
    { name: 'report.md', text: renderMarkdown(report), about: 'the same for a ticket' },
    {
      name: 'report.json',
      text: renderJson(report),
      about: 'the same for programs, from which the diagnosis is drawn again',
    },
    ...(report.observed.records.length > 0 ? [records(report)] : []),
    {
      name: 'versions.json',
      text: `${JSON.stringify(versionsOf(report, nodeVersion), null, 2)}\n`,
      about: 'which versions of everything met',
    },
    ...(manifest === null
      ? []
      : [{ name: 'manifest.yaml', text: manifest, about: 'the debug pod as it was created, the whole script in it' }]),
    ...evidenceFiles(report),
  ];
  return [{ name: 'README.txt', text: readme(report, files) }, ...files];
}

const records = (report: Report): DescribedFile => ({
  name: 'records.ndjson',
  text: recordsText(report),
  about:
    'what the script told on the node, a record a line, as --from-records reads them; what was asked through the API server is not in it',
});

/** The one folder that all files are in. */
export function bundleFolder({ target, startedAt }: Report): string {
  const whom = (target.pod || target.container).replace(/[^\w.-]/g, '_');
  return `exec-doctor-${whom}-${(isoTime(Date.parse(startedAt)) ?? 'undated').replace(/[-:]|\.\d+/g, '')}`;
}

import { createHash } from 'node:crypto';
import type { Report } from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import { sortRecords } from '../records/evidence.ts';
import { encodeRecord } from '../records/record.ts';
import { shortID, toText } from '../records/saved-plan.ts';
import { redactReport } from '../redaction/redact-report.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderTable } from '../report/table/render-table.ts';
import { askedBeside } from '../run/report/same-owner-ids.ts';
import type { BundledFile, DescribedFile } from './archive.ts';
import { evidenceFiles } from './evidence-files.ts';
import { readme } from './readme.ts';

/** What of a run is not in its report. */
export interface BundleExtras {
  /** The debug pod's, as YAML; null where none was made. */
  readonly manifest: string | null;
  /** Of the Node.js that runs this. */
  readonly nodeVersion: string;
}

const reportWidth = 120;

/** Everything that a bundle holds, redacted. A function of its arguments. */
export async function bundleFiles(
  whole: Report,
  { manifest, nodeVersion }: BundleExtras,
): Promise<readonly BundledFile[]> {
  const report = await redactReport(whole);
  const table = renderTable(report, { width: reportWidth, color: false, unicode: true });
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
    'what the script recorded on the node, one record a line, as --from-records reads them; requests through the API server are not in it',
});

/** The one folder that all files are in. */
export function bundleFolder({ target, startedAt }: Report): string {
  const whom = (target.pod || target.container).replace(/[^\w.-]/g, '_');
  return `exec-doctor-${whom}-${(isoTime(Date.parse(startedAt)) ?? 'undated').replace(/[-:]|\.\d+/g, '')}`;
}

/**
 * What the script told, as the printed script prints it: what it is about, then a record a line. The run's own mark is not
 * needed any more, and another, which follows from the report, stands in its place.
 */
export function recordsText(report: Report): string {
  const { target, context, startedAt, command, stacks, observed } = report;
  const n = createHash('sha256').update(`${target.containerID} ${startedAt}`).digest('hex').slice(0, 24);
  const words = [...(command[0]?.command ?? [])];
  const { records, sameOwnerIDs } = observed;
  const others = askedBeside(records).filter((id) => sameOwnerIDs === null || !sameOwnerIDs.includes(id));
  const about = { context, target, others: others.map(shortID) };
  const plan = toText({ ...about, printedAt: startedAt, command: words, dumpStacks: stacks !== null });
  const lines = records.map((record) => JSON.stringify({ n, ...encodeRecord(record) }));
  return `${[`plan ${n} ${plan}`, ...lines].join('\n')}\n`;
}

/** Which versions met in this run; empty where nobody told. */
function versionsOf({ toolVersion, target: { node }, facts, observed }: Report, nodeVersion: string) {
  const { answers } = sortRecords(observed.records);
  const said = answers.filter(({ name, out }) => /_version$/.test(name) && out.trim() !== '');
  return {
    execDoctor: toolVersion,
    nodeJs: nodeVersion,
    kubelet: node.kubeletVersion,
    runtime: node.runtimeVersion,
    kernel: node.kernelVersion,
    operatingSystem: node.osImage || node.operatingSystem,
    architecture: node.architecture,
    clients: Object.fromEntries(Object.entries(facts).filter(([name]) => name.endsWith('.version'))),
    answers: Object.fromEntries(said.map(({ name, out }) => [name, out.trim()])),
  };
}

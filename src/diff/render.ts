import { clean } from '../model/clean-text.ts';
import { apiVersion } from '../report/json.ts';
import { verdictLabel } from '../report/labels.ts';
import { mapStrings } from '../report/map-strings.ts';
import { type Terminal, toASCII } from '../report/render-options.ts';
import { bullet, prose } from '../report/table/paragraph.ts';
import { utc } from '../report/timestamps.ts';
import { wrapWords } from '../report/wrap.ts';
import type { Change } from './change.ts';
import type { ComparedRun, Difference } from './difference.ts';

/** The difference for programs; docs/difference.schema.json describes it. */
export function differenceDocument({ before, after, matters, changes }: Difference) {
  const document = {
    apiVersion,
    kind: 'Difference',
    before: runDocument(before),
    after: runDocument(after),
    matters,
    changes,
  };
  return mapStrings(document, { text: clean });
}

const runDocument = ({ file, report: { startedAt, target } }: ComparedRun) => ({
  ...{ file, startedAt, namespace: target.namespace, pod: target.pod, container: target.container },
  node: target.node.name,
});

/** The difference for a person at a terminal. */
export function renderDifference(difference: Difference, { width, unicode }: Terminal): string {
  const { before, after, changes, matters } = mapStrings(difference, {
    text: unicode ? clean : (text) => toASCII(clean(text)),
  });
  const telling = changes.filter((change) => change.matters);
  const others = changes.filter((change) => !change.matters);
  const sections = [
    [...runLines('Before', before, width), ...runLines('After', after, width)],
    wrapWords(matters ? changedWords(telling.length) : 'Nothing has changed that matters.', width),
    ...[...Map.groupBy(telling, ({ about }) => headings[about])].map(([heading, of]) => section(heading, of, width)),
    others.length === 0 ? [] : section('Otherwise, and of no matter by itself:', others, width),
    isBackwards(before, after) ? prose('The first of them is the later run.', width) : [],
  ];
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

const changedWords = (count: number): string =>
  count === 1 ? 'One thing has changed that matters.' : `${count} things have changed that matter.`;

const isBackwards = (before: ComparedRun, after: ComparedRun): boolean =>
  Date.parse(before.report.startedAt) > Date.parse(after.report.startedAt);

const headings: Record<Change['about'], string> = {
  target: 'Not the same target:',
  verdict: 'Verdict:',
  finding: 'Findings (kubectl exec-doctor explain CODE):',
  probe: 'Probes:',
  command: 'Your own command:',
  inventory: 'What each layer has of the container:',
  container: 'The container:',
  daemon: 'Daemons:',
  node: 'The node:',
  version: 'Versions:',
  run: 'How it was probed:',
};

/** As aligned as the report's own head. */
function runLines(label: string, { file, report }: ComparedRun, width: number): string[] {
  const { target, verdict, startedAt } = report;
  const whom = target.pod ? `${target.namespace}/${target.pod}` : target.container;
  const lines = wrapWords(`${file}: ${whom} at ${utc(startedAt)}: ${verdictLabel(verdict)}`, width - labelWidth);
  return lines.map((line, index) => (index === 0 ? `${label}:` : '').padEnd(labelWidth) + line);
}

const labelWidth = 9;

const section = (heading: string, changes: readonly Change[], width: number): string[] => [
  heading,
  ...changes.flatMap((change) => bullet(sentence(change), width)),
];

function sentence({ about, what, before, after }: Change): string {
  if (about === 'finding') return before === null ? `new: ${what}: ${after}` : `gone: ${what}: ${before}`;
  return `${what}: was ${before ?? 'none'}; is ${after ?? 'none'}`;
}

import { cleanLine } from '../model/clean-text.ts';
import type { Report } from '../model/report.ts';
import { type LeftOut, type Survey, type SurveyRow, statusOfRow } from '../model/survey.ts';
import { cleanSurvey } from './clean-report.ts';
import { whatIsWrong } from './short/headline.ts';
import { nodesOf, rowLabel } from './survey/labels.ts';
import { renderTable } from './table/render-table.ts';

/**
 * For the test page of a build server: a suite a node, a case a container. A fault is a failure, and so is what is degraded;
 * what is inconclusive an error, what could not be asked is skipped. https://github.com/testmoapp/junitxml
 */
export function renderSurveyJUnit(survey: Survey): string {
  const cleaned = cleanSurvey(survey);
  const { rows, leftOut } = cleaned;
  const suites = nodesOf(rows).map((node) =>
    suite(
      node,
      rows.filter(({ target }) => target.node.name === node),
      cleaned,
    ),
  );
  return document(
    [...suites, ...(leftOut.length === 0 ? [] : [suiteOfLeftOut(leftOut)])],
    counts(rows, leftOut.length),
    cleaned.durationMs,
  );
}

/** The same of one container. */
export function renderJUnit(report: Report): string {
  const asked = report.probes.find(({ name, subject }) => name === 'kubectl' && subject === 'target');
  const exec = asked?.outcome ?? { kind: 'skipped', reason: 'the API server was not contacted' };
  return renderSurveyJUnit({
    ...report,
    rows: [{ target: report.target, exec, flaky: false, examined: { kind: 'report', report } }],
    leftOut: [],
    leftBehind: [],
    debugPods: { namespaces: [], ownNamespace: false },
  });
}

const evidenceWidth = 120;

const counts = (rows: readonly SurveyRow[], skipped: number) => {
  const of = (status: ReturnType<typeof statusOfRow>) => rows.filter((row) => statusOfRow(row) === status).length;
  return { tests: rows.length + skipped, failures: of('fault') + of('degraded'), errors: of('inconclusive'), skipped };
};

function document(suites: readonly string[], totals: object, durationMs: number): string {
  const root = attributes({ name: 'exec-doctor', ...totals, time: inSeconds(durationMs) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${root}>\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(node: string, rows: readonly SurveyRow[], { startedAt, durationMs }: Survey): string {
  const own = { name: node, hostname: node, timestamp: startedAt, ...counts(rows, 0), time: inSeconds(durationMs) };
  return `  <testsuite${attributes(own)}>\n${rows.map(testcase).join('\n')}\n  </testsuite>`;
}

const suiteOfLeftOut = (leftOut: readonly LeftOut[]) => {
  const own = { name: 'left out', ...counts([], leftOut.length), time: inSeconds(0) };
  const cases = leftOut.map(({ why, ...who }) => element(nameOf(who), `<skipped${attributes({ message: why })}/>`));
  return `  <testsuite${attributes(own)}>\n${cases.join('\n')}\n  </testsuite>`;
};

function testcase(row: SurveyRow): string {
  const { target, exec, examined } = row;
  const name = { ...nameOf(target), time: inSeconds(exec.kind === 'skipped' ? 0 : exec.durationMs) };
  const status = statusOfRow(row);
  if (status === 'healthy') return `    <testcase${attributes(name)}/>`;
  const layer = examined.kind === 'report' ? examined.report.verdict.layer : null;
  const tag = status === 'inconclusive' ? 'error' : 'failure';
  const told = attributes({ type: layer ?? status, message: headlineOf(row) });
  return element(
    name,
    `<${tag}${told}>${examined.kind === 'report' ? text(wholeTable(examined.report)) : ''}</${tag}>`,
  );
}

/** What is the matter, as the other formats begin. */
const headlineOf = (row: SurveyRow): string =>
  row.examined.kind === 'report' && row.examined.report.verdict.status !== 'healthy'
    ? whatIsWrong(row.examined.report)
    : rowLabel(row);

const nameOf = ({ namespace, pod, container }: { namespace: string; pod: string; container: string }) => ({
  classname: `${namespace}.${pod}`,
  name: container,
});

const element = (name: object, inner: string) => `    <testcase${attributes(name)}>\n      ${inner}\n    </testcase>`;

const wholeTable = (report: Report) => renderTable(report, { width: evidenceWidth, color: false, unicode: true });

const inSeconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);

const attributes = (values: object): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${text(cleanLine(String(value)))}"`)
    .join('');

/** Control characters, which XML has no way to write, are gone from a cleaned report. https://www.w3.org/TR/xml/#charsets */
const text = (plain: string) =>
  plain.replace(/[&<>"']|[\ufffe\uffff]/g, (character) =>
    character > '\ufffd' ? '' : `&#${character.charCodeAt(0)};`,
  );

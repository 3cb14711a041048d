import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maxTextLength } from '../../../src/model/clean-text.ts';
import type { Report } from '../../../src/model/report.ts';
import type { NodeRecord } from '../../../src/records/record.ts';
import { redactReport, redactSurvey } from '../../../src/redaction/redact-report.ts';
import { renderHtml } from '../../../src/report/html/render-html.ts';
import { renderJson } from '../../../src/report/json.ts';
import { report } from '../report/build-report.ts';
import { situations } from '../report/situations.ts';
import { survey, works } from '../report/survey/surveys.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim().split('\n');
const secrets = [key[1] ?? '', 'hunter2hunter2'];
const containerd = [
  'time="2026-03-01T03:12:46Z" level=info msg="first line"',
  ...key,
  'run it with --password',
  'hunter2hunter2',
  'time="2026-03-01T03:12:47Z" level=info msg="last line"',
];
const kubelet = ['I0301 03:12:45 kubelet.go:1] one', 'I0301 03:12:46 kubelet.go:2] two'];

/** Of two daemons, whose lines come by turns. */
const logs = containerd.flatMap((line, index): Report['logs'] => [
  { of: 'containerd', line },
  ...kubelet.slice(index, index + 1).map((other) => ({ of: 'kubelet', line: other }) as const),
]);
const records = logs.map(({ of, line }): NodeRecord => ({ r: 'log', of, v: line }));
const { observed } = report();
const whole = report({ logs, observed: { ...observed, records } });

const linesOf = ({ logs: lines }: Report, daemon: string) =>
  lines.flatMap(({ of, line }) => (of === daemon ? [line] : []));
const recordsOf = ({ observed: { records: told } }: Report, daemon: string) =>
  told.flatMap((record) => (record.r === 'log' && record.of === daemon ? [record.v] : []));

describe('a secret over two lines of a log', () => {
  it.each([
    ['of the report', linesOf],
    ['of the records', recordsOf],
  ])('is redacted, and the other lines stay lines: %s', async (_, of) => {
    const redacted = await redactReport(whole);
    const lines = of(redacted, 'containerd');
    expect(lines[0]).toBe(containerd[0]);
    expect(lines.at(-1)).toBe(containerd.at(-1));
    expect(secrets.filter((secret) => lines.join('\n').includes(secret))).toEqual([]);
    expect(of(redacted, 'kubelet')).toEqual(kubelet);
  });
  it('is, in the reports of a survey, too', async () => {
    const row = { ...works('a'), examined: { kind: 'report', report: whole } as const };
    const [redacted] = (await redactSurvey(survey(row))).rows;
    expect(redacted?.examined.kind === 'report' && linesOf(redacted.examined.report, 'kubelet')).toEqual(kubelet);
    expect(JSON.stringify(redacted)).not.toContain(secrets[0]);
  });
  it('costs no line where there are many', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `line ${index} ${'x '.repeat(500)}end`);
    expect(many.join('\n').length).toBeGreaterThan(maxTextLength);
    const of = many.map((line) => ({ of: 'runc', line }) as const);
    expect(linesOf(await redactReport(report({ logs: of })), 'runc')).toEqual(many);
  });
});

it('the name of a fact is redacted in every format', async () => {
  const redacted = await redactReport(report({ facts: { 'a.password=hunter2': 'x' } }));
  for (const text of [renderJson(redacted), await renderHtml(redacted)]) {
    expect(text).not.toContain('hunter2');
    expect(text).toContain('a.password=');
  }
});

it.each(Object.keys(situations))('no key of our own is another then: %s', async (name) => {
  const keysIn = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
      ? Object.entries(value).map(([own, inner]) => [own, keysIn(inner)])
      : null;
  const one = situations[name] ?? report();
  const [before, after] = [one, await redactReport(one)].map(({ observed: _, logs: __, ...rest }) => keysIn(rest));
  expect(after).toEqual(before);
});

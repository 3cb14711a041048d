import { limits } from '../../limits.ts';
import { cleanLine } from '../../model/clean-text.ts';
import type { Report } from '../../model/report.ts';
import type { Verdict } from '../../model/verdict.ts';
import { cleanReport, cleanReportToASCII } from '../clean-report.ts';
import { glyphs, palette, type RenderOptions, type TableOptions } from '../render-options.ts';
import { conditionOf, oneLine, riskWords } from '../step.ts';
import { userCommandBlock } from '../table/user-command-block.ts';
import { wrapWords } from '../wrap.ts';
import { chain } from './chain.ts';
import { fitted, type Part } from './fit.ts';
import { type Fact, type LabelledStep, type ShortForm, shortForm } from './short-form.ts';

/** The widest that is easily read, and the narrowest that is drawn for. */
const readable = { min: 60, max: 100 };
/** What wrapping between words may cost in a line, with what it is set in. */
const wordsWide = 14;
/** What stands before the words of a step. */
const labelWidth = 8;

/** The report for a person, on one screen, with a line feed at its end; only commands to be copied may be wider. */
export function renderShort(report: Report, { width, color, unicode }: TableOptions): string {
  const cleaned = unicode ? cleanReport(report) : cleanReportToASCII(report);
  const columns = columnsFor(width);
  const options: RenderOptions = { width: columns, palette: palette(color), glyphs: glyphs(unicode) };
  const form = shortForm(cleaned);
  const groups = [
    [part(headline(form, options), 0), ...factParts(form.facts, options)],
    [part(chain(cleaned, options, columns), 1)],
    form.avoid.map(({ what, why }, at) =>
      part(labelled(at === 0 ? "DON'T" : '', `${what}: ${why}`, columns), at === 0 ? 0 : at + 1),
    ),
    form.steps.map((step) => part(stepLines(step, cleaned.target, options), step.rank)),
    [
      ...form.hints.map((hint) => part(factLines(hint, options), hint.rank)),
      part(hanging(`  ${form.run}`, 2, columns).map(options.palette.dim), 9),
    ],
    [part(userCommandBlock(cleaned.command, columns), 0)],
  ];
  return `${fitted(groups, { rows: limits.shortFormRows, width: columns }).join('\n')}\n`;
}

/** Of a terminal of that width, as many columns as are drawn on. */
export const columnsFor = (width: number): number => Math.min(Math.max(width, readable.min), readable.max);

/** What goes on with the fact before stays or goes with it. */
const factParts = (facts: readonly Fact[], options: RenderOptions): Part[] =>
  facts.flatMap((fact, at) => {
    if (fact.label === '') return [];
    const next = facts.findIndex(({ label }, later) => later > at && label !== '');
    const all = facts.slice(at, next === -1 ? facts.length : next);
    return [
      part(
        all.flatMap((one) => factLines(one, options)),
        fact.rank,
      ),
    ];
  });

const part = (lines: readonly string[], rank: number): Part => ({ lines, rank });

const signs: Readonly<Record<Verdict['status'], (options: RenderOptions) => string>> = {
  healthy: ({ glyphs: { good } }) => good,
  degraded: () => '!',
  fault: ({ glyphs: { broken } }) => broken,
  inconclusive: () => '?',
};

/** What a status is drawn with. */
export const signOf = (status: Verdict['status'], options: RenderOptions): string => signs[status](options);

/** And painted with. */
export const paintOf = (status: Verdict['status'], { palette: { green, yellow, red } }: RenderOptions) =>
  ({ healthy: green, degraded: yellow, fault: red, inconclusive: yellow })[status];

const headline = ({ status, who, what }: ShortForm, options: RenderOptions): string[] =>
  hanging(`${signOf(status, options)} ${cleanLine(`${who}: ${what}`)}`, 2, options.width).map(paintOf(status, options));

/** No more than so many rows: of the words of a layer the end says most. */
function factLines({ label, text }: Fact, { width, glyphs: { more } }: RenderOptions): string[] {
  const whole = `  ${lead(label)}${cleanLine(text)}`.trimEnd();
  const indent = label === '' ? 6 : 4;
  const lines = hanging(whole, indent, width);
  if (lines.length <= limits.factRows) return lines;
  const start = whole.slice(0, width - 4 - more.length).replace(/\S*$/, '');
  const end = whole.slice(-(limits.factRows - 1) * (width - wordsWide)).replace(/^\S*\s/, '');
  return hanging(`${start}${more} ${end}`, indent, width);
}

const lead = (label: string): string => (label === '' ? '  - ' : `${label}: `);

/** Where, as whom, on which condition and at which risk; the command stands alone, to be copied. */
export function stepLines({ label, step }: LabelledStep, target: Report['target'], options: RenderOptions): string[] {
  const { width } = options;
  if (step.command === null) return labelled(label, step.note, width);
  const risk = riskWords(step, target.runtime, options.glyphs);
  const place = [conditionOf(step, target.node.name), risk].filter(Boolean).join('; ');
  return [...labelled(label, [place, step.note].filter(Boolean).join(': '), width), `    ${oneLine(step.command)}`];
}

function labelled(label: string, text: string, width: number): string[] {
  const lines = wrapWords(cleanLine(text), width - labelWidth - 2);
  const lead = (at: number) => `  ${(at === 0 ? label : '').padEnd(labelWidth)}`;
  return lines.length === 0 ? [`  ${label}`] : lines.map((line, at) => lead(at) + line);
}

/** Wrapped, all lines but the first further in. */
export function hanging(text: string, indent: number, width: number): string[] {
  const lead = /^ */.exec(text)?.[0] ?? '';
  const [first = '', ...rest] = wrapWords(text, width - indent);
  return [lead + first, ...rest.map((line) => ' '.repeat(indent) + line)];
}

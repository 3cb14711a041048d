import { cleanLine } from '../model/clean-text.ts';
import { greatest } from '../model/extremes.ts';
import { type Probe, probeNames, subjects } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import type { Step } from '../model/step.ts';
import { cleanReport } from './clean-report.ts';
import { outcomeNote, outcomeText } from './outcome-text.ts';
import { shortCommand } from './shell-words.ts';
import { type Fact, shortForm } from './short/short-form.ts';
import { oneLine, remarkOf } from './step.ts';
import { renderTable } from './table/render-table.ts';

/** As wide as a ticket shows without scrolling. */
const evidenceWidth = 120;
const maxNoteLength = 400;

/**
 * The report for a ticket, in GitHub's Markdown (https://github.github.com/gfm/), with a line feed at its end: what a
 * screen of the terminal has, in that order, and folded below it all the rest.
 */
export function renderMarkdown(report: Report): string {
  const cleaned = cleanReport(report);
  const { who, what, facts, avoid, steps, hints, run } = shortForm(cleaned);
  const node = cleaned.target.node.name;
  const blocks = [
    `## ${words(`${who}: ${what}`)}`,
    [...facts, ...hints.filter(({ label }) => label !== 'more')].map(factItem).join('\n'),
    matrix(cleaned.probes),
    avoid.map((one) => `- **Don't** ${words(`${one.what}: ${one.why}`)}`).join('\n'),
    steps.map(({ label, step }) => `**${capital(label)}** ${stepText(step, node)}`).join('\n\n'),
    leftSection(cleaned.leftBehind),
    words(run),
    `<details><summary>All evidence</summary>\n\n${fenced(wholeTable(report), 'text')}\n\n</details>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** What goes on with the fact before has no label of its own. */
const factItem = ({ label, text }: Fact): string => `${label === '' ? '  -' : `- **${words(label)}**:`} ${words(text)}`;

const capital = (label: string): string => label.slice(0, 1) + label.slice(1).toLowerCase();

const wholeTable = (report: Report) => renderTable(report, { width: evidenceWidth, color: false, unicode: true });

/** A space that has no width. */
const parting = '\u200b';
/** In what becomes a mention, a reference to an issue or an address by itself, the place where it has to be parted. */
const inLinks = /(?<=[@#]|:(?=\/\/))|(?<=www)(?=\.)|(?<=GH)(?=-\d)/gi;
/** Characters that Markdown or HTML give a meaning to. */
const meaningful = new RegExp(`[&<>\`*_~[\\]\\\\|#@$${parting}]`, 'g');

/**
 * Entities are enough for Markdown. But links and mentions are looked for in the page that comes of it, too, where they are
 * characters again.
 */
const entities = (text: string) =>
  text.replace(inLinks, parting).replace(meaningful, (character) => `&#${character.charCodeAt(0)};`);

/** Text of one paragraph or cell, and nothing but text. */
export const words = (text: string) => entities(cleanLine(text));
const code = (text: string) => text && `<code>${words(text)}</code>`;

/** A block of its own, whatever backticks are in it. */
function fenced(text: string, language: 'sh' | 'text'): string {
  const runs = (text.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(greatest(runs, 2) + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

const section = (heading: string, body: string) => (body === '' ? '' : `### ${heading}\n\n${body}`);

/** What a run left, each with what removes it; empty where there is nothing. */
export const leftSection = (leftBehind: Report['leftBehind']): string =>
  section(
    'Left behind, and what removes it',
    leftBehind.flatMap(({ what, remove, node }) => [words(`${what}:`), stepText(remove, node)]).join('\n\n'),
  );

function stepText(step: Step, node: string): string {
  if (step.command === null) return words(step.note);
  const remark = remarkOf(step, node);
  return `${remark === '' ? '' : `${words(remark)}:\n\n`}${fenced(oneLine(step.command), 'sh')}`;
}

export const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function matrix(probes: readonly Probe[]): string {
  const asked = subjects.filter((subject) => probes.some((probe) => probe.subject === subject));
  const rows = probeNames.flatMap((name) => {
    const ofName = asked.map((subject) => probes.find((probe) => probe.name === name && probe.subject === subject));
    const command = ofName.find((probe) => probe !== undefined)?.command;
    return command === undefined ? [] : [row([name, ...ofName.map(answer), code(shortCommand(command, '…'))])];
  });
  if (rows.length === 0) return '';
  const head = ['Probe', ...asked, 'Command'];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function answer(probe: Probe | undefined): string {
  if (probe === undefined) return '';
  const { kind } = probe.outcome;
  const text = words(outcomeText(probe.outcome));
  const note = words((outcomeNote(probe.outcome) ?? '').slice(0, maxNoteLength));
  if (kind === 'ok') return text;
  if (kind === 'skipped') return note;
  return note === '' ? `**${text}**` : `**${text}**<br>${note}`;
}

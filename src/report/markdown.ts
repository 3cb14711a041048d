import { cleanLine } from '../model/clean-text.ts';
import { greatest } from '../model/extremes.ts';
import { type Probe, probeNames, subjects } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import type { Step } from '../model/step.ts';
import { cleanReport } from './clean-report.ts';
import { causeLabel, rankedLines, scopeSentence, verdictLabel } from './labels.ts';
import { outcomeNote, outcomeText } from './outcome-text.ts';
import { shortCommand } from './shell-words.ts';
import { oneLine, remarkOf } from './step.ts';
import { headFields, settingFields } from './table/header.ts';
import { renderTable } from './table/render-table.ts';
import { factFields, firstStep, losses, otherSteps, upcomingRestart } from './table/summary-block.ts';

/** As wide as a ticket shows without scrolling. */
const evidenceWidth = 120;
const maxNoteLength = 400;

/**
 * The report for a ticket, in GitHub's Markdown (https://github.github.com/gfm/), with a line feed at its end: verdict,
 * answers and next steps to be read, and folded below them all that a terminal would show.
 */
export function renderMarkdown(report: Report): string {
  const cleaned = cleanReport(report);
  const { verdict, leftBehind } = cleaned;
  const { summary, because, remedy, avoid, notTested, wayIn, noWayIn } = verdict;
  const first = firstStep(verdict);
  const node = cleaned.target.node.name;
  const hit = scopeSentence(verdict);
  const blocks = [
    `## exec-doctor: ${words(verdictLabel(verdict))}`,
    words(summary) + causeOf(verdict),
    section('Likely', list(rankedLines(verdict).likely)),
    section('Unlikely', list(rankedLines(verdict).unlikely)),
    fieldTable(cleaned),
    matrix(cleaned.probes),
    section('Why', list(because)),
    section('Who is hit', words([hit, upcomingRestart(cleaned)].filter(Boolean).join(' '))),
    section('Meanwhile, get in with', wayIn === null ? words(noWayIn ?? '') : stepText(wayIn, node)),
    section(remedy === null ? 'What to do next' : 'The least harmful fix', first === null ? '' : stepText(first, node)),
    section('What that destroys', words(losses(remedy?.destroys ?? []))),
    section('What not to do', list(avoid)),
    section('Other next steps, the least harmful first', steps(otherSteps(verdict), node)),
    section('Not tested', list(notTested)),
    leftSection(leftBehind),
    `<details><summary>All evidence</summary>\n\n${fenced(wholeTable(report), 'text')}\n\n</details>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function causeOf(verdict: Report['verdict']): string {
  const [label, what] = causeLabel(verdict) ?? [];
  return label === undefined ? '' : ` ${label === 'Cause' ? 'The cause' : 'Possibly'}: ${words(`${what}.`)}`;
}

const wholeTable = (report: Report) =>
  renderTable(report, { width: evidenceWidth, color: false, wide: true, unicode: true });

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
const list = (items: readonly string[]) => items.map((item) => `- ${words(item)}`).join('\n');

/** What a run left, each with what removes it; empty where there is nothing. */
export const leftSection = (leftBehind: Report['leftBehind']): string =>
  section(
    'Left behind, and what removes it',
    leftBehind.flatMap(({ what, remove, node }) => [words(`${what}:`), stepText(remove, node)]).join('\n\n'),
  );

const steps = (all: readonly Step[], node: string): string => all.map((step) => stepText(step, node)).join('\n\n');

function stepText(step: Step, node: string): string {
  if (step.command === null) return words(step.note);
  const remark = remarkOf(step, node);
  return `${remark === '' ? '' : `${words(remark)}:\n\n`}${fenced(oneLine(step.command), 'sh')}`;
}

export const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

const fieldTable = (report: Report): string =>
  [
    row(['', '']),
    row(['---', '---']),
    ...[...headFields(report), ...factFields(report), ...settingFields(report)].map(([label, value]) =>
      row([label, words(value)]),
    ),
  ].join('\n');

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

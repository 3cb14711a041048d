import { limits } from '../../limits.ts';
import { greatest } from '../../model/extremes.ts';
import { entryLayer, type Outcome, type Probe, probeNames, subjects } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { outcomeNote, outcomeText, seconds } from '../outcome-text.ts';
import { shellWords } from '../shell-words.ts';
import { flakyLabel, missingPathLabel, missingPathMark, startedNothing } from '../table/matrix-block.ts';
import { breakLine } from '../wrap.ts';
import { html, isNothing, type Markup, nothing } from './markup.ts';
import { command, output, type Row, section, table } from './section.ts';
import { sign, toneOfOutcome } from './tone.ts';

/** What went wrong, beside the answer; the whole of it is folded below. */
const maxNoteLength = 400;

/** Probes that are asked alike, with or without a terminal; `label` is what a probe is called there. */
interface Group {
  readonly probes: readonly Probe[];
  readonly label: (name: Probe['name']) => string;
}

/** What each probe answered and how long that took, for target and control; commands and errors are folded, whole. */
export function matrix({ probes, terminals }: Report): Markup {
  const all = [...probes, ...terminals];
  if (all.length === 0) return nothing;
  const groups: readonly Group[] = [
    { probes, label: (name) => name },
    { probes: terminals, label: (name) => `${name} -t` },
  ];
  const asked = subjects.filter((subject) => all.some((probe) => probe.subject === subject));
  const fullMs = fullBarMs(all);
  const rows = groups.flatMap((group) => rowsOf(group, asked, fullMs));
  const star = all.some(startedNothing) ? html`<p class="legend">${missingPathMark} ${missingPathLabel}</p>` : nothing;
  return section(
    'What each probe answered',
    html`<div class="matrix">${table(['Probe', ...asked.map(capital)], rows)}</div>
${star}<p class="legend">${barLegend(fullMs)}</p>
${commands(groups)}`,
  );
}

function rowsOf({ probes, label }: Group, asked: readonly Probe['subject'][], fullMs: number): Row[] {
  return probeNames.flatMap((name) => {
    const ofName = probes.filter((probe) => probe.name === name);
    if (ofName.length === 0) return [];
    const bySubject = asked.map((subject) => ofName.find((probe) => probe.subject === subject));
    const head = html`${label(name)}<p class="remark">from ${entryLayer[name]} down</p>`;
    return [{ head, cells: bySubject.map((probe) => answer(probe, fullMs)) }];
  });
}

function answer(probe: Probe | undefined, fullMs: number): Markup {
  if (probe === undefined) return html`<span class="quiet">not probed</span>`;
  const { outcome, flaky } = probe;
  const tone = toneOfOutcome[outcome.kind];
  const words = outcomeText(outcome) + (startedNothing(probe) ? ` ${missingPathMark}` : '');
  const remarks = [remark(outcome), flaky ? flakyLabel : ''].filter((text) => text !== '');
  const told = remarks.map((text) => html`<p class="remark">${text}</p>`);
  return html`<p class="answer ${tone}">${sign(tone)} ${words}</p>${bar(outcome, fullMs)}${told}`;
}

function remark(outcome: Outcome): string {
  if (outcome.kind === 'skipped') return outcome.reason;
  if (outcome.kind === 'hang') return 'no answer within its time-out';
  const [start = '', ...rest] = breakLine(outcomeNote(outcome) ?? '', maxNoteLength);
  return rest.length === 0 ? start : `${start}…`;
}

/** Each command to be run by hand, and all that it printed where it failed. */
function commands(groups: readonly Group[]): Markup {
  const items = groups.flatMap(({ probes, label }) =>
    probes.map(({ name, subject, command: words, outcome }) => {
      const ran = words.length === 0 ? nothing : command(shellWords(words));
      const printed = outcome.kind === 'error' && outcome.text.trim() !== '' ? output(outcome.text) : nothing;
      const both = [ran, printed];
      return both.every(isNothing) ? nothing : html`<dt>${label(name)}, ${subject}</dt><dd>${both}</dd>`;
    }),
  );
  if (items.every(isNothing)) return nothing;
  return html`<details><summary>The commands as they were run, and their errors</summary><dl class="commands">${items}</dl></details>`;
}

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

/** A probe of some milliseconds and one that hangs are both to be seen, so the scale is logarithmic, from here on. */
const leastMs = 1;
const leastPercent = 2;

/** How long a full bar is: the usual time-out, or what took longer. */
export const fullBarMs = (probes: readonly Probe[]): number =>
  greatest(
    probes.map(({ outcome }) => (outcome.kind === 'skipped' ? leastMs : outcome.durationMs)),
    limits.probeTimeoutMs,
  );

/** How to read the bars. */
export const barLegend = (fullMs: number): string =>
  `The bars are logarithmic: a full one is ${seconds(fullMs)}, half of one ${seconds(Math.sqrt(fullMs * leastMs))}. A probe that hangs has a full one, in pieces.`;

/** An answer's time, as a bar; what it says is beside it in words. */
export function bar(outcome: Outcome, fullMs: number): Markup {
  if (outcome.kind === 'skipped') return nothing;
  const drawn =
    outcome.kind === 'hang'
      ? html`<line class="hang" x1="0" y1="50%" x2="100%" y2="50%"/>`
      : html`<rect class="${toneOfOutcome[outcome.kind]}" width="${percent(outcome.durationMs, fullMs)}%" height="100%"/>`;
  return html`<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%"/>${drawn}</svg>`;
}

function percent(durationMs: number, fullMs: number): number {
  const share = Math.log(Math.max(durationMs, leastMs) / leastMs) / Math.log(fullMs / leastMs);
  return Math.max(leastPercent, Math.round(100 * share));
}

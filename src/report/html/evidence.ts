import type { Report } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { probeLabel } from '../labels.ts';
import { seconds } from '../outcome-text.ts';
import { shellWords } from '../shell-words.ts';
import { moreWarnings, warningLabel, warningsHeading } from '../table/evidence-block.ts';
import { daemonLabel, waitingLabel } from '../table/stacks-block.ts';
import { groupedAnswers, userCommandHeading } from '../table/user-command-block.ts';
import { html, type Markup, nothing } from './markup.ts';
import { command, folded, list, output, paragraph, section, table } from './section.ts';

/** Each with the evidence that it rests on, folded. */
export const findingList = (findings: readonly Finding[]): Markup => section('Findings', list(findings.map(item)));

function item({ code, layer, summary, by, evidence }: Finding): Markup {
  const where = layer === null ? '' : ` (${layer})`;
  const shownBy = by === 'facts' ? 'the facts of this run' : 'what a layer printed';
  const proof =
    evidence.length === 0
      ? nothing
      : html`<details><summary>Evidence: ${shownBy}</summary>${evidence.map(output)}</details>`;
  return html`<p><strong>${code}</strong>${where}: ${summary}</p>${proof}`;
}

export const inventory = (rows: Report['inventory']): Markup =>
  section(
    'What each layer has of the container',
    table(
      ['Layer', 'State', 'In its words'],
      rows.map(({ layer, state, says }) => ({ head: layer, cells: [state.replace('-', ' '), says] })),
    ),
  );

export const upcomingRestarts = (probes: Report['breaksNext']): Markup =>
  section('What breaks next', list(probes.map(probeLabel)));

/** How often each layer failed, where they were asked again and again. */
export const passes = (repeats: Report['repeats']): Markup =>
  section(
    'Passes over all layers',
    table(
      ['Probe', 'Of', 'Failed', 'p50', 'p95', 'Max'],
      repeats.map(({ name, subject, failed, runs, p50Ms, p95Ms, maxMs }) => ({
        head: name,
        cells: [
          subject,
          `${failed} of ${runs}`,
          ...[p50Ms, p95Ms, maxMs].map((ms) => (ms === null ? '-' : seconds(ms))),
        ],
      })),
    ),
  );

/** The user's own command, with its output. */
export function userCommand(results: Report['command']): Markup {
  const [first] = results;
  if (first === undefined) return nothing;
  const answers = groupedAnswers(results).map(
    ({ words, streams }) =>
      html`${paragraph(`${words}.`)}${streams.map(([name, text]) => html`<p class="remark">${name}:</p>${output(text)}`)}`,
  );
  return folded(userCommandHeading(results), html`${command(shellWords(first.command))}${answers}`);
}

export const warnings = (surroundings: Report['surroundings']): Markup =>
  folded(warningsHeading, list([...surroundings.warnings.map(warningLabel), ...moreWarnings(surroundings)]));

export const logs = (lines: Report['logs']): Markup =>
  folded(
    'Last lines of the logs',
    lines.length === 0 ? nothing : output(lines.map(({ of, line }) => `${of}: ${line}`).join('\n')),
  );

/** Where the goroutines of the daemons wait, the innermost function first. */
export function stacks(asked: Report['stacks']): Markup {
  if (asked === null) return nothing;
  const daemons = asked.daemons.map(
    (daemon) =>
      html`${paragraph(daemonLabel(daemon))}${daemon.waiting.map((group) => html`<p>${waitingLabel(group)}:</p>${output(group.functions.join('\n'))}`)}`,
  );
  return folded(
    'Where the daemons wait',
    asked.reason === '' ? html`${daemons}` : paragraph(`Not requested: ${asked.reason}.`),
  );
}

/** All that the script told of the node, by name. */
export const facts = (known: Report['facts']): Markup =>
  folded(
    'Facts of the node and the container',
    table(
      ['Fact', 'Value'],
      Object.entries(known).map(([name, value]) => ({ head: name, cells: [html`<code>${value}</code>`] })),
    ),
  );

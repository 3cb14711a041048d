import type { Report } from '../../model/report.ts';
import { seconds } from '../outcome-text.ts';
import { shellWords } from '../shell-words.ts';
import { moreWarnings, spellWarning, warningsHeading } from '../table/evidence-block.ts';
import { spellProbe } from '../table/exec-probe.ts';
import { daemonWords, waitingWords } from '../table/stacks-block.ts';
import { answeredAlike } from '../table/user-command-block.ts';
import { html, type Markup, nothing } from './markup.ts';
import { folded, list, output, paragraph, section, table } from './section.ts';
import { command } from './steps.ts';

export const inventory = (rows: Report['inventory']): Markup =>
  section(
    'What each layer has of the container',
    table(
      ['Layer', 'State', 'In its words'],
      rows.map(({ layer, state, says }) => ({ head: layer, cells: [state.replace('-', ' '), says] })),
    ),
  );

export const whatBreaksNext = (probes: Report['breaksNext']): Markup =>
  section('What breaks next', list(probes.map(spellProbe)));

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
  const answers = answeredAlike(results).map(
    ({ words, streams }) =>
      html`${paragraph(`${words}.`)}${streams.map(([name, text]) => html`<p class="remark">${name}:</p>${output(text)}`)}`,
  );
  return folded(
    'Your command, once at each layer where exec works',
    html`${command(shellWords(first.command))}${answers}`,
  );
}

export const warnings = (surroundings: Report['surroundings']): Markup =>
  folded(warningsHeading, list([...surroundings.warnings.map(spellWarning), ...moreWarnings(surroundings)]));

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
      html`${paragraph(daemonWords(daemon))}${daemon.waiting.map((group) => html`<p>${waitingWords(group)}:</p>${output(group.functions.join('\n'))}`)}`,
  );
  return folded(
    'Where the daemons wait',
    asked.reason === '' ? html`${daemons}` : paragraph(`Not asked: ${asked.reason}.`),
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

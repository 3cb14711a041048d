import type { Report } from '../../model/report.ts';
import type { Step } from '../../model/step.ts';
import { oneLine, remarkOf } from '../step.ts';
import { html, isNothing, type Markup, nothing } from './markup.ts';

/** A heading and what it heads; nothing where there is nothing to head. */
export const section = (heading: string, body: Markup): Markup =>
  isNothing(body) ? nothing : html`<section><h2>${heading}</h2>${body}</section>\n`;

/** The same, to be unfolded by the reader. */
export const folded = (heading: string, body: Markup): Markup =>
  isNothing(body) ? nothing : html`<details class="part"><summary><h2>${heading}</h2></summary>${body}</details>\n`;

/** Beside each other where there is room; one that is alone has all of it; nothing where there is neither. */
export const pair = (left: readonly Markup[], right: readonly Markup[]): Markup =>
  [...left, ...right].every(isNothing) ? nothing : html`<div class="pair">${[left, right].map(column)}</div>\n`;

function column(parts: readonly Markup[]): Markup {
  return parts.every(isNothing) ? nothing : html`<div>${parts}</div>`;
}

export const paragraph = (text: string): Markup => html`<p>${text}</p>`;

export const list = (items: readonly (string | Markup)[]): Markup =>
  items.length === 0 ? nothing : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** Output as it came. */
export const output = (text: string): Markup => html`<pre><code>${text}</code></pre>`;

export interface Row {
  readonly head: string | Markup;
  readonly cells: readonly (string | Markup)[];
}

/** A table in whose rows the first cell says what the others are about; it scrolls in its own box where it is wide. */
export function table(columns: readonly string[], rows: readonly Row[]): Markup {
  if (rows.length === 0) return nothing;
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map(
    (row) => html`<tr><th scope="row">${row.head}</th>${row.cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A command to be copied: one click selects all of it, and none of its remark. */
export const command = (text: string): Markup => html`<pre class="command"><code>${oneLine(text)}</code></pre>`;

/** Something to read, or a command with its remark beside it. */
export function step(one: Step, node: string): Markup {
  if (one.command === null) return html`<p>${one.note}</p>`;
  const remark = remarkOf(one, node);
  if (remark === '') return command(one.command);
  return html`<div class="step">${command(one.command)}<p>${remark}</p></div>`;
}

/** In the order to try them. */
export const steps = (all: readonly Step[], node: string): Markup =>
  all.length === 0 ? nothing : html`<ol>${all.map((one) => html`<li>${step(one, node)}</li>`)}</ol>`;

/** What the run left, each with the command that removes it. */
export const leftovers = (left: Report['leftBehind']): Markup =>
  left.length === 0
    ? nothing
    : html`<ul>${left.map(({ what, remove, node }) => html`<li><p>${what}</p>${step(remove, node)}</li>`)}</ul>`;

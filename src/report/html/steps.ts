import type { Report } from '../../model/report.ts';
import type { Step } from '../../model/step.ts';
import { oneLine, remarkOf } from '../step.ts';
import { html, type Markup, nothing } from './markup.ts';

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

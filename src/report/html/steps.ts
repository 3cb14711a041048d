import type { Report } from '../../model/report.ts';
import { oneLine, parseStep } from '../step.ts';
import { html, type Markup, nothing } from './markup.ts';

/** A command to be copied: one click selects all of it, and none of its remark. */
export const command = (text: string): Markup => html`<pre class="command"><code>${oneLine(text)}</code></pre>`;

/** Something to read, or a command with its remark beside it. */
export function step(text: string): Markup {
  const parsed = parseStep(text);
  if (parsed.kind === 'sentence') return html`<p>${parsed.text}</p>`;
  if (parsed.remark === '') return command(parsed.command);
  return html`<div class="step">${command(parsed.command)}<p>${parsed.remark}</p></div>`;
}

/** In the order to try them. */
export const steps = (texts: readonly string[]): Markup =>
  texts.length === 0 ? nothing : html`<ol>${texts.map((text) => html`<li>${step(text)}</li>`)}</ol>`;

/** What the run left, each with the command that removes it. */
export const leftovers = (left: Report['leftBehind']): Markup =>
  left.length === 0
    ? nothing
    : html`<ul>${left.map(({ what, remove }) => html`<li><p>${what}</p>${step(remove)}</li>`)}</ul>`;

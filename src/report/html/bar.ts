import { limits } from '../../limits.ts';
import { greatest } from '../../model/extremes.ts';
import type { Outcome, Probe } from '../../model/probe.ts';
import { seconds } from '../outcome-text.ts';
import { html, type Markup, nothing } from './markup.ts';
import { toneOfOutcome } from './tone.ts';

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

import type { Outcome } from '../../model/probe.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { LayerState } from '../layer-states.ts';
import { html, type Markup } from './markup.ts';

/** What a colour means; beside it there is always a sign and a word. */
export type Tone = 'good' | 'worse' | 'bad' | 'unsure' | 'quiet';

export const toneOfStatus: Readonly<Record<Verdict['status'], Tone>> = {
  healthy: 'good',
  degraded: 'worse',
  fault: 'bad',
  inconclusive: 'unsure',
};

export const toneOfOutcome: Readonly<Record<Outcome['kind'], Tone>> = {
  ok: 'good',
  error: 'bad',
  hang: 'bad',
  skipped: 'quiet',
};

export const toneOfState: Readonly<Record<LayerState, Tone>> = {
  broken: 'bad',
  impaired: 'worse',
  candidate: 'unsure',
  proven: 'good',
  unproven: 'quiet',
  unasked: 'quiet',
};

const signs: Readonly<Record<Tone, string>> = { good: '✓', worse: '!', bad: '✗', unsure: '?', quiet: '–' };

/** Nothing to be read aloud: a word follows. */
export const sign = (tone: Tone): Markup => html`<span class="sign ${tone}" aria-hidden="true">${signs[tone]}</span>`;

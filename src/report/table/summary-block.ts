import { isDeepStrictEqual } from 'node:util';
import type { Onset } from '../../model/onset.ts';
import type { Report } from '../../model/report.ts';
import type { Step } from '../../model/step.ts';
import { avoidanceSentence, type LostEvidence, type Owner } from '../../model/verdict.ts';
import { causeLabel, doubtLabel, probeLabel, rankedLines, scopeSentence, verdictLabel } from '../labels.ts';
import type { RenderOptions } from '../render-options.ts';
import { remarkOf } from '../step.ts';
import { minuteOf, utc } from '../timestamps.ts';
import { headFields } from './header.ts';
import { command, fieldLines } from './paragraph.ts';
import { readiness } from './readiness.ts';

/** A labelled line of the first block; the command is to be copied. */
interface SummaryField {
  readonly label: string;
  readonly text: string;
  readonly command?: string;
}

/** What is known, in the order in which it is asked for at night: what it is, whom it hits, since when, what to do. */
export function summaryBlock(report: Report, { width, palette }: RenderOptions): string[] {
  const { verdict } = report;
  const { green, yellow, red } = palette;
  const paint = { healthy: green, degraded: yellow, fault: red, inconclusive: yellow }[verdict.status];
  const lines = ({ label, text, command: toCopy }: SummaryField) => [
    ...fieldLines(label, text, width),
    ...(toCopy === undefined ? [] : [command(toCopy)]),
  ];
  return [
    ...headFields(report).flatMap(([label, text]) => fieldLines(label, text, width)),
    ...fieldLines('Verdict', verdictLabel(verdict), width).map(paint),
    ...fieldsOf(report).flatMap(lines),
  ];
}

/** All below the verdict's own words, those that there is something to tell of. */
function fieldsOf(report: Report): SummaryField[] {
  const { verdict } = report;
  const facts = new Map(factFields(report));
  const fact = (label: FactLabel): SummaryField => ({ label, text: facts.get(label) ?? '' });
  const fields: SummaryField[] = [
    { label: '', text: verdict.summary },
    { label: causeLabel(verdict)?.[0] ?? '', text: causeLabel(verdict)?.[1] ?? '' },
    fact('Doubt'),
    ...underOneLabel('Likely', rankedLines(verdict).likely),
    ...underOneLabel('Unlikely', rankedLines(verdict).unlikely),
    fact('Also broken'),
    fact('Serving'),
    { label: 'Affected', text: affected(report) },
    fact('Since'),
    fact('Recent changes'),
    ...advice(report),
    fact('Owner'),
  ];
  return fields.filter(({ text, command: toCopy }) => text !== '' || toCopy !== undefined);
}

const underOneLabel = (label: string, texts: readonly string[]): SummaryField[] =>
  texts.map((text, index) => ({ label: index === 0 ? label : '', text }));

type FactLabel = 'Doubt' | 'Also broken' | 'Serving' | 'Since' | 'Recent changes' | 'Owner';

/** What needs no heading of its own in any format, as pairs; those that there is something to tell of. */
export function factFields(report: Report): [label: FactLabel, value: string][] {
  const { verdict, startedAt } = report;
  const fields: [FactLabel, string][] = [
    ['Doubt', doubtLabel(verdict) ?? ''],
    ['Also broken', verdict.besides ?? ''],
    ['Serving', readiness(report)],
    ['Since', since(report.since, startedAt)],
    ['Recent changes', changes(report)],
    ['Owner', verdict.owner === null ? '' : ownerWords[verdict.owner]],
  ];
  return fields.filter(([, value]) => value !== '');
}

/** The step that the first block tells, and the list of the others does not tell again. */
export const firstStep = ({ remedy, nextSteps }: Report['verdict']): Step | null =>
  remedy?.step ?? nextSteps[0] ?? null;

/** All the others; they are copies where a report was cleaned. */
export function otherSteps(verdict: Report['verdict']): readonly Step[] {
  const first = firstStep(verdict);
  return verdict.nextSteps.filter((step) => !isDeepStrictEqual(step, first));
}

/** What not to do, how to get in, what to do, and what is lost by it. */
function advice({ verdict }: Report): SummaryField[] {
  const { wayIn, noWayIn, remedy, avoid } = verdict;
  const first = firstStep(verdict);
  return [
    { label: 'Avoid', text: avoid.map(avoidanceSentence).join(' ') },
    ...(wayIn === null ? [{ label: 'Shell', text: noWayIn ?? '' }] : [step('Shell', wayIn)]),
    ...(first === null ? [] : [step(remedy === null ? 'Next' : 'Fix', first)]),
    { label: 'Evidence lost', text: losses(remedy?.destroys ?? []) },
  ];
}

/** Which node that is stands above. */
const step = (label: string, told: Step): SummaryField =>
  told.command === null ? { label, text: told.note } : { label, text: remarkOf(told, null), command: told.command };

/** Evidence that goes with a remedy, and whether this report has it. */
export function losses(all: readonly LostEvidence[]): string {
  const names = (saved: boolean) => all.filter((one) => one.saved === saved).map(({ what }) => what);
  return [
    ...(names(false).length > 0 ? [`${names(false).join(', ')} (not saved)`] : []),
    ...(names(true).length > 0 ? [`${names(true).join(', ')} (in this report)`] : []),
  ].join('; ');
}

/** Who is affected now, and next. Of the whole node the sentence of the verdict says so already. */
function affected(report: Report): string {
  const { verdict } = report;
  const now = verdict.scope === null || verdict.scope === 'node' ? null : scopeSentence(verdict);
  return [now, upcomingRestart(report)].filter(Boolean).join(' ');
}

/** Whom the kubelet restarts, or takes out of service, for what is broken; empty where nobody is known. */
function upcomingRestart({ breaksNext: [soonest, ...others] }: Report): string {
  if (!soonest) return '';
  return `Next: ${probeLabel(soonest)}${others.length > 0 ? ` ${others.length} more below.` : ''}`;
}

function since(known: Onset | null, run: string): string {
  const { atTheLatest, notBefore } = known ?? { atTheLatest: null, notBefore: null };
  return [
    ...(atTheLatest ? [`${minuteOf(atTheLatest.at, run)} at the latest: ${atTheLatest.restsOn}`] : []),
    ...(notBefore ? [`not before ${minuteOf(notBefore.at, run)}: ${notBefore.restsOn}`] : []),
  ].join('; ');
}

/** As in: "dockerd, containerd started". */
function inOneBreath(whats: readonly string[]): string {
  const verb = ' started';
  const names = whats.flatMap((what) => (what.endsWith(verb) ? [what.slice(0, -verb.length)] : []));
  const others = whats.filter((what) => !what.endsWith(verb));
  return [...others, ...(names.length > 0 ? [names.join(', ') + verb] : [])].join(', ');
}

/** The latest; the other formats have all. */
const shownMinutes = 2;

/** By the minute. What says since when it is told there already. */
function changes({ changedBefore, since: known, startedAt }: Report): string {
  const shown = changedBefore.filter(({ at }) => at !== known?.notBefore?.at);
  const byMinute = Map.groupBy(shown, ({ at }) => utc(at).slice(0, 16));
  return [...byMinute.values()]
    .slice(0, shownMinutes)
    .map(
      (together) => `${minuteOf(together[0]?.at ?? '', startedAt)}: ${inOneBreath(together.map(({ what }) => what))}`,
    )
    .join('; ');
}

/** Who can repair it. */
export const ownerWords: Readonly<Record<Owner, string>> = {
  application: 'whoever runs the application',
  node: 'whoever runs the nodes',
  'control-plane': 'whoever runs the control plane, or grants roles there',
  provider: 'the provider',
  client: 'you: this machine, or the account that you use',
};

import type { Outcome } from '../../model/probe.ts';
import type { CrossCheck, Report, SecondOpinion } from '../../model/report.ts';
import type { Finding, Scope, Verdict } from '../../model/verdict.ts';
import { signatureOf } from '../../signatures/catalogue.ts';
import { meaningfulLine, outcomeText, seconds } from '../outcome-text.ts';
import { wrapWords } from '../wrap.ts';
import { columns } from './columns.ts';
import type { Look } from './look.ts';
import { bullet, prose } from './paragraph.ts';

/** What is broken, why we say so, who else is hit, and what else is worth telling. */
export function verdictBlock(
  { verdict, repeats, crossChecks, secondOpinions, findings }: Report,
  look: Look,
): string[] {
  const { width, palette } = look;
  const hit = whoIsHit(verdict);
  const paint = { healthy: palette.green, fault: palette.red, inconclusive: palette.yellow }[verdict.status];
  return [
    ...wrapWords(`Verdict: ${verdictWords(verdict)}`, width).map(paint),
    ...prose(verdict.summary, width),
    ...(verdict.cause === null
      ? []
      : prose(`The cause: ${verdict.cause}, ${signatureOf(verdict.cause).title}.`, width)),
    ...section(
      'Why:',
      verdict.because.flatMap((reason) => bullet(reason, width)),
    ),
    ...section('Who is hit:', hit === null ? [] : prose(hit, width)),
    ...section('Passes over all layers:', passes(repeats)),
    ...section(
      'Other ways to the same container:',
      crossChecks.flatMap((check) => bullet(crossCheckLine(check), width)),
    ),
    ...section(
      'Second opinion:',
      secondOpinions.flatMap((other) => prose(opinion(other), width)),
    ),
    ...section(
      'Findings (kubectl exec-doctor explain CODE):',
      findings.flatMap((finding) => findingLines(finding, look)),
    ),
  ];
}

/** A heading and what it heads; nothing where there is nothing to head. */
export function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

/** Always the same words in the same order, to be found at once. */
export function verdictWords({ status, layer, candidates, scope, confidence }: Verdict): string {
  const where = layer ?? new Intl.ListFormat('en', { type: 'disjunction' }).format(candidates);
  const what = {
    healthy: 'healthy',
    fault: `fault at ${where || 'an unknown layer'}`,
    inconclusive: where === '' ? 'inconclusive' : `inconclusive, perhaps ${where}`,
  }[status];
  return [what, scope && `scope ${scope}`, `confidence ${confidence}`].filter(Boolean).join(', ');
}

const scopeSentence: Record<Scope, string> = {
  container: 'This container only, as far as this run could see.',
  pod: 'All containers of this pod; no other pod, as far as this run could see.',
  'several-containers': 'Several containers of this node, not all.',
  node: 'Every container of this node.',
  cluster: 'Every node of the cluster.',
  client: 'This client only, as far as this run could see.',
};

/** Who is hit, in a sentence; null where nothing is broken for sure. */
export function whoIsHit({ status, scope }: Verdict): string | null {
  if (status !== 'fault') return null;
  return scope === null ? 'Not known.' : scopeSentence[scope];
}

const passes = (repeats: Report['repeats']): string[] =>
  repeats.length === 0
    ? []
    : columns([
        ['', '', 'FAILED', 'P50', 'P95', 'MAX'],
        ...repeats.map(({ name, subject, failed, runs, p50Ms, p95Ms, maxMs }) => [
          `  ${name}`,
          subject,
          `${failed} of ${runs}`,
          ...[p50Ms, p95Ms, maxMs].map((ms) => (ms === null ? '-' : seconds(ms))),
        ]),
      ]);

const crossCheckWords: Record<CrossCheck['name'], string> = {
  websocket: 'exec over a WebSocket, not by kubectl',
  log: "a plain request for the target's log",
  'crictl-stream': "crictl exec without -s, through the CRI's stream server",
};

/** Another way to the same container, and what came of it. */
export const crossCheckLine = ({ name, outcome }: CrossCheck): string => `${crossCheckWords[name]}: ${answer(outcome)}`;

/** In a sentence, with what it failed with. */
const answer = (outcome: Outcome): string =>
  `${outcomeText(outcome)}${outcome.kind === 'error' ? ` (${meaningfulLine(outcome.text)})` : ''}`;

/** What the probes of another container said, in a sentence. */
export function opinion({ containerID, probes }: SecondOpinion): string {
  const answers = probes.map(({ name, outcome }) => `${name} ${answer(outcome)}`);
  return `Container ${containerID.slice(0, 12)} of another pod on this node: ${answers.join(', ')}.`;
}

/** Of a finding's evidence: a crash of Go alone is a page. The notes below the matrix have what the probes said. */
const shown = { facts: 3, characters: 240 };

function findingLines({ code, layer, summary, evidence }: Finding, { width, wide, palette, glyphs }: Look): string[] {
  const cut = (fact: string) => (fact.length > shown.characters ? fact.slice(0, shown.characters) + glyphs.more : fact);
  const few = wide ? evidence : evidence.slice(0, shown.facts).map(cut);
  const more = evidence.length - few.length;
  return [
    ...bullet(`${code}${layer === null ? '' : ` (${layer})`}: ${summary}`, width),
    ...[...few, ...(more > 0 ? [`and ${more} more: -o wide`] : [])].flatMap((fact) =>
      prose(fact, width - 4).map((line) => palette.dim(`    ${line}`)),
    ),
  ];
}

import { isOk, type Outcome } from '../../model/probe.ts';
import type { CrossCheck, Report, SecondOpinion } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { cleanReport } from '../clean-report.ts';
import { meaningfulLine, outcomeText, seconds } from '../outcome-text.ts';
import type { RenderOptions } from '../render-options.ts';
import { columns } from './columns.ts';
import { bullet, prose, section, stepLines } from './paragraph.ts';
import { otherSteps } from './summary-block.ts';

/** Why we say so, and what else is worth telling. */
export function verdictBlock(
  { verdict, repeats, crossChecks, secondOpinions, findings }: Report,
  options: RenderOptions,
): string[] {
  const { width } = options;
  return [
    ...section(
      'Why:',
      verdict.because.flatMap((reason) => bullet(reason, width)),
    ),
    ...section('Passes over all layers:', passes(repeats)),
    ...section(
      'Other ways to the same container:',
      crossCheckLines(crossChecks).flatMap((line) => bullet(line, width)),
    ),
    ...section(
      'Second opinion:',
      secondOpinions.flatMap((other) => prose(opinion(other), width)),
    ),
    ...section(
      'Findings (kubectl exec-doctor explain CODE):',
      findings.flatMap((finding) => findingLines(finding, options)),
    ),
  ];
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

const crossCheckLabels: Record<CrossCheck['name'], string> = {
  websocket: 'exec over a WebSocket, not by kubectl',
  'missing-path': 'kubectl, probed with a path that cannot exist',
  log: "a plain request for the target's log",
  exec: 'kubectl exec',
  'crictl-stream': "crictl exec without -s, through the CRI's stream server",
};

/** Other ways to the same container, and what came of each; of what was asked several times, how often it worked. */
export const crossCheckLines = (checks: readonly CrossCheck[]): readonly string[] =>
  [...Map.groupBy(checks, ({ name }) => name)].map(([name, tries]) => `${crossCheckLabels[name]}${tried(tries)}`);

function tried([first, ...more]: readonly CrossCheck[]): string {
  if (!first) return '';
  if (more.length === 0) return `: ${answer(first.outcome)}`;
  const all = [first, ...more];
  const failed = all.find((one) => !isOk(one));
  const counted = `, ${all.length} times: ${all.filter(isOk).length} came through`;
  return failed ? `${counted}; one of the others: ${answer(failed.outcome)}` : counted;
}

/** In a sentence, with what it failed with. */
const answer = (outcome: Outcome): string =>
  `${outcomeText(outcome)}${outcome.kind === 'error' ? ` (${meaningfulLine(outcome.text)})` : ''}`;

/** What the probes of another container said, in a sentence. */
export function opinion({ containerID, probes }: SecondOpinion): string {
  const answers = probes.map(({ name, outcome }) => `${name} ${answer(outcome)}`);
  return `Container ${containerID.slice(0, 12)} of another pod on this node: ${answers.join(', ')}.`;
}

function findingLines({ code, layer, summary, evidence }: Finding, { width, palette }: RenderOptions): string[] {
  return [
    ...bullet(`${code}${layer === null ? '' : ` (${layer})`}: ${summary}`, width),
    ...evidence.flatMap((fact) => prose(fact, width - 4).map((line) => palette.dim(`    ${line}`))),
  ];
}

/** What a run left behind, each with the command that removes it; a line feed at its end. */
export function renderLeftovers(report: Report, width: number): string {
  const { leftBehind } = cleanReport(report);
  if (leftBehind.length === 0) return 'The run left nothing behind.\n';
  return `${leftoverLines(leftBehind, width).join('\n')}\n`;
}

const leftoverLines = (leftBehind: Report['leftBehind'], width: number): string[] =>
  leftBehind.flatMap((left) => [...bullet(left.what, width), ...stepLines(left.remove, left.node, width)]);

/** What else the reader can do, and what this run leaves open. */
export function helpBlock({ verdict, leftBehind, target: { node } }: Report, width: number): string[] {
  return [
    ...section(
      'Other next steps, the least harmful first:',
      otherSteps(verdict).flatMap((step) => stepLines(step, node.name, width)),
    ),
    ...section(
      'Not tested:',
      verdict.notTested.flatMap((gap) => bullet(gap, width)),
    ),
    ...section('Left behind, and what removes it:', leftoverLines(leftBehind, width)),
  ];
}

import { cleanLine } from '../../model/clean-text.ts';
import type { Report } from '../../model/report.ts';
import { avoidanceSentence } from '../../model/verdict.ts';
import { cleanReport } from '../clean-report.ts';
import { rankedLines, scopeSentence, verdictLabel } from '../labels.ts';
import { firstStep, losses, otherSteps } from '../table/summary-block.ts';
import { crossCheckLines, opinion } from '../table/verdict-block.ts';
import { chainDrawing } from './chain-drawing.ts';
import {
  facts,
  findingList,
  inventory,
  logs,
  passes,
  stacks,
  upcomingRestarts,
  userCommand,
  warnings,
} from './evidence.ts';
import { type Markup, nothing } from './markup.ts';
import { matrix } from './matrix.ts';
import { page } from './page.ts';
import { folded, leftovers, list, pair, paragraph, section, step, steps } from './section.ts';
import { fields, verdictBanner } from './verdict.ts';

/**
 * The report for the page of an incident: one file of HTML that loads nothing and runs nothing, with a line feed at its
 * end. What has to be known first stands first; what it rests on is folded below.
 */
export function renderHtml(report: Report): string {
  const { verdict, target, toolVersion } = cleanReport(report);
  const name = target.pod === '' ? target.container : `${target.namespace}/${target.pod}`;
  return page(cleanLine(`${name}: ${verdictLabel(verdict)}`), partsOf(report), toolVersion);
}

/** All that the page has on one container. */
export function partsOf(report: Report): readonly Markup[] {
  const cleaned = cleanReport(report);
  return [...toBeReadFirst(cleaned), ...whatItRestsOn(cleaned), ...whatIsLeftOpen(cleaned)];
}

function toBeReadFirst(report: Report): Markup[] {
  const { verdict, target } = report;
  const { wayIn, noWayIn } = verdict;
  const affected = scopeSentence(verdict);
  const noWay = noWayIn === null ? nothing : paragraph(noWayIn);
  const meanwhile = wayIn === null ? noWay : step(wayIn, target.node.name);
  return [
    verdictBanner(report),
    pair(
      [section('Likely', list(rankedLines(verdict).likely))],
      [section('Unlikely', list(rankedLines(verdict).unlikely))],
    ),
    pair(
      [section('Affected', affected === null ? nothing : paragraph(affected))],
      [section('What not to do', list(verdict.avoid.map(avoidanceSentence)))],
    ),
    section('Meanwhile, get in with', meanwhile),
    ...whatToDo(report),
    section('Why', list(verdict.because)),
    fields(report),
  ];
}

function whatToDo({ verdict, target: { node } }: Report): Markup[] {
  const first = firstStep(verdict);
  const lost = losses(verdict.remedy?.destroys ?? []);
  return [
    section(
      verdict.remedy === null ? 'What to do next' : 'The least harmful fix',
      steps(first === null ? [] : [first], node.name),
    ),
    section('What that destroys', lost === '' ? nothing : paragraph(lost)),
    section('Other next steps, the least harmful first', steps(otherSteps(verdict), node.name)),
  ];
}

function whatItRestsOn(report: Report): Markup[] {
  const { crossChecks, secondOpinions } = report;
  return [
    chainDrawing(report),
    matrix(report),
    passes(report.repeats),
    pair(
      [section('Other ways to the same container', list(crossCheckLines(crossChecks)))],
      [section('Second opinion', list(secondOpinions.map(opinion)))],
    ),
    pair([findingList(report.findings)], [inventory(report.inventory)]),
    upcomingRestarts(report.breaksNext),
    userCommand(report.command),
    folded('From the kubelet itself', list(report.kubelet)),
    warnings(report.surroundings),
    logs(report.logs),
    stacks(report.stacks),
    facts(report.facts),
  ];
}

const whatIsLeftOpen = ({ verdict, leftBehind }: Report): Markup[] => [
  section('Not tested', list(verdict.notTested)),
  section('Left behind, and what removes it', leftovers(leftBehind)),
];

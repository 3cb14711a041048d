import { limits } from '../../limits.ts';
import { cleanLine } from '../../model/clean-text.ts';
import type { Report } from '../../model/report.ts';
import { hasFailed, type Survey, type SurveyRow, statusOfRow } from '../../model/survey.ts';
import { verdictLabel } from '../labels.ts';
import { meaningfulLine } from '../outcome-text.ts';
import { accessWarning } from '../table/header.ts';

/** A container as it is named in one word. */
export const nameOf = ({ namespace, pod, container }: { namespace: string; pod: string; container: string }) =>
  `${namespace}/${pod}/${container}`;

/** What is the matter with a container, in a line. */
export function rowLabel(row: SurveyRow): string {
  const { examined } = row;
  switch (examined.kind) {
    case 'not-needed':
      return 'exec works';
    case 'spared':
      return `not examined: ${examined.why}`;
    case 'report': {
      const { verdict } = examined.report;
      const words = verdictLabel(verdict);
      return verdict.status === 'healthy' && hasFailed(row) ? `comes and goes: then ${words}` : words;
    }
  }
}

/** What exec through the API server said, where no report tells it; empty where there is nothing to tell. */
export function execLabel({ exec, examined }: SurveyRow): string {
  if (examined.kind === 'report') return '';
  if (exec.kind === 'error') return cleanLine(meaningfulLine(exec.text));
  return exec.kind === 'skipped' ? exec.reason : '';
}

/** `100 containers on 2 nodes: 97 healthy, 1 with a fault, 2 inconclusive`. */
export function tally({ rows, leftOut }: Survey): string {
  const of = (status: ReturnType<typeof statusOfRow>) => rows.filter((row) => statusOfRow(row) === status).length;
  const nodes = nodesOf(rows).length;
  const parts = [
    [of('healthy'), 'healthy'],
    [of('degraded'), 'degraded'],
    [of('fault'), 'with a fault'],
    [of('inconclusive'), 'inconclusive'],
  ] as const;
  const unknown = leftOut.filter((out) => out.unknown).length;
  const told = [
    ...parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`),
    ...(unknown > 0 ? [`and ${unknown} more that could not be surveyed`] : []),
  ];
  return `${plural(rows.length, 'container')} on ${plural(nodes, 'node')}: ${told.join(', ')}`;
}

/** Who could have entered its debug pods, where they had no namespace of their own; else empty. */
export const debugPodAccess = ({ debugPods: { namespaces, ownNamespace } }: Survey): string =>
  ownNamespace || namespaces.length === 0 ? '' : `in ${namespaces.join(', ')}: ${accessWarning}`;

/** Their names, each once. */
export const nodesOf = (rows: readonly SurveyRow[]): readonly string[] => [
  ...new Set(rows.map(({ target }) => target.node.name)),
];

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Those first that somebody has to look at; else in the order in which they were asked. */
export const worstFirst = (rows: readonly SurveyRow[]): readonly SurveyRow[] => {
  const ranks = { fault: 0, degraded: 1, inconclusive: 2, healthy: 3 } as const;
  return rows.toSorted((a, b) => ranks[statusOfRow(a)] - ranks[statusOfRow(b)]);
};

/** The reports on those that were examined layer by layer, the worst first. */
export const reportsIn = ({ rows }: Survey): readonly Report[] =>
  worstFirst(rows).flatMap(({ examined }) => (examined.kind === 'report' ? [examined.report] : []));

/** Why containers were left out, each reason once; of each namespace the first few, for who makes one pod can make many. */
export const reasons = (leftOut: Survey['leftOut']): readonly string[] =>
  [...Map.groupBy(leftOut, ({ namespace }) => namespace)].flatMap(([namespace, ofIt]) => {
    const told = [...Map.groupBy(ofIt, ({ why }) => why)];
    const more = told.slice(limits.leftOutOfANamespace).reduce((sum, [, { length }]) => sum + length, 0);
    return [
      ...told
        .slice(0, limits.leftOutOfANamespace)
        .map(([why, { length }]) => (length === 1 ? why : `${why} (${plural(length, 'container')})`)),
      ...(more === 0 ? [] : [`And ${plural(more, 'more container')} of namespace ${namespace}: -o json names each.`]),
    ];
  });

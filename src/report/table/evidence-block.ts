import { type Layer, layers } from '../../model/layer.ts';
import type { PodContext, Warning } from '../../model/pod-context.ts';
import type { Report } from '../../model/report.ts';
import { probeLabel } from '../labels.ts';
import type { RenderOptions } from '../render-options.ts';
import { wrapWords } from '../wrap.ts';
import { columns } from './columns.ts';
import { bullet, output, section } from './paragraph.ts';

/** Of each list; `-o wide` and the other formats have all. */
const shown = 4;

/** What the verdict rests on beside the probes, and what is about to happen. On a healthy container only where asked for. */
export function evidenceBlock(report: Report, options: RenderOptions): string[] {
  const { verdict, inventory, breaksNext, surroundings, kubelet } = report;
  if (verdict.status === 'healthy' && !options.wide) return [];
  const { width } = options;
  return [
    ...section(
      'What each layer has of the container:',
      inventory.length === 0
        ? []
        : columns(inventory.map(({ layer, says }) => [`  ${layer}`, wrapWords(says, width - layerColumn).join('\n')])),
    ),
    ...section(
      'What breaks then:',
      some(breaksNext.slice(1), options, (probe) => bullet(probeLabel(probe), width)),
    ),
    ...section(`${warningsHeading}:`, [
      ...some(surroundings.warnings, options, (warning) => bullet(warningLabel(warning), width)),
      ...moreWarnings(surroundings).flatMap((line) => bullet(line, width)),
    ]),
    ...section(
      'From the kubelet itself:',
      kubelet.flatMap((finding) => bullet(finding, width)),
    ),
    ...section('Last lines of the logs:', logLines(report, options)),
  ];
}

/** The longest name of a layer, what stands before it and after it. */
const layerColumn = 2 + Math.max(...layers.map(({ length }) => length)) + 2;

function some<T>(list: readonly T[], { wide, width }: RenderOptions, draw: (item: T) => readonly string[]): string[] {
  const few = wide ? list : list.slice(0, shown);
  const more = list.length - few.length;
  return [...few.flatMap(draw), ...(more > 0 ? bullet(`and ${more} more: -o wide`, width) : [])];
}

/** Events are not the kubelet's alone. */
export const warningsHeading = 'Warnings of the last hour (by whoever may write events)';

/** A warning in a line. */
export const warningLabel = ({ about, from, reason, message, count }: Warning): string =>
  `${about}: ${reason}${count > 1 ? ` (${count} times)` : ''}${from === '' ? '' : `, from ${from}`}: ${message}`;

/** That there are others, which the report does not have. */
export const moreWarnings = ({ moreWarnings: count }: PodContext): string[] =>
  count === 0 ? [] : [`at least ${count} more, which are not in this report: kubectl get events`];

/** Whose log may tell of which layer. */
const logOf: Partial<Record<Layer, Report['logs'][number]['of']>> = {
  kubelet: 'kubelet',
  cri: 'kubelet',
  dockerd: 'dockerd',
  containerd: 'containerd',
  shim: 'containerd',
  runc: 'runc',
};

function logLines({ verdict, logs }: Report, { wide, width }: RenderOptions): string[] {
  const accused = verdict.layer ? [verdict.layer] : verdict.candidates;
  const wanted = logs.filter(({ of }) => wide || accused.some((layer) => logOf[layer] === of));
  return wanted.slice(wide ? 0 : -shown).flatMap(({ of, line }) => output(`${of}: ${line}`, width, 1));
}

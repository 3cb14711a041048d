import { layers } from '../../model/layer.ts';
import type { PodContext, Warning } from '../../model/pod-context.ts';
import type { Report } from '../../model/report.ts';
import { probeLabel } from '../labels.ts';
import { wrapWords } from '../wrap.ts';
import { columns } from './columns.ts';
import { bullet, output, section } from './paragraph.ts';

/** What the verdict rests on beside the probes, and what is about to happen. */
export function evidenceBlock({ inventory, breaksNext, surroundings, kubelet, logs }: Report, width: number): string[] {
  return [
    ...section(
      'What each layer has of the container:',
      inventory.length === 0
        ? []
        : columns(inventory.map(({ layer, says }) => [`  ${layer}`, wrapWords(says, width - layerColumn).join('\n')])),
    ),
    ...section(
      'What breaks then:',
      breaksNext.slice(1).flatMap((probe) => bullet(probeLabel(probe), width)),
    ),
    ...section(`${warningsHeading}:`, [
      ...surroundings.warnings.flatMap((warning) => bullet(warningLabel(warning), width)),
      ...moreWarnings(surroundings).flatMap((line) => bullet(line, width)),
    ]),
    ...section(
      'From the kubelet itself:',
      kubelet.flatMap((finding) => bullet(finding, width)),
    ),
    ...section(
      'Last lines of the logs:',
      logs.flatMap(({ of, line }) => output(`${of}: ${line}`, width, 1)),
    ),
  ];
}

/** The longest name of a layer, what stands before it and after it. */
const layerColumn = 2 + Math.max(...layers.map(({ length }) => length)) + 2;

/** Events are not the kubelet's alone. */
export const warningsHeading = 'Warnings of the last hour (by whoever may write events)';

/** A warning in a line. */
export const warningLabel = ({ about, from, reason, message, count }: Warning): string =>
  `${about}: ${reason}${count > 1 ? ` (${count} times)` : ''}${from === '' ? '' : `, from ${from}`}: ${message}`;

/** That there are others, which the report does not have. */
export const moreWarnings = ({ moreWarnings: count }: PodContext): string[] =>
  count === 0 ? [] : [`at least ${count} more, which are not in this report: kubectl get events`];

import { createHash } from 'node:crypto';
import type { Report } from '../model/report.ts';
import { encodeRecord } from '../records/record.ts';
import { toText } from '../records/saved-plan.ts';

/**
 * What the script told, as the printed script prints it: what it is about, then a record a line. The run's own mark is not
 * needed any more, and another, which follows from the report, stands in its place.
 */
export function recordsText(report: Report): string {
  const { target, context, startedAt, command, stacks, observed } = report;
  const n = createHash('sha256').update(`${target.containerID} ${startedAt}`).digest('hex').slice(0, 24);
  const words = [...(command[0]?.command ?? [])];
  const plan = toText({ context, printedAt: startedAt, command: words, dumpStacks: stacks !== null, target });
  const lines = observed.records.map((record) => JSON.stringify({ n, ...encodeRecord(record) }));
  return `${[`plan ${n} ${plan}`, ...lines].join('\n')}\n`;
}

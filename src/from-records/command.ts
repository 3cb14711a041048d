import type { CommandResult } from '../command.ts';
import type { FromRecordsInvocation } from '../command-line/invocation.ts';
import type { Report } from '../model/report.ts';
import { checkDelivery, deliverReport } from '../run/report/deliver-report.ts';
import { progressOn } from '../run/session/progress-on.ts';
import { openSaved } from '../saved/open-saved.ts';

export const validate = (_: NodeJS.Process, invocation: FromRecordsInvocation): void => checkDelivery(invocation);

/** `kubectl exec-doctor --from-records FILE`: from what was saved of a run to the printed report. */
export async function run(
  process: NodeJS.Process,
  invocation: FromRecordsInvocation,
  render: (report: Report) => Promise<void>,
): Promise<CommandResult> {
  const report = await openSaved(process, invocation.file);
  await render(report);
  return { kind: 'diagnosed', status: report.verdict.status };
}

export const render = (process: NodeJS.Process, invocation: FromRecordsInvocation, report: Report): Promise<void> =>
  deliverReport(process, invocation, report, progressOn(process, invocation));

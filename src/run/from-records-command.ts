import type { FromRecordsInvocation } from '../command-line/invocation.ts';
import { openSaved } from '../from-records/saved-run.ts';
import type { CommandResult } from './command-result.ts';
import { checkDelivery, deliverReport } from './deliver-report.ts';
import { progressOn } from './progress-on.ts';

/** `kubectl exec-doctor --from-records FILE`: from what was saved of a run to the printed report. */
export async function fromRecordsCommand(
  process: NodeJS.Process,
  invocation: FromRecordsInvocation,
): Promise<CommandResult> {
  checkDelivery(invocation);
  const report = await openSaved(process, invocation.file);
  await deliverReport(process, invocation, report, progressOn(process, invocation));
  return { kind: 'diagnosed', status: report.verdict.status };
}

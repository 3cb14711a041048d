import type { Command } from '../command-line/command.ts';
import type { FromRecordsInvocation } from '../command-line/invocation.ts';
import type { Report } from '../model/report.ts';
import type { CommandResult } from '../run/command-result.ts';
import { checkDelivery, deliverReport } from '../run/report/deliver-report.ts';
import { progressOn } from '../run/session/progress-on.ts';
import { openSaved } from './saved-run.ts';

type Result = CommandResult & { readonly report: Report };

/** `kubectl exec-doctor --from-records FILE`: from what was saved of a run to the printed report. */
export const fromRecords: Pick<Command<FromRecordsInvocation, Result>, 'run' | 'finish'> = {
  run: async (asked, process) => {
    checkDelivery(asked);
    const report = await openSaved(process, asked.file);
    return { kind: 'diagnosed', status: report.verdict.status, report };
  },
  finish: ({ report }, asked, process) => deliverReport(process, asked, report, progressOn(process, asked)),
};

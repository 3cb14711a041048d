import type { Command } from '../command-line/command.ts';
import { printingOptions } from '../command-line/diagnose-invocation.ts';
import { flagTable } from '../command-line/flags.ts';
import type { FromRecordsInvocation } from '../command-line/invocation.ts';
import { readFlags } from '../command-line/read-flags.ts';
import { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import type { CommandResult } from '../run/command-result.ts';

type Result = CommandResult & { readonly report: Report };

/** `kubectl exec-doctor --from-records FILE`: from what was saved of a run to the printed report. */
export const fromRecords: Command<FromRecordsInvocation, Result> = {
  parse,
  run: async (asked, process) => {
    const [{ checkDelivery }, { openSaved }] = await Promise.all([
      import('../run/report/deliver-report.ts'),
      import('./saved-run.ts'),
    ]);
    checkDelivery(asked);
    const report = await openSaved(process, asked.file);
    return { kind: 'diagnosed', status: report.verdict.status, report };
  },
  finish: async ({ report }, asked, process) => {
    const [{ deliverReport }, { progressOn }] = await Promise.all([
      import('../run/report/deliver-report.ts'),
      import('../run/session/progress-on.ts'),
    ]);
    await deliverReport(process, asked, report, progressOn(process, asked));
  },
};

function parse(argv: readonly string[], env: NodeJS.ProcessEnv): FromRecordsInvocation {
  const given = readFlags(argv);
  const [target] = given.positionals;
  if (target !== undefined) {
    throw new Problem(`Records say which container they are about; --from-records takes no target, got ${target}.`);
  }
  const other = flagTable.find(
    ({ name, group }) => group !== 'Output' && name !== 'from-records' && given.names.has(name),
  );
  if (other) throw new Problem(`Of saved records only how they are printed can be chosen, got --${other.name}.`);
  return { kind: 'from-records', file: given.text('from-records') ?? '-', ...printingOptions(given, env) };
}

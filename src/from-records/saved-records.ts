import { notAsked } from '../model/pod-context.ts';
import { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { isoTime } from '../model/time.ts';
import { decodeText } from '../records/decode.ts';
import { nodeNow, sortRecords } from '../records/evidence.ts';
import type { NodeRecord } from '../records/record.ts';
import { savedPlanIn } from '../records/saved-plan.ts';
import { composeReport } from '../run/report/compose-report.ts';
import { askedBeside } from '../run/report/same-owner-ids.ts';

/** The report that the saved records make, the same whenever and wherever it is made. Throws a Problem where they are none. */
export function reportFromRecords(text: string, file: string): Report {
  const saved = savedPlanIn(text);
  if (!saved) throw notOurs(file);
  if ('madeUp' in saved) throw impossibleName(file, saved.madeUp);
  const { mark, plan } = saved;
  const { records, from } = decodeText(text, mark);
  if (records.length === 0) throw notOurs(file);
  return composeReport({
    target: plan.target,
    fromFile: true,
    podContext: notAsked,
    kubelet: [],
    examination: {
      transport: { kind: 'records', to: file, recordsFrom: from },
      ...{ failure: null, records, logReadable: null, kubectl: [], rounds: [], terminals: [], crossChecks: [] },
    },
    sameOwnerIDs: askedBeside(records).filter((id) => !plan.others.some((other) => id.startsWith(other))),
    after: null,
    context: plan.context,
    startedAt: runAt(records) ?? plan.printedAt,
    durationMs: 0,
    sameNamespace: false,
    command: plan.command,
    dumpStacks: plan.dumpStacks,
  });
}

/** By the node's clock; null where only the brief is left. */
function runAt(records: readonly NodeRecord[]): string | null {
  const now = nodeNow(sortRecords(records));
  return now === null ? null : isoTime(now);
}

const notOurs = (file: string): Problem =>
  new Problem(`There are no records of exec-doctor in ${file}.`, {
    why: 'They are the output of the script that --print-script prints, whole lines of it; its first or its last 4 KiB at least.',
    next: 'Run the script again, and keep its output in a file. A report of -o json is read too, and an archive of --bundle.',
  });

/** A file with a name in it that no cluster has: somebody made it up, perhaps to get it into a command. */
export const impossibleName = (file: string, where: string): Problem =>
  new Problem(`${file} is refused: ${where} in it can be no such name.`, {
    why: 'No run writes that: somebody has changed the file. The rest of it is not to be trusted either.',
  });

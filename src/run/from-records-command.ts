import { createReadStream } from 'node:fs';
import type { FromRecordsInvocation } from '../command-line/invocation.ts';
import { limits } from '../limits.ts';
import { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { decodeText } from '../records/decode-text.ts';
import { sortRecords } from '../records/evidence.ts';
import type { NodeRecord } from '../records/record.ts';
import { savedPlanIn } from '../records/saved-plan.ts';
import type { CommandResult } from './command-result.ts';
import { composeReport } from './compose-report.ts';
import { printReport } from './print-report.ts';

/** `kubectl exec-doctor --from-records FILE`: from what the printed script wrote on the node to the printed report. */
export async function fromRecordsCommand(
  process: NodeJS.Process,
  invocation: FromRecordsInvocation,
): Promise<CommandResult> {
  const { file } = invocation;
  const text = await readText(file === '-' ? process.stdin : createReadStream(file), file);
  const report = reportOf(text, file === '-' ? 'stdin' : file);
  await printReport(process, invocation, report);
  return { kind: 'diagnosed', status: report.verdict.status };
}

/** The report that the saved records make, the same whenever and wherever it is made. Throws a Problem where they are none. */
export function reportOf(text: string, file: string): Report {
  const saved = savedPlanIn(text);
  if (!saved) throw notOurs(file);
  const { nonce, plan } = saved;
  const { records, from } = decodeText(text, nonce);
  if (records.length === 0) throw notOurs(file);
  return composeReport({
    target: plan.target,
    surroundings: { execProbes: [], warnings: [], serving: { ready: true, restartCount: 0, lastEnd: null } },
    kubelet: [],
    examination: {
      transport: { kind: 'records', to: file, recordsFrom: from },
      ...{ failure: null, records, logReadable: null, kubectl: [], rounds: [], terminals: [], crossChecks: [] },
    },
    after: null,
    context: plan.context,
    startedAt: runAt(records) ?? plan.printedAt,
    durationMs: 0,
    sameNamespace: false,
    command: plan.command,
    dumpStacks: plan.dumpStacks,
  });
}

/** By the node's clock; null where only the gist is left. */
function runAt(records: readonly NodeRecord[]): string | null {
  const { facts } = sortRecords(records);
  const seconds = Number(facts['node.time']);
  return seconds > 0 ? new Date(seconds * 1000).toISOString() : null;
}

const notOurs = (file: string): Problem =>
  new Problem(`There are no records of exec-doctor in ${file}.`, {
    why: 'They are the output of the script that --print-script prints, whole lines of it; its first or its last 4 KiB at least.',
    next: 'Run the script again, and keep its output in a file.',
  });

async function readText(input: AsyncIterable<Uint8Array | string>, file: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of input) {
      const read = Buffer.from(chunk);
      chunks.push(read);
      bytes += read.length;
      if (bytes > limits.savedRecordsBytes) {
        throw new Problem(`${file} is longer than the records of a run can be (${limits.savedRecordsBytes} bytes).`);
      }
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} could not be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

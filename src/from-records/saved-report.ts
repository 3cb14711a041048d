import type * as z from 'zod/mini';
import { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { type NodeRecord, readRecord } from '../records/record.ts';
import { impossible } from '../records/target-schema.ts';
import { apiVersion } from '../report/json.ts';
import { composeReport } from '../run/report/compose-report.ts';
import { headSchema, outcomeOf, probeOf, type SavedReport, savedReportSchema } from './report-schema.ts';
import { impossibleName } from './saved-records.ts';

/** The formats that differ only in what is drawn anew. */
const readable = [apiVersion, 'exec-doctor/v1'];

/**
 * The report that `-o json` has saved, drawn again from what it was drawn from.
 * @param document what the JSON holds
 * @param fromFile anybody may have made it, so that its names are put into no command; else this machine has kept it
 * @throws Problem where it is none, or one of another version of the format
 */
export function redrawReport(document: unknown, file: string, fromFile = true): Report {
  const head = headSchema.safeParse(document);
  if (!head.success) throw new Problem(`${file} is no report of exec-doctor.`);
  if (!readable.includes(head.data.apiVersion)) {
    throw new Problem(`${file} is a report in the format ${JSON.stringify(head.data.apiVersion)}.`, {
      why: `This version of kubectl exec-doctor reads ${readable.join(' and ')}.`,
      next: 'Read it with the version that wrote it.',
    });
  }
  const saved = savedReportSchema.safeParse(document);
  if (saved.success) return reportOf(saved.data, fromFile);
  throw notWhole(saved.error.issues, file);
}

function notWhole(issues: readonly z.core.$ZodIssue[], file: string): Problem {
  const made = issues.find(({ message }) => message === impossible);
  if (made) return impossibleName(file, made.path.join('.'));
  return new Problem(
    `${file} is not a whole report of exec-doctor: ${issues[0]?.path.join('.')} is not as it should be.`,
    {
      why: 'It was changed, or an older version wrote it.',
    },
  );
}

function reportOf(saved: SavedReport, fromFile: boolean): Report {
  const { observed } = saved;
  const throughApiServer = (probes: SavedReport['probes']) =>
    probes.filter(({ layer }) => layer === 'kubectl').map(probeOf);
  return composeReport({
    target: { ...saved.target, node: saved.node },
    ...(fromFile && { fromFile }),
    podContext: saved.surroundings,
    kubelet: saved.kubelet,
    examination: {
      transport: saved.transport,
      failure: observed.startFailure,
      records: observed.records.flatMap(recordOf),
      logReadable: observed.logReadable,
      kubectl: throughApiServer(saved.probes),
      rounds: observed.rounds.map(probeOf),
      terminals: throughApiServer(saved.terminals),
      crossChecks: saved.crossChecks.flatMap(({ name, ...fields }) =>
        // the script's own, which its records tell
        name === 'crictl-stream' ? [] : [{ name, outcome: outcomeOf(fields) }],
      ),
    },
    sameOwnerIDs: observed.sameOwnerIDs,
    after: { sameContainer: observed.sameContainer, kubeletSilent: observed.kubeletSilent },
    context: saved.context,
    startedAt: saved.startedAt,
    durationMs: saved.durationMs,
    sameNamespace: observed.sameNamespace,
    command: saved.userCommand[0]?.command ?? [],
    dumpStacks: saved.stacks !== null,
  });
}

const recordOf = (saved: unknown): readonly NodeRecord[] =>
  typeof saved === 'object' && saved !== null ? [readRecord(saved)] : [];

import type { Report } from '../../../src/model/report.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import { recordSchema } from '../../../src/records/record.ts';
import { composeReport } from '../../../src/run/report/compose-report.ts';
import type { Recording } from '../../scenarios/support/recordings.ts';
import { observationOf } from '../diagnosis/recorded-observation.ts';
import { byPod } from './build-report.ts';

/** The report that the recorded run made, but for what was not recorded: how long it took, its context, and the name of its pod. */
export function reportOf(recording: Recording): Report {
  const {
    target,
    podContext,
    probes,
    terminals,
    crossChecks,
    debugPod,
    sameContainer,
    kubeletSilent,
    evidence,
    sameOwnerIDs,
  } = observationOf(recording);
  const ofKubectl = (list: typeof probes) => list.filter(({ name }) => name === 'kubectl');
  return composeReport({
    ...{ target, podContext, kubelet: [], command: [], dumpStacks: false, context: 'lab', durationMs: 0 },
    examination: {
      transport: { ...byPod, recordsFrom: evidence ? 'log' : 'none', failure: debugPod.failure?.text ?? null },
      ...{
        failure: debugPod.failure,
        records: recording.observed.records.map((record) => recordSchema.parse(record)),
        logReadable: debugPod.logReadable,
      },
      ...{ kubectl: ofKubectl(probes), rounds: [], terminals: ofKubectl(terminals), crossChecks },
    },
    after: { sameContainer, kubeletSilent },
    startedAt: startOf(recording),
    sameNamespace: debugPod.sameNamespace,
    sameOwnerIDs,
  });
}

/** The node's lease was read when the run began. */
function startOf({ node: { lease }, observed: { records } }: Recording): string {
  if (lease) return new Date(Date.parse(lease.renewTime) + lease.ageSeconds * 1000).toISOString();
  const { facts } = sortRecords(records.map((record) => recordSchema.parse(record)));
  return new Date(Number(facts['node.time'] ?? 0) * 1000).toISOString();
}

import type { Report } from '../../../src/model/report.ts';
import { recordSchema } from '../../../src/records/record.ts';
import { composeReport } from '../../../src/run/compose-report.ts';
import type { Recording } from '../../scenarios/support/recordings.ts';
import { observationOf } from '../diagnosis/recorded-observation.ts';
import { byPod } from './build-report.ts';

/** The report that the recorded run made, but for what was not recorded: its time, and the name of its pod. */
export function reportOf(recording: Recording): Report {
  const { target, surroundings, probes, terminals, crossChecks, debugPod, sameContainer, kubeletSilent, evidence } =
    observationOf(recording);
  const seconds = Number(evidence?.facts['node.time'] ?? 0);
  const ofKubectl = (list: typeof probes) => list.filter(({ name }) => name === 'kubectl');
  return composeReport({
    ...{ target, surroundings, kubelet: [], command: [], dumpStacks: false, context: 'lab', durationMs: 12_100 },
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
    startedAt:
      seconds > 0 ? new Date(seconds * 1000).toISOString() : (target.node.lease?.renewTime ?? '2026-11-24T11:28:43Z'),
    sameNamespace: debugPod.sameNamespace,
  });
}

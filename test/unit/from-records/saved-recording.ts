import { redrawReport } from '../../../src/from-records/saved-report.ts';
import type { Report } from '../../../src/model/report.ts';
import type { Recording } from '../../scenarios/support/recordings.ts';

/** The report of a recorded fault, as if `-o json` had saved the whole of it. */
export const reportOf = ({ node, observed, ...recording }: Recording): Report =>
  redrawReport(
    {
      ...{ apiVersion: 'exec-doctor/v1', kind: 'Report', startedAt: '2026-03-01T03:12:45.120Z', durationMs: 3_240 },
      ...{ context: 'lab', kubelet: [], stacks: null, userCommand: [] },
      transport: {
        ...{ kind: 'pod', namespace: 'default', pod: 'exec-doctor-x7k2p', image: 'nginx:1.27', userland: 'host' },
        ...{ recordsFrom: 'log', failure: null },
      },
      ...recording,
      // recorded before these were told
      node: { ...node, address: '' },
      observed: { ...observed, rounds: [] },
    },
    'a recording',
  );

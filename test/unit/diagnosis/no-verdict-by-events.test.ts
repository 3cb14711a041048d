import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Warning } from '../../../src/model/pod-context.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

/** Whoever may write events in a namespace chooses their words. */
const forged = (about: Warning['about'], reason: string, message: string): Warning => ({
  ...{ about, from: 'kubelet', reason, message, count: 1_000_000 },
  ...{ firstSeen: '2026-03-01T03:09:10Z', lastSeen: '2026-03-01T03:12:40Z' },
});
const warnings = [
  forged(
    'pod',
    'Unhealthy',
    'Liveness probe errored: rpc error: code = DeadlineExceeded desc = context deadline exceeded',
  ),
  forged('pod', 'Failed', 'OCI runtime exec failed: exec failed: unable to start container process'),
  forged('node', 'NodeNotReady', 'PLEG is not healthy: pleg was last seen active 3m0s ago'),
  forged('node', 'ContainerGCFailed', 'rpc error: code = Unavailable desc = containerd.sock: connection refused'),
];

it('no verdict goes by what events say', () => {
  for (const { name, recording } of recordedFaults(['docker', 'containerd'])) {
    const observation = observationOf(recording);
    const told = { ...observation, podContext: { ...observation.podContext, warnings, moreWarnings: 1_000 } };
    expect(diagnose(told), name).toEqual(diagnose(observation));
  }
});

import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { changed, recorded } from './changed-recording.ts';

const told = (observation: Observation) => {
  const { status, candidates, scope, cause } = diagnose(observation).verdict;
  return `${status} ${candidates.join()} ${scope} ${cause}`;
};

/** A client that is ended says of nobody anything. */
const killed = { kind: 'error', durationMs: 900, exitCode: 137, text: '' } as const;

it.each([
  ['kubelet-down-by-ssh', 'fault kubelet node kubelet-refused'],
  ['kubelet-hang-by-ssh', 'fault kubelet node kubelet-stopped'],
] as const)('%s, and kubectl is killed: what the node shows counts', (fault, expected) =>
  expect(told(changed(recorded('containerd', fault), { 'target kubectl': killed }))).toBe(expected),
);

it('a debug pod that ran shows a kubelet, whatever its lease', () =>
  expect(told({ ...recorded('containerd', 'kubelet-unreachable-reject'), kubeletSilent: true })).toBe(
    'fault api-server,kubelet node kubelet-unreachable',
  ));

it('a node of which no terminals are known is not out of them', () => {
  const seen = recorded('docker', 'pty-missing-nginx1');
  const { 'node.pty/nr': _, ...facts } = seen.evidence?.facts ?? {};
  const { findings } = diagnose({ ...seen, evidence: seen.evidence && { ...seen.evidence, facts } });
  expect(findings.map(({ summary }) => summary).join()).not.toContain('NaN');
});

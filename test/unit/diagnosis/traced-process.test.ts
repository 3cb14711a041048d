import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const unread = { r: 'socket', listens: true, waiting: 0, unread: 682, path: '/run/containerd/s/1' } as const;
const leavesUnread = (layer: 'shim' | 'containerd') =>
  [1, 2].map((look) => ({ ...unread, layer, look: look === 1 ? (1 as const) : (2 as const) }));
const ofShim: Situation = {
  ...{ target: 'kubectl:hang ctr:hang runc:ok nsenter:ok', second: 'ctr:ok', processes: 'shim:t' },
  evidence: { sockets: leavesUnread('shim') },
};
const tooLate =
  'failed to dial "/run/containerd/containerd.sock": context deadline exceeded: timed out waiting for server handshake';
const ofContainerd: Situation = {
  ...{ target: 'kubectl:hang ctr:error runc:ok nsenter:ok', control: 'ctr:error runc:ok nsenter:ok' },
  ...{ texts: { ctr: tooLate }, controlTexts: { ctr: tooLate }, second: 'ctr:error', otherTexts: { ctr: tooLate } },
  ...{ processes: 'containerd:t', evidence: { sockets: leavesUnread('containerd') } },
};
const ofKubelet: Situation = {
  ...{ target: 'kubectl:hang ctr:ok runc:ok nsenter:ok', control: 'ctr:ok runc:ok nsenter:ok', existingControl: true },
  ...{ logReadable: false, kubelet: 'connected\n', websocket: 'hang', log: 'hang', processes: 'kubelet:t' },
};

it.each<[string, Situation, verdict: string, name: string]>([
  ['shim', ofShim, 'fault shim container medium', 'containerd-shim'],
  ['shim that answers other questions', { ...ofShim, evidence: {} }, 'fault shim container medium', 'containerd-shim'],
  ['containerd', ofContainerd, 'fault containerd node medium', 'containerd'],
  ['kubelet', ofKubelet, 'fault kubelet node medium', 'kubelet'],
])('who holds a process is asked first, and it is not ended: a traced %s', (_what, situation, line, name) => {
  const { verdict } = diagnose(observation('containerd', situation));
  expect([verdictLine(verdict), verdict.cause]).toEqual([line, 'process-traced']);
  expect(verdict.confidenceReason).not.toMatch(/not all of it fits/);
  expect(verdict.remedy).toBeNull();
  expect(verdict.nextSteps[0]).toMatchObject({ note: `who traces ${name}; it goes on when that ends` });
  expect(verdict.nextSteps.map(({ command }) => command).join()).not.toMatch(/kill -|systemctl restart|delete pod/);
});

it('is no proof beside the words of another layer', () => {
  const said = { target: 'kubectl:error ctr:error runc:error nsenter:ok', processes: 'shim:t' };
  expect(diagnose(observation('containerd', said)).verdict.candidates).not.toContain('shim');
});

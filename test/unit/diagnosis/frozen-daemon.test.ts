import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { processRecord } from '../records/process-record.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const frozenAt = '/sys/fs/cgroup/freezer/odd';
const shim = { name: 'containerd-shim', role: 'shim', of: 'target', state: 'D' } as const;
const kubelet = { name: 'kubelet', state: 'D' } as const;
const ofShim: Situation = { target: 'kubectl:hang ctr:hang runc:ok nsenter:ok', second: 'ctr:ok' };
const ofKubelet: Situation = {
  ...{ target: 'kubectl:hang ctr:ok runc:ok nsenter:ok', control: 'kubectl:hang ctr:ok runc:ok nsenter:ok' },
  ...{ logReadable: false },
};
const thaws = `echo THAWED > ${frozenAt}/freezer.state`;

it.each<[string, Situation, process: object, verdict: string, cause: string, fix: string | null]>([
  ['shim in a frozen cgroup', ofShim, { ...shim, frozenAt }, 'fault shim container high', 'process-frozen', thaws],
  ['kubelet in one', ofKubelet, { ...kubelet, frozenAt }, 'fault kubelet node high', 'process-frozen', thaws],
  ['shim that waits in the kernel', ofShim, shim, 'fault shim container high', 'process-uninterruptible', null],
  [
    'kubelet that perhaps does',
    ofKubelet,
    kubelet,
    'fault api-server of api-server|kubelet node medium',
    'process-uninterruptible',
    null,
  ],
])('what takes no signal is not ended: a %s', (_what, situation, process, line, cause, fix) => {
  const answers = observation('containerd', situation).evidence?.answers ?? [];
  const evidence = { answers, processes: [processRecord(process)] };
  const { verdict } = diagnose(observation('containerd', { ...situation, evidence }));
  expect([verdictLine(verdict), verdict.cause]).toEqual([line, cause]);
  expect(verdict.remedy?.step.command ?? null).toBe(fix);
  expect(verdict.nextSteps.map(({ command }) => command).join()).not.toMatch(/kill -9|systemctl restart/);
});

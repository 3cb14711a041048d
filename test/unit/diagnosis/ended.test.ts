import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, verdictLine } from './observe.ts';

const answer = (name: string, code: number, out: string, err = ''): RecordOf<'answer'> => ({
  ...{ r: 'answer', name, end: 'exited', code, ms: 5, command: ['x', 'c'.repeat(64)], out, err },
});
const noTask = answer('ctr_task', 1, '', 'ctr: no running task found: task not found: not found');

it.each([
  ['exited 0 0 false\n', 'inconclusive ? low'],
  ['running 4242 0 false\n', 'fault dockerd container high'],
])('of a container that has ended dockerd says %j => %s', (says, right) => {
  const all = 'kubectl:error docker:error ctr:error runc:error nsenter:skipped';
  const { verdict } = diagnose(
    observation('docker', {
      target: all,
      control: 'ok',
      evidence: { answers: [answer('docker_inspect', 0, says), noTask], initState: null },
    }),
  );
  expect(verdictLine(verdict)).toBe(right);
  if (verdict.status !== 'inconclusive') return;
  expect([verdict.cause, verdict.remedy, verdict.nextSteps[0]?.note]).toEqual([null, null, 'Run it again.']);
});

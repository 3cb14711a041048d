import { expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, verdictLine } from './observe.ts';

const mute = 'OCI runtime exec failed: runc did not terminate successfully: exit status 1: unknown';
const own = 'time="2026-11-24T11:43:54Z" level=error msg="exec failed: cannot set rlimits"';

it.each<[string, ctr: string, runc: string, verdict: string]>([
  ['what refuses in its place', mute, 'level=error msg="exec denied by site policy"', 'fault runc|container container'],
  ['nobody', mute, '', 'fault runc|container container'],
  ['runc, by hand', mute, own, 'fault container container'],
  ['runc, to the shim', `OCI runtime exec failed: exec failed: ${own}: unknown`, own, 'fault container container'],
])('runc that fails for one container is open where it leaves the word to %s', (_who, ctr, runc, line) => {
  const target = 'kubectl:error ctr:error runc:error nsenter:ok';
  const texts = { kubectl: ctr, ctr, runc };
  expect(verdictLine(diagnose(observation('containerd', { target, texts, second: 'ok' })).verdict)).toContain(line);
});

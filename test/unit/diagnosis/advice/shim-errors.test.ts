import { expect, it } from 'vitest';
import { diagnose } from '../../../../src/diagnosis/diagnose.ts';
import { changed, recorded } from '../changed-recording.ts';
import { observation } from '../observe.ts';

const looksAtStack = (of: ReturnType<typeof observation>) =>
  JSON.stringify(diagnose(of).verdict.nextSteps).includes('/stack');

it('what the shim waits for is looked at where something waits', () => {
  expect(looksAtStack(changed(recorded('containerd', 'shim-hang-nginx1'), {}))).toBe(true);
  const target = 'kubectl:error docker:error ctr:error runc:ok nsenter:ok';
  expect(looksAtStack(observation('docker', { target }))).toBe(false);
});

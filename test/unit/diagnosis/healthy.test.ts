import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Outcome } from '../../../src/model/probe.ts';
import { changed, recorded } from './changed-recording.ts';
import { verdictLine } from './observe.ts';

const worked: Outcome = { kind: 'ok', durationMs: 300, method: 'echo' };

it('exec that came through before the kubelet went away is not called well', () => {
  const since = changed(recorded('containerd', 'kubelet-down-by-ssh'), { 'target kubectl': worked });
  const { verdict } = diagnose({ ...since, kubeletSilent: true });
  expect([verdictLine(verdict), verdict.remedy]).toEqual(['inconclusive kubelet node low', null]);
});

describe('exec that works', () => {
  const healthy = recorded('containerd', 'zombies-nginx1');
  it('beside what keeps it from working as a rule is less certain, and that is told', () => {
    const { verdict } = diagnose({
      ...healthy,
      kubeletSilent: true,
      debugPod: { ...healthy.debugPod, logReadable: null },
    });
    expect(verdictLine(verdict)).toBe('healthy medium');
    expect(verdict.because).toContainEqual(expect.stringMatching(/no sign of life .* these came through/));
  });
  it('beside a client that a signal has ended is less certain, and that is told', () => {
    const killed: Outcome = { kind: 'error', durationMs: 90, exitCode: 137, text: '' };
    const { verdict } = diagnose(changed(recorded('docker', 'zombies-nginx1'), { 'target docker': killed }));
    expect(verdict).toMatchObject({
      status: 'healthy',
      confidence: 'medium',
      confidenceReason: 'a signal ended docker',
    });
  });
  it('and takes long is not called quick, even where the control takes as long', () => {
    const { summary, confidenceReason } = diagnose(recorded('modern-crun', 'api-server-slow')).verdict;
    expect(summary).toMatch(/, but slowly\.$/);
    expect(confidenceReason).not.toContain('at once');
  });
});

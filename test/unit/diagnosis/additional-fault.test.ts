import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation } from './observe.ts';

const shimHangs: Situation = {
  target: 'kubectl:error docker:hang ctr:hang runc:ok nsenter:ok',
  control: 'kubectl:skipped docker:ok ctr:ok runc:ok nsenter:ok',
  second: 'docker:ok ctr:ok',
  processes: 'shim:T',
};
const text = {
  kubectl: 'Error from server: error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused',
};

const frozen: Situation = { target: 'skipped', guard: { frozen: 'yes', blocked: 'frozen' } };

describe('a second fault, further above', () => {
  it.each<[string, Situation, RegExp | null]>([
    ['is told by the text of the API server', { ...shimHangs, texts: text }, /it could not reach the kubelet/],
    [
      'is told by a refusal',
      {
        ...shimHangs,
        texts: { kubectl: 'Error from server (Forbidden): pods "a" is forbidden: cannot create resource "pods/exec"' },
      },
      /this user may not exec/,
    ],
    [
      "is told by the debug pod's log",
      { ...shimHangs, target: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok', logReadable: false },
      /log could not be read/,
    ],
    [
      'is none where the log may wait for the daemon that hangs',
      {
        target: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
        control: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
        logReadable: false,
      },
      null,
    ],
    [
      'is told by the control',
      {
        ...shimHangs,
        target: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok',
        control: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
      },
      /fails for the control too/,
    ],
    [
      'is none where kubectl hangs with the rest',
      { ...shimHangs, target: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok', control: 'ok' },
      null,
    ],
    [
      'is none where it is the only one',
      { target: 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok', control: 'kubectl:error docker:ok', texts: text },
      null,
    ],
    ['is none where all works', {}, null],
    [
      'is told by the control, where the target was not asked',
      { ...frozen, control: 'kubectl:error docker:error ctr:error runc:error nsenter:ok' },
      /runc fails for the control.* at runc as well\. That stays when this fault is fixed/,
    ],
    [
      'is none where the control may be frozen with it',
      {
        ...{ target: 'skipped', control: 'ctr:hang runc:hang nsenter:ok', existingControl: true },
        guard: {
          frozen: 'yes',
          blocked: 'frozen',
          cgroup: '/kubepods/besteffort/pod1/c',
          frozenAt: '/kubepods/besteffort',
        },
      },
      null,
    ],
    ['is none where the control is sound', { ...frozen, control: 'ok' }, null],
    // who is somebody else's may be sick itself
    ['is none where it may be its own', { ...frozen, control: 'runc:ok nsenter:error' }, null],
    [
      'is none where the text is the runtime’s',
      { ...shimHangs, texts: { kubectl: 'OCI runtime exec failed: unexpected EOF' }, control: 'ok' },
      null,
    ],
  ])('%s', (_, situation, says) => {
    const { besides } = diagnose(observation('docker', situation)).verdict;
    if (says === null) expect(besides).toBeNull();
    else expect(besides).toMatch(says);
  });

  it('leaves the verdict where it is', () =>
    expect(diagnose(observation('docker', { ...shimHangs, texts: text })).verdict).toMatchObject({
      ...{ status: 'fault', layer: 'shim', scope: 'container', cause: 'shim-stopped' },
    }));
});

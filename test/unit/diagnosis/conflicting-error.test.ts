import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { observation, type Situation, verdicts } from './observe.ts';

const said = 'OCI runtime exec failed: runc did not terminate successfully: exit status 1: flaky: unknown';
const ofShim = 'OCI runtime exec failed: write /tmp/runc-process1: no space left on device: unknown';
const noProcess = 'OCI runtime exec failed: fork/exec /usr/sbin/runc: resource temporarily unavailable: unknown';
const inconclusive = 'inconclusive shim|runc ? low';
const noPid =
  'failed to retrieve OCI runtime exec pi: open /run/containerd/ID/EXEC.pid: no such file or directoryd: unknown';

/** A layer fails with these words, for the target and for the control. */
const fails = (target: string, text: string, controlText = text): Situation => ({
  ...{ target, control: target },
  texts: { kubectl: text, docker: text, ctr: text },
  controlTexts: { kubectl: controlText, docker: controlText, ctr: controlText },
});
const kubectl = 'kubectl:error docker:ok ctr:ok runc:ok nsenter:ok';
const docker = 'kubectl:error docker:error ctr:ok runc:ok nsenter:ok';
const ctr = 'kubectl:error docker:error ctr:error runc:ok nsenter:ok';

describe('a layer that passes on what runc said is not accused', () => {
  verdicts('docker', [
    [fails(kubectl, said), inconclusive],
    [fails(docker, said), inconclusive],
    [fails(ctr, said), inconclusive],
    // the shim's, of a runc that ended well and had started nothing
    [fails(ctr, noPid), inconclusive],
    // which container it is has its part in it, where the control does not meet it
    [{ ...fails(ctr, said), control: 'ok' }, 'inconclusive shim|runc|container ? low'],
    // between that and a runc by hand lies the runc that a shim calls, too
    [fails(ctr, 'nobody knows'), 'fault containerd node medium'],
    [fails(ctr, 'failed to dial "/run/containerd/containerd.sock": no'), 'fault containerd node high'],
    // runc fails by itself, too
    [fails('kubectl:error docker:error ctr:error runc:error nsenter:ok', said), 'fault runc node high'],
    // other words
    [fails(docker, 'Error response from daemon: no'), 'fault dockerd node high'],
    [fails(ctr, ofShim), 'fault containerd node high'],
    // the shim itself may start no process
    [{ ...fails(ctr, noProcess), control: 'ok' }, 'fault shim container medium'],
    // the shim has passed on an old word of runc's, for one of the two
    [fails(ctr, said, ofShim), 'fault containerd node medium'],
  ]);
});

describe('a layer that worked before it was named is not cleared, nor is another accused', () => {
  const blank = { target: kubectl, control: 'ok', texts: { kubectl: 'Error from server: ' } };
  const noDockerd = 'Internal error occurred: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.';
  verdicts('docker', [
    [{ ...blank, texts: { kubectl: noDockerd } }, 'inconclusive client-path|api-server|kubelet|cri|dockerd ? low'],
    // the same words
    [{ ...blank, target: docker, texts: { kubectl: noDockerd }, control: docker }, 'fault dockerd node high'],
  ]);
  it('by the words of the other way, where kubectl has none', () => {
    const seen = observation('docker', { ...blank, websocket: 'error' });
    const crossChecks = seen.crossChecks.map((check) =>
      check.outcome.kind === 'error' ? { ...check, outcome: { ...check.outcome, text: noDockerd } } : check,
    );
    expect(diagnose({ ...seen, crossChecks }).verdict).toMatchObject({
      status: 'inconclusive',
      candidates: expect.arrayContaining(['dockerd']),
    });
  });
});

describe('with a terminal', () => {
  const failing = 'docker:error ctr:error runc:ok';
  it('likewise', () => {
    const seen = observation('docker', {
      terminals: [`kubectl:error ${failing}`, failing],
      terminalTexts: { kubectl: said, docker: said, ctr: said },
    });
    expect(diagnose(seen).verdict).toMatchObject({ status: 'inconclusive', candidates: ['shim', 'runc'] });
  });
  it('what fails below a kubectl that works is told, and the verdict is less certain', () => {
    const { verdict } = diagnose(observation('docker', { terminals: [`kubectl:ok ${failing}`, failing] }));
    expect(verdict).toMatchObject({ status: 'healthy', confidence: 'medium' });
    expect(verdict.because).toContain('With a terminal docker fails, though a layer above it works.');
  });
});

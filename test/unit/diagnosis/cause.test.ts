import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Code } from '../../../src/model/code.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { recorded } from './changed-recording.ts';
import { observation } from './observe.ts';

type State = RecordOf<'process'>['state'];

/** Of a recorded fault, where a process of that name was seen in that state. */
function causeOf(mode: Mode, fault: string, name: string, state: State): Code | null {
  const seen = recorded(mode, fault);
  if (!seen.evidence) throw new Error(`no records of ${fault}`);
  const processes = seen.evidence.processes.map((process) => (process.name === name ? { ...process, state } : process));
  return diagnose({ ...seen, evidence: { ...seen.evidence, processes } }).verdict.cause;
}

describe('a process that is held explains what its own layer does', () => {
  it.each<[Mode, fault: string, name: string, State, Code | null]>([
    ['docker', 'shim-misses-exits-nginx1', 'containerd-shim', 'D', 'process-uninterruptible'],
    ['docker', 'shim-misses-exits-nginx1', 'kubelet', 'D', 'shim-unresponsive'],
    ['docker', 'runc-broken-hang', 'kubelet', 't', 'runc-hung'],
    ['docker', 'stream-server-drop', 'containerd', 'D', null],
  ])('%s, %s: %s in state %s', (mode, fault, name, state, code) =>
    expect(causeOf(mode, fault, name, state)).toBe(code),
  );
});

it.each(['operation not permitted', 'input/output error', 'disk quota exceeded'])(
  'a file that a shim may not write in /tmp is not mended by ending containerd: %s',
  (why) => {
    const said = `OCI runtime exec failed: open /tmp/runc-process1: ${why}: unknown`;
    const texts = { kubectl: `${said}\ncommand terminated with exit code 126`, docker: said, ctr: said };
    const { verdict } = diagnose(
      observation('docker', {
        ...{ target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok', texts },
        ...{ control: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok', controlTexts: texts },
        facts: { 'target.address': '/var/run/docker/containerd/containerd.sock' },
      }),
    );
    expect(verdict).toMatchObject({ status: 'fault', scope: 'node', cause: 'tmp-unusable' });
    expect(verdict.nextSteps.map(({ action }) => action)).not.toContain('kill-containerd');
  },
);

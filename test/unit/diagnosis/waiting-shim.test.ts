import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Code } from '../../../src/model/code.ts';
import { processRecord } from '../records/process-record.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

const hangs = 'kubectl:hang ctr:hang runc:ok nsenter:ok';
/** What the shim has started in this run. */
const of = { role: 'runtime', of: 'target', parent: 4211, start: 20_000 } as const;
const started = processRecord({ ...of, name: 'bash', pid: 70 });
const waits: Situation = {
  ...{ target: hangs, second: 'ctr:ok', facts: { 'target.noneEntered': 'yes' } },
  evidence: { processes: [started], answers: [] },
};
const answers: Situation = { target: hangs, evidence: { answers: [] } };
const perhapsInside = processRecord({ ...of, pid: 71, role: 'inside' });

describe('a shim that hangs', () => {
  it.each<[string, Situation, verdict: string, cause: Code | null, fix: RegExp | null]>([
    [
      'waits for what stands in place of runc, and the next exec will, too',
      waits,
      'fault shim|runc container medium',
      'shim-waits-for-runc',
      null,
    ],
    [
      'waits for a runc of this run that is stopped',
      { ...waits, evidence: { processes: [{ ...started, state: 'T' }], answers: [] } },
      'fault shim|runc container medium',
      'shim-waits-for-runc',
      null,
    ],
    [
      'waits for a runc that was stopped before this run',
      { ...waits, evidence: { processes: [{ ...started, state: 'T', start: 5_000 }], answers: [] } },
      'fault shim container high',
      'shim-waits-for-runc',
      /^grep -q "\^PPid:\.4211\$" \/proc\/70\/status && kill -9 70$/,
    ],
    [
      'has started a runc that runs: both may be short of CPU',
      { ...waits, evidence: { processes: [{ ...started, state: 'R' }] } },
      'fault shim|runc container medium',
      null,
      null,
    ],
    [
      'waits for it, as every other does',
      { ...waits, control: hangs, second: 'hang' },
      'fault runc node high',
      'shim-waits-for-runc',
      null,
    ],
    ['may wait for the container', { ...waits, facts: {} }, 'inconclusive shim|container ? low', null, null],
    [
      'may wait for what looks like the container',
      { ...waits, evidence: { processes: [started, perhapsInside] } },
      'inconclusive shim|container ? low',
      null,
      null,
    ],
    ['answers all else', answers, 'fault shim container medium', null, null],
    [
      'answers nothing',
      { target: hangs, second: 'ctr:ok' },
      'fault shim container high',
      'shim-unresponsive',
      /^grep -q "\^PPid:\.4211\$" \/proc\/4242\/status && kill -9 4211$/,
    ],
    ['of every container answers all else', { ...answers, control: hangs }, 'fault containerd node medium', null, null],
    [
      'of every container, for a containerd that answers nothing',
      { target: hangs, control: hangs },
      'fault containerd node high',
      'containerd-hung',
      /restart containerd/,
    ],
  ])('%s', (_name, situation, line, cause, fix) => {
    const { verdict } = diagnose(observation('containerd', situation));
    expect(verdictLine(verdict)).toBe(line);
    expect(verdict.cause).toBe(cause);
    if (fix) expect(verdict.remedy?.step).toMatchObject({ command: expect.stringMatching(fix) });
    else expect(verdict.remedy).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { inventoryOf } from '../../../src/evidence/inventory.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, type Situation } from '../diagnosis/observe.ts';
import { processRecord } from '../records/process-record.ts';

const id = 'c'.repeat(64);
const answer = (name: string, out: string, different: Partial<RecordOf<'answer'>> = {}): RecordOf<'answer'> => ({
  r: 'answer',
  name,
  end: 'exited',
  code: 0,
  ms: 3_100,
  command: [id],
  out,
  err: '',
  ...different,
});
const failed = (err: string) => ({ code: 1, err });
const noAnswer = { end: 'timeout', code: null } as const;

const sound = {
  docker: answer('docker_inspect', 'running 4242 0 false\n'),
  task: answer('ctr_task', 'PID     INFO\n4242    -\n'),
  runc: answer('runc_state', '{ "id": "x", "pid": 4242, "status": "running" }'),
};
const shim = processRecord({ name: 'containerd-shim', pid: 4211, role: 'shim', of: 'target' });

const situation = (different: Partial<typeof sound> = {}, more: Situation = {}): Situation => ({
  ...more,
  evidence: { processes: [shim], ...more.evidence, answers: Object.values({ ...sound, ...different }) },
});
const row = (layer: string, of: Situation) => {
  const found = inventoryOf(observation('docker', of)).find((candidate) => candidate.layer === layer);
  return found && `${found.state}: ${found.says}`;
};

describe('each layer in its own words', () => {
  it.each<[layer: string, Situation, expected: string | undefined]>([
    ['dockerd', situation(), 'running: running, process 4242'],
    [
      'dockerd',
      situation({ docker: answer('docker_inspect', 'running 4242 3 true') }),
      'running: running, process 4242, 3 execs, was killed for lack of memory',
    ],
    ['dockerd', situation({ docker: answer('docker_inspect', 'paused 4242 0 false') }), 'paused: paused, process 4242'],
    ['dockerd', situation({ docker: answer('docker_inspect', 'exited 0 0 false') }), 'stopped: exited'],
    [
      'dockerd',
      situation({ docker: answer('docker_inspect', '', failed('Error: No such container: x')) }),
      'missing: Error: No such container: x',
    ],
    ['dockerd', situation({ docker: answer('docker_inspect', '', noAnswer) }), 'no-answer: did not answer in 3.1 s'],
    [
      'dockerd',
      situation({ docker: answer('docker_inspect', 'running 4242 0 fal', noAnswer) }),
      'no-answer: did not answer in 3.1 s',
    ],
    // its client, on a slow node, was killed before it ended
    [
      'dockerd',
      situation({ docker: answer('docker_inspect', 'running 4242 0 false\n', noAnswer) }),
      'running: running, process 4242',
    ],
    ['containerd', situation(), 'unknown: has a task, process 4242'],
    [
      'containerd',
      situation({ task: answer('ctr_task', '', failed('ctr: container "x" in namespace "moby": not found')) }),
      'missing: no such container',
    ],
    [
      'containerd',
      situation({ task: answer('ctr_task', '', failed('ctr: no running task found: task x not found')) }),
      'missing: knows the container, and has no task of it',
    ],
    [
      'containerd',
      situation({ task: answer('ctr_task', '', noAnswer) }),
      'no-answer: did not answer for its task in 3.1 s',
    ],
    ['shim', situation(), 'running: process 4211 sleeps'],
    [
      'shim',
      situation({}, { evidence: { processes: [{ ...shim, state: 'T' }] } }),
      'stopped: process 4211 is stopped (T)',
    ],
    [
      'shim',
      situation({}, { evidence: { processes: [] }, facts: { 'target.parent': '1:systemd' } }),
      'missing: none: the parent of the first process is systemd (process 1)',
    ],
    // a runtime whose monitor is not known to us
    ['shim', situation({}, { evidence: { processes: [] }, facts: { 'target.parent': '77:conmon' } }), undefined],
    ['runc', situation(), 'running: running, process 4242'],
    [
      'runc',
      situation({ runc: answer('runc_state', '', failed('container "x" does not exist')) }),
      'missing: container "x" does not exist',
    ],
    ['container', situation(), 'running: process 4242 sleeps'],
    ['container', situation({}, { evidence: { initState: null } }), 'missing: process 4242 does not exist'],
    ['container', situation({}, { evidence: { initState: 'Z' } }), 'stopped: process 4242 is a zombie (Z)'],
  ])('%s', (layer, of, expected) => expect(row(layer, of)).toBe(expected));

  it('a layer that was not asked has no row', () =>
    expect(inventoryOf(observation('docker', { evidence: null })).map(({ layer }) => layer)).toEqual(['api-server']));
});

describe('a disagreement is a finding, also where every probe hangs', () => {
  const codes = (of: Situation) => diagnose(observation('docker', of)).findings.map(({ code }) => code);
  const gone = { evidence: { initState: null, noProcess: true } };
  it.each<[string, Situation, string[]]>([
    ['all agree', situation(), []],
    [
      'containerd has no task',
      situation({ task: answer('ctr_task', '', failed('no running task found')) }),
      ['task-missing'],
    ],
    [
      'dockerd says running, and the process is gone',
      situation({}, gone),
      ['container-process-gone', 'docker-up-process-gone'],
    ],
    [
      'runc has no record',
      situation({ runc: answer('runc_state', '', failed('container "x" does not exist')) }),
      ['runc-state-missing'],
    ],
    [
      'the shim is gone',
      situation({}, { evidence: { processes: [] }, facts: { 'target.parent': '1:init' } }),
      ['shim-killed'],
    ],
    [
      'another process',
      situation({ docker: answer('docker_inspect', 'running 9999 0 false') }),
      ['state-disagreement'],
    ],
    [
      'exited, and it runs',
      situation({ docker: answer('docker_inspect', 'exited 0 0 false') }),
      ['state-disagreement'],
    ],
    [
      'a layer that does not answer disagrees with nobody',
      situation({ docker: answer('docker_inspect', '', noAnswer), task: answer('ctr_task', '', noAnswer) }),
      [],
    ],
  ])('%s', (_, of, expected) => expect(codes(of).toSorted()).toEqual(expected));
  it('an exec that ends up in another process is no healthy one', () => {
    const runc = answer('runc_state', '{ "id": "x", "pid": 777, "status": "running" }');
    const told = (of: Situation) => diagnose(observation('docker', of));
    const { verdict, findings } = told(situation({ runc }));
    expect(verdict).toMatchObject({ status: 'degraded', layer: 'container', cause: 'runc-record-of-another' });
    expect(findings.map(({ code }) => code)).toEqual(['runc-record-of-another']);
    // of a process that is gone it is another failure
    expect(told(situation({ runc }, { evidence: { initState: null } })).findings.map(({ code }) => code)).not.toContain(
      'runc-record-of-another',
    );
  });
  it('where every probe hangs', () =>
    expect(
      codes({
        ...situation({ task: answer('ctr_task', '', failed('no running task found')) }),
        target: 'hang',
        control: 'none',
      }),
    ).toContain('task-missing'));
});

import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../../src/model/probe.ts';
import { sortRecords } from '../../../../src/records/evidence.ts';
import type { NodeRecord, RecordOf } from '../../../../src/records/record.ts';
import { leftBehind } from '../../../../src/run/report/left-behind.ts';
import { stepText } from '../../diagnosis/step-text.ts';
import { target } from '../runs.ts';

const fact = (k: string, v: string): NodeRecord => ({ r: 'fact', k, v });
const ids = { target: 'abc4'.repeat(16), control: 'def4'.repeat(16) };
const facts = [
  fact('ctr', '/usr/bin/ctr'),
  fact('target.address', '/run/x.sock'),
  fact('target.ns', 'moby'),
  fact('target.id', ids.target),
  fact('control.id', ids.control),
];
const left = (
  kind: RecordOf<'left'>['kind'],
  name: string,
  subject: RecordOf<'left'>['subject'] = 'target',
  frozen = '',
): NodeRecord => ({
  r: 'left',
  kind,
  name,
  subject,
  frozen,
});
const v1 = '/sys/fs/cgroup/freezer/kubepods/hold';
const removes = (...records: NodeRecord[]) =>
  leftBehind({ target, evidence: sortRecords([...facts, ...records]), fromFile: false }, []).map(({ remove }) =>
    stepText(remove),
  );
const kubectl = (subject: Probe['subject'], outcome: Probe['outcome']): Probe => ({
  name: 'kubectl',
  subject,
  command: ['kubectl', 'exec', 'nginx1'],
  outcome,
  flaky: false,
});

describe('what a hung layer holds, and what removes it', () => {
  it.each<[RecordOf<'left'>['subject'], string]>([
    ['target', 'the target'],
    ['third', "another pod's container"],
  ])('of %s is that of %s', (subject, words) =>
    expect(
      leftBehind(
        { target, evidence: sortRecords([left('exec-id', 'exec-doctor-1-2', subject)]), fromFile: false },
        [],
      )[0]?.what,
    ).toBe(`exec id exec-doctor-1-2 of ${words} in containerd; its deletion was not answered`),
  );
  it.each<[NodeRecord, RegExp]>([
    [
      left('exec-id', 'exec-doctor-1-2'),
      /^\/usr\/bin\/ctr -a \/run\/x.sock -n moby tasks delete --exec-id exec-doctor-1-2 (abc4){16} +# on node node1, as root$/,
    ],
    [left('docker-exec', ''), /^docker inspect .* (abc4){16} +# on node node1, as root/],
    [left('docker-exec', '', 'control'), /^docker inspect .* (def4){16} +# on node node1, as root/],
    [left('process', '4711', 'target', v1), new RegExp(`^echo THAWED > ${v1}/freezer.state +# on node node1, as root`)],
    [
      left('process', '4711', 'target', '/sys/fs/cgroup/hold'),
      /^echo 0 > \/sys\/fs\/cgroup\/hold\/cgroup.freeze +# on/,
    ],
    [left('process', '4711', 'target', '/sys/fs/cgroup/$(x)'), /^echo 0 > CGROUP\/cgroup.freeze +# on/],
    [left('process', '4711'), /^cat \/proc\/4711\/stack +# on node node1, as root/],
  ])('%j: %s', (record, remove) => expect(removes(record)).toEqual([expect.stringMatching(remove)]));
  it('perhaps a process, where there were too many to look at', () => {
    const records = [
      fact('target.shim', '50'),
      fact('target.processesUnseen', 'yes'),
      fact('second.processesUnseen', 'yes'),
    ];
    expect(removes(...records)).toEqual([
      expect.stringMatching(/^pgrep -l -P 50 'runc\|crun' +# on node node1, as root/),
      expect.stringMatching(/^pgrep -l -P PID 'runc\|crun' +# on node node1, as root/),
    ]);
  });
  it('nothing', () => expect(removes()).toEqual([]));
  it('nothing is known without records', () =>
    expect(leftBehind({ target, evidence: null, fromFile: false }, [])).toEqual([]));
});

describe('what may be queued behind the API server', () => {
  const hang = { kind: 'hang', durationMs: 10_000 } as const;
  it.each<[string, Probe, number]>([
    ['an exec that hung', kubectl('target', hang), 1],
    ['not one that failed', kubectl('target', { kind: 'error', durationMs: 5, exitCode: 1, text: '' }), 0],
    ["not the control's, which goes with its container", kubectl('control', hang), 0],
    [
      'one that was created and not started',
      kubectl('target', {
        ...{ kind: 'error', durationMs: 5, exitCode: 1 },
        text: "cannot connect to the Docker daemon. Is 'docker daemon' running on this host?",
      }),
      1,
    ],
  ])('%s', (_, probe, count) =>
    expect(leftBehind({ target, evidence: null, fromFile: false }, [probe])).toHaveLength(count),
  );
  it('several that hang are one line', () =>
    expect(
      leftBehind({ target, evidence: null, fromFile: false }, [kubectl('target', hang), kubectl('target', hang)]),
    ).toHaveLength(1));
});

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { RuntimeFamilyName } from '../../../src/model/runtime-family.ts';
import { observation, type Situation, verdictLine } from './observe.ts';

type Row = readonly [runtime: RuntimeFamilyName, situation: Situation, verdict: string];
const judge = (...[runtime, situation, expected]: Row) =>
  expect(verdictLine(diagnose(observation(runtime, situation)).verdict)).toBe(expected);

const down = {
  kubectl: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok',
  docker: 'kubectl:hang docker:hang ctr:ok runc:ok nsenter:ok',
  ctr: 'kubectl:hang docker:hang ctr:hang runc:ok nsenter:ok',
  runc: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:ok',
  nsenter: 'kubectl:hang docker:hang ctr:hang runc:hang nsenter:error',
} as const;

describe('the rule: fails here, works just below: on a docker node', () => {
  it.each<Row>([
    ['docker', { target: 'ok' }, 'healthy high'],
    ['docker', { target: down.docker, control: down.docker }, 'fault dockerd node high'],
    ['docker', { target: down.ctr, control: down.ctr }, 'fault containerd node high'],
    ['docker', { target: down.ctr, control: 'ok', second: 'ok' }, 'fault shim container high'],
    ['docker', { target: down.runc, control: down.runc }, 'fault runc node high'],
    ['docker', { target: down.runc, control: 'ok', second: 'ok' }, 'fault container container high'],
    ['docker', { target: down.nsenter, control: 'ok', second: 'ok' }, 'fault container container medium'],
    ['docker', { target: down.docker, control: 'ok', second: 'ok' }, 'fault dockerd container high'],
    ['docker', { target: down.kubectl, control: 'ok', second: 'ok' }, 'fault kubelet|cri container medium'],
    ['docker', { target: down.kubectl, control: down.kubectl }, 'fault client-path|kubelet|cri node low'],
  ])('%s %o: %s', judge);
});

describe('on a containerd node', () => {
  const [kubectl, ctr, runc] = [
    'kubectl:hang ctr:ok runc:ok nsenter:ok',
    'kubectl:hang ctr:hang runc:ok nsenter:ok',
    'kubectl:hang ctr:hang runc:hang nsenter:ok',
  ];
  it.each<Row>([
    ['containerd', { target: 'ok' }, 'healthy high'],
    ['containerd', { target: kubectl, control: kubectl }, 'fault client-path|kubelet|cri node low'],
    ['containerd', { target: kubectl, control: 'ok' }, 'fault kubelet|cri container medium'],
    ['containerd', { target: ctr, control: ctr }, 'fault containerd node high'],
    ['containerd', { target: ctr, control: 'ok', second: 'ok' }, 'fault shim container high'],
    ['containerd', { target: runc, control: runc }, 'fault runc node high'],
    ['containerd', { target: runc, control: 'ok', second: 'ok' }, 'fault container container high'],
    ['containerd', { target: 'kubectl:hang crictl:hang ctr:ok', control: 'crictl:hang ctr:ok' }, 'fault cri node high'],
    [
      'containerd',
      { target: 'kubectl:hang crictl:ok ctr:ok', control: 'kubectl:hang crictl:ok ctr:ok' },
      'fault client-path|kubelet|cri node low',
    ],
  ])('%s %o: %s', judge);
});

describe('what keeps the rule honest', () => {
  describe('a skipped probe widens the interval', () => {
    it.each<Row>([
      ['docker', { target: 'kubectl:hang ctr:ok', control: 'none' }, 'fault client-path|kubelet|cri|dockerd ? low'],
      ['docker', { target: 'docker:hang runc:ok', control: 'none' }, 'fault dockerd|containerd|shim ? low'],
      ['docker', { target: 'docker:hang runc:ok', control: 'ok' }, 'fault dockerd|shim container medium'],
      ['docker', { target: 'ctr:hang nsenter:ok', control: 'ctr:ok' }, 'fault shim|container container medium'],
      [
        'docker',
        { target: 'ctr:hang nsenter:ok', control: 'ctr:hang nsenter:ok' },
        'fault containerd|runc node medium',
      ],
      ['docker', { target: 'kubectl:error docker:error ctr:error runc:error' }, 'fault container container medium'],
      ['docker', { target: 'runc:error', control: 'runc:error' }, 'fault runc|container node medium'],
    ])('%s %o: %s', judge);
  });

  describe('a skipped probe accuses nobody', () => {
    it.each<Row>([
      ['docker', { target: 'docker:ok ctr:ok runc:ok nsenter:ok' }, 'inconclusive ? low'],
      ['docker', { target: 'skipped', control: 'skipped' }, 'inconclusive ? low'],
      ['containerd', { target: 'nsenter:ok', control: 'none' }, 'inconclusive ? low'],
      ['docker', { target: 'kubectl:ok', control: 'none' }, 'healthy high'],
    ])('%s %o: %s', judge);
  });

  describe('an ok above acquits everything below', () => {
    it.each<Row>([
      ['docker', { target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok' }, 'healthy medium'],
      ['docker', { target: 'kubectl:ok docker:hang ctr:hang runc:hang nsenter:hang' }, 'healthy medium'],
      [
        'docker',
        { target: 'kubectl:hang docker:ok ctr:hang runc:error', control: 'ok' },
        'fault kubelet|cri container medium',
      ],
      ['containerd', { target: 'kubectl:ok crictl:error ctr:ok runc:ok nsenter:ok' }, 'healthy medium'],
    ])('%s %o: %s', judge);
    it('and the probe that fails there is told as not trusted', () =>
      expect(
        diagnose(observation('docker', { target: 'kubectl:ok docker:ok ctr:ok runc:error nsenter:ok' })).findings,
      ).toMatchObject([{ code: 'probe-not-trusted', layer: null, evidence: ['runc: runc said no'] }]));
  });

  describe('container, restart count and first process are the same before and after', () => {
    it.each<Row>([
      ['docker', { target: down.ctr, sameContainer: false }, 'inconclusive ? low'],
      ['docker', { target: down.ctr, evidence: { sameProcess: false } }, 'inconclusive ? low'],
      ['docker', { target: 'ok', evidence: { sameProcess: false } }, 'inconclusive ? low'],
      ['docker', { target: down.ctr, control: down.ctr, sameContainer: null }, 'fault containerd node medium'],
      ['docker', { guard: { frozen: 'yes', blocked: 'frozen' }, sameContainer: false }, 'inconclusive ? low'],
    ])('%s %o: %s', judge);
    it('no way in through a process that may be another one now', () =>
      expect(diagnose(observation('docker', { target: down.runc, sameContainer: false })).verdict.wayIn).toBeNull());
  });

  describe('where nsenter fails for both, it parts nothing', () => {
    it.each<Row>([
      ['docker', { target: down.nsenter, control: down.nsenter }, 'fault runc|container node medium'],
      [
        'docker',
        { target: down.nsenter, control: 'docker:ok ctr:ok runc:ok nsenter:error' },
        'fault container container medium',
      ],
      ['docker', { target: 'nsenter:error', control: 'nsenter:error' }, 'inconclusive ? low'],
    ])('%s %o: %s', judge);
  });
});

describe('healthy is certain where all was tested, at once and by echo', () => {
  it.each<Row>([
    ['docker', { target: 'kubectl:ok docker:ok ctr:ok runc:ok nsenter:ok' }, 'healthy high'],
    ['docker', { target: 'kubectl:ok* docker:ok* ctr:ok* runc:ok* nsenter:ok' }, 'healthy medium'],
    ['docker', { flaky: ['ctr'] }, 'healthy medium'],
    ['docker', { flaky: ['kubectl'] }, 'healthy medium'],
    ['docker', { evidence: { complete: false } }, 'healthy medium'],
    ['docker', { target: 'kubectl:ok', evidence: null }, 'healthy medium'],
    ['docker', { target: 'kubectl:ok', failure: { kind: 'image', text: 'ErrImagePull' } }, 'healthy medium'],
    ['docker', { control: 'none' }, 'healthy high'],
    ['docker', { control: down.ctr }, 'healthy high'],
  ])('%s %o: %s', judge);
  it('a control that breaks is told beside it', () =>
    expect(diagnose(observation('docker', { control: down.ctr })).findings).toMatchObject([
      { code: 'control-fails', summary: expect.stringContaining('ctr hangs for the control and works for the target') },
    ]));
});

describe('the control', () => {
  it.each<Row>([
    // without one, only what the target's own column says
    ['docker', { target: down.ctr, control: 'none' }, 'fault containerd|shim ? medium'],
    ['docker', { target: down.docker, control: 'none' }, 'fault dockerd ? medium'],
    ['docker', { target: down.runc, control: 'none' }, 'fault runc|container ? medium'],
    // skipped where it would be asked
    ['docker', { target: down.docker, control: 'ctr:ok runc:ok nsenter:ok' }, 'fault dockerd ? medium'],
    // it breaks elsewhere: two faults
    ['docker', { target: down.docker, control: down.ctr }, 'fault dockerd ? medium'],
    ['docker', { target: down.ctr, control: down.docker }, 'fault shim container medium'],
    ['docker', { target: 'docker:hang runc:ok', control: down.docker }, 'fault dockerd node high'],
    // it knows nothing of rules of access in another namespace
    [
      'docker',
      { target: down.kubectl, control: 'ok', sameNamespace: false, logReadable: null },
      'fault api-server|kubelet|cri container low',
    ],
    // it fails for a reason of its own
    [
      'docker',
      {
        target: 'kubectl:error docker:ok',
        control: 'kubectl:error docker:ok',
        texts: { kubectl: 'error: unable to upgrade connection: container not found ("nginx")' },
        controlTexts: {
          kubectl: 'Error from server (Forbidden): cannot exec into or attach to a privileged container',
        },
      },
      'fault kubelet|cri ? medium',
    ],
  ])('%s %o: %s', judge);

  it.each<Row>([
    [
      'containerd',
      {
        target: 'ctr:error runc:error nsenter:ok',
        facts: { 'target.runtime': '/usr/bin/crun', 'control.runtime': '/usr/bin/runc' },
      },
      'fault runc|container ? medium',
    ],
    [
      'containerd',
      {
        target: 'ctr:hang nsenter:ok',
        facts: { 'target.runtime': '/usr/bin/crun', 'control.runtime': '/usr/bin/runc' },
      },
      'fault shim|runc|container container low',
    ],
  ])('of another runtime is none from the shim down: %s %o: %s', judge);
});

describe('the second opinion', () => {
  it.each<Row>([
    ['docker', { target: down.ctr, second: 'ctr:ok' }, 'fault shim container high'],
    ['docker', { target: down.ctr }, 'fault shim container medium'],
    ['docker', { target: down.ctr, second: 'ctr:hang' }, 'fault containerd|shim several-containers medium'],
    ['docker', { target: down.runc, second: 'runc:error' }, 'fault runc|container several-containers medium'],
    ['docker', { target: down.ctr, second: 'docker:ok' }, 'fault shim container medium'],
    ['docker', { target: down.docker, second: 'docker:hang' }, 'fault dockerd several-containers medium'],
    ['docker', { target: down.ctr, control: down.ctr, second: 'ctr:hang' }, 'fault containerd node high'],
  ])('%s %o: %s', judge);
  it('is named as missing where none was asked', () => {
    const { summary, notTested } = diagnose(observation('docker', { target: down.ctr })).verdict;
    expect(summary).toContain('; a new container of the node is served.');
    expect(notTested).toContain('an older, ordinary container of another pod: the control is fresh and privileged');
  });
});

describe('an answer by the path that cannot exist gives medium confidence at most', () => {
  it.each<Row>([
    [
      'docker',
      { target: 'docker:hang ctr:ok* runc:ok* nsenter:ok', control: 'docker:hang ctr:ok' },
      'fault dockerd node medium',
    ],
    ['docker', { target: 'docker:hang ctr:hang runc:ok*', control: 'ok', second: 'ok' }, 'fault shim container medium'],
    // nsenter has no other way
    ['docker', { target: down.runc, control: down.runc }, 'fault runc node high'],
  ])('%s %o: %s', judge);
});

describe('records that were cut off', () => {
  it.each<Row>([
    ['docker', { target: down.ctr, control: down.ctr, evidence: { complete: false } }, 'fault containerd node low'],
    [
      'docker',
      { target: 'kubectl:hang', control: 'none', evidence: null },
      'inconclusive client-path|api-server|kubelet|cri|dockerd|containerd|shim|runc|container ? low',
    ],
    ['docker', { target: 'skipped', control: 'none', evidence: null }, 'inconclusive ? low'],
  ])('%s %o: %s', judge);
  it('the debug pod did start', () =>
    expect(
      diagnose(observation('docker', { target: 'kubectl:hang', control: 'none', evidence: null })).verdict.summary,
    ).toBe('Exec into container nginx hangs, and node node1 could not be examined: no records came back from it.'));
});

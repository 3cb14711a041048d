import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { columnOf, type Observation } from '../../../src/evidence/observation.ts';
import { limits } from '../../../src/limits.ts';
import type { Outcome, Probe, Subject } from '../../../src/model/probe.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { avoidanceSentence } from '../../../src/model/verdict.ts';
import { processRecord } from '../records/process-record.ts';
import { observation, type Situation } from './observe.ts';

/** Of kubectl, docker, ctr, runc and nsenter: milliseconds of an answer; how long it was waited for in vain; what it failed with. */
type Said = number | { readonly hang: number } | { readonly error: string; readonly exitCode?: number };
type Column = readonly [Said, Said, Said, Said, Said];

const outcomeOf = (said: Said): Outcome => {
  if (typeof said === 'number') return { kind: 'ok', durationMs: said, method: 'echo' };
  return 'hang' in said
    ? { kind: 'hang', durationMs: said.hang }
    : { kind: 'error', durationMs: 90, exitCode: said.exitCode ?? 126, text: said.error };
};

function asked(target: Column, control: Column | null, situation: Situation = {}): Observation {
  const seen = observation('docker', { ...situation, control: control ? 'ok' : 'none' });
  const probes = (['target', 'control'] as const).flatMap((subject: Subject) => {
    const said = subject === 'target' ? target : control;
    const column = columnOf(seen.probes, subject).filter(({ name }) => name !== 'crictl');
    return column.flatMap((probe, index): Probe[] => {
      const one = said?.[index];
      return one === undefined ? [] : [{ ...probe, outcome: outcomeOf(one) }];
    });
  });
  return { ...seen, probes };
}

const told = ({ status, layer, candidates, scope, confidence, cause }: Verdict) =>
  [status, layer ?? candidates.join('|'), scope, confidence, cause].map((word) => word || '-').join(' ');
const verdictOf = (seen: Observation) => told(diagnose(seen).verdict);

const hang = { hang: 10_000 } as const;
const quick: Column = [300, 120, 100, 50, 10];
const facts = (known: Record<string, string>): Situation => ({ evidence: { facts: known } });
const busy = facts({ 'node.cpu': 'some avg10=97.00 avg60=90.00 avg300=50.00 total=1' });
const thrashing = facts({ 'node.io': 'some avg10=90.00 avg60=90.00 avg300=50.00 total=1' });

describe('a layer that is slow', () => {
  const slowRunc: Column = [8200, 8200, 4150, 4040, 10];
  it.each<[string, Column, Column | null, Situation, string]>([
    ['runc, for all', slowRunc, slowRunc, {}, 'degraded runc node high slow-layer'],
    [
      'dockerd, for the target alone: or what is called /bin/echo there, which takes its time for some execs',
      ...([[4500, 4200, 150, 100, 10], quick, {}, 'degraded dockerd|container container medium slow-layer'] as const),
    ],
    [
      'dockerd, and no control tells of others',
      ...([[4500, 4200, 150, 100, 10], null, {}, 'degraded dockerd|container - medium slow-layer'] as const),
    ],
    [
      'dockerd, for a container of the same owner too, which was there before',
      ...([
        [4500, 4200, 150, 100, 10],
        [4500, 4200, 150, 100, 10],
      ] as const),
      ...([{ existingControl: true, sameOwner: 'control' }, 'degraded dockerd|container - medium slow-layer'] as const),
    ],
    ['runc, on a busy node', [8500, 8300, 4400, 4250, 50], slowRunc, busy, 'degraded runc node high slow-layer'],
    [
      'runc, and others wait for their turn',
      [8300, 11_280, 8220, 4040, 10],
      slowRunc,
      {},
      'degraded runc node high slow-layer',
    ],
    ['runc, without a control', slowRunc, null, {}, 'degraded runc|container - medium slow-layer'],
    [
      'for this container, or it is what is called /bin/echo there',
      ...([[4500, 4400, 4300, 4200, 10], quick, {}, 'degraded container container medium slow-layer'] as const),
    ],
    [
      'the shim, for this container',
      ...([[4500, 4400, 4300, 60, 10], quick, {}, 'degraded shim|container container medium slow-layer'] as const),
    ],
    ['kubectl, once, and none below it', [4500, 120, 100, 50, 10], quick, {}, 'healthy - - medium -'],
    ['the same, without a control', [4500, 120, 100, 50, 10], null, {}, 'healthy - - medium -'],
    [
      'ctr, for all: containerd, or runc as a shim calls it',
      [6300, 6200, 6100, 40, 5],
      [6300, 6200, 6100, 40, 5],
      {},
      'degraded containerd|runc node medium slow-layer',
    ],
    [
      'the way to the node',
      [5300, 100, 80, 40, 5],
      [5300, 100, 80, 40, 5],
      {},
      'degraded client-path|api-server|kubelet|cri - medium slow-layer',
    ],
    ['kubectl, a little', [2300, 100, 80, 40, 5], [2300, 100, 80, 40, 5], {}, 'healthy - - high -'],
    ['kubectl, on a busy node', [4300, 100, 80, 40, 5], [4300, 100, 80, 40, 5], busy, 'healthy - - high -'],
    ['runc, on a node that waits for its disk', slowRunc, slowRunc, thrashing, 'healthy - - high -'],
    [
      'a slow node, where all is',
      [6000, 5000, 4500, 4000, 1500],
      [6000, 5000, 4500, 4000, 1500],
      {},
      'healthy - - high -',
    ],
    ['none', quick, quick, {}, 'healthy - - high -'],
  ])('%s', (_, target, control, situation, expected) =>
    expect(verdictOf(asked(target, control, situation))).toBe(expected),
  );

  it.each<[string, Column, string]>([
    ['kubectl', [hang, 8250, 8260, 4040, 10], 'degraded runc node medium slow-layer'],
    ['all clients', [hang, hang, hang, 4040, 10], 'degraded runc node medium slow-layer'],
    ['who waited longer than four turns', [{ hang: 20_000 }, 8250, 8260, 4040, 10], 'inconclusive'],
    ['who failed', [{ error: 'boom' }, 8250, 8260, 4040, 10], 'fault'],
  ])('%s was given up above it', (_, target, expected) =>
    expect(verdictOf(asked(target, slowRunc))).toMatch(new RegExp(`^${expected}`)),
  );

  it.each<[string, Column, Column, string]>([
    [
      'is it, where the control is quick: they waited for no more',
      ...([[hang, hang, 9000, 50, 10], quick, 'degraded shim|container container medium slow-layer'] as const),
    ],
    [
      'and is not slow enough for that, is no witness against those above alone',
      ...([[hang, hang, 2000, 50, 10], quick, 'fault dockerd|shim container medium -'] as const),
    ],
    [
      'and is as late for the control, tells nothing of the target',
      ...([[hang, hang, 2000, 50, 10], [300, 2100, 1900, 50, 10], 'fault dockerd container medium -'] as const),
    ],
  ])('what answers late below those that were given up %s', (_, target, control, expected) =>
    expect(verdictOf(asked(target, control))).toBe(expected),
  );

  it('is not known where kubectl alone was asked, and took very long', () => {
    const alone = (ms: number) => {
      const seen = asked([ms, 0, 0, 0, 0], null, { evidence: null });
      const skipped = { kind: 'skipped', reason: 'the debug pod did not start' } as const;
      return {
        ...seen,
        probes: seen.probes.map((one) => (one.name === 'kubectl' ? one : { ...one, outcome: skipped })),
      };
    };
    expect(diagnose(alone(8_700)).verdict).toMatchObject({
      ...{ status: 'degraded', layer: null, scope: null, cause: 'slow-layer' },
      summary: 'Exec into container nginx works, but one layer is slow.',
    });
    expect(diagnose(alone(4_000)).verdict.status).toBe('healthy');
  });

  it('is none where a path that cannot exist is answered at once: it is the program', () => {
    const seen = asked([4500, 4400, 4300, 4200, 10], quick, { passages: 'runc:ok*' });
    const { verdict, findings } = diagnose(seen);
    expect(told(verdict)).toBe('healthy - - medium -');
    expect(findings.map(({ summary }) => summary)).toEqual([expect.stringMatching(/it is the \/bin\/echo there/)]);
  });

  it('is none where what was given up hangs above quick ones', () =>
    expect(verdictOf(asked([hang, hang, hang, 40, 10], quick))).toMatch(/^fault shim/));

  it('is not the fault where the shim is stopped', () =>
    expect(verdictOf(asked([hang, hang, hang, 4040, 10], slowRunc, { processes: 'shim:T' }))).toMatch(/^fault shim/));

  it('is the fault where a runc that the shim has started is still at it', () => {
    const seen = asked([hang, hang, hang, 4040, 10], [hang, hang, hang, 4040, 10]);
    const started = processRecord({ role: 'runtime', of: 'target', name: 'runc', parent: 4211, start: 10_100 });
    const evidence = seen.evidence && { ...seen.evidence, processes: [started] };
    expect(verdictOf({ ...seen, evidence })).toBe('degraded runc node medium slow-layer');
    const none = evidence && { ...evidence, facts: { ...evidence.facts, 'target.noneEntered': 'yes' } };
    expect(verdictOf({ ...seen, evidence: none })).toBe('degraded runc node medium slow-layer');
  });

  it('is the verdict, too, where what was asked with a terminal was given up', () => {
    const seen = asked(slowRunc, slowRunc);
    const [kubectl] = columnOf(seen.probes, 'target');
    const terminals = kubectl ? [{ ...kubectl, outcome: outcomeOf(hang) }] : [];
    expect(verdictOf({ ...seen, terminals })).toBe('degraded runc node high slow-layer');
    const fast = asked(quick, quick);
    expect(verdictOf({ ...fast, terminals })).toMatch(/^(fault|inconclusive)/);
  });

  it('says what to do, and does not call it hung', () => {
    const { verdict } = diagnose(asked([hang, 8250, 8260, 4040, 10], slowRunc));
    expect(verdict.summary).toBe('Exec into container nginx works, but one layer is slow: runc.');
    expect(verdict.nextSteps).not.toEqual([]);
    expect(verdict.avoid.map(avoidanceSentence).join()).not.toContain('hangs');
    expect(verdict.because[1]).toMatch(/^kubectl had no answer .* waits there for its turn/);
    expect(limits.execsInShim).toBe(4);
  });
});

describe('a limit that is reached', () => {
  const uid = '5096ac2b-fdba-4dce-ae2f-3c69ceb48b92';
  const pids = (used: number, at = `/${'c'.repeat(64)}`): Situation => ({
    evidence: { limits: [{ r: 'limit', subject: 'target', what: 'pids', at, used, max: 10, hits: 3 }] },
  });
  const noFork =
    'OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer: unknown';
  it.each<[string, Column, Situation, string]>([
    ['of processes', quick, pids(10), 'degraded container container high pids-exhausted'],
    ['of processes, and one is left', quick, pids(9), 'degraded container container high pids-exhausted'],
    ['of processes, hardly', quick, pids(8), 'healthy - - high -'],
    [
      'of processes, and some get through',
      [{ error: noFork }, 120, 100, 50, 10],
      pids(10),
      'degraded container container medium pids-exhausted',
    ],
    [
      'of processes, and nobody does',
      [
        { error: noFork, exitCode: 1 },
        { error: noFork },
        { error: noFork, exitCode: 2 },
        { error: noFork, exitCode: 255 },
        10,
      ],
      pids(10),
      'fault container container medium pids-exhausted',
    ],
    ['of processes, of its pod', quick, pids(10, `/kubepods/pod${uid}`), 'degraded container pod high pids-exhausted'],
    ['of processes, of all pods', quick, pids(10, '/kubepods'), 'degraded container node high pods-at-limit'],
    [
      'of processes, of a class of pods',
      quick,
      pids(10, '/kubepods.slice/kubepods-burstable.slice'),
      'degraded container several-containers high pods-at-limit',
    ],
    [
      'of terminals of the node',
      quick,
      facts({ 'node.pty/nr': '9', 'node.pty/max': '9' }),
      'degraded container node high pty-exhausted',
    ],
  ])('%s', (_, target, situation, expected) => expect(verdictOf(asked(target, quick, situation))).toBe(expected));

  it('says so of an exec with a terminal as well', () => {
    const seen = asked(quick, quick, pids(10));
    const [kubectl] = columnOf(seen.probes, 'target');
    const terminals = (text: string) => (kubectl ? [{ ...kubectl, outcome: outcomeOf({ error: text }) }] : []);
    expect(verdictOf({ ...seen, terminals: terminals(noFork) })).toMatch(/^degraded container .* pids-exhausted$/);
    expect(verdictOf({ ...seen, terminals: terminals('something else') })).not.toMatch(/^degraded/);
  });

  it('that is of all pods is no affair of this one', () => {
    const { verdict } = diagnose(asked(quick, quick, pids(10, '/kubepods')));
    expect(verdict.owner).toBe('node');
    expect(verdict.nextSteps.map(({ action }) => action)).not.toContain('delete-pod');
  });

  it('needs no way in, for exec works', () => {
    const { verdict } = diagnose(asked(quick, quick, pids(10)));
    expect(verdict).toMatchObject({ wayIn: null, noWayIn: null, owner: 'application' });
    expect(verdict.nextSteps).not.toEqual([]);
  });
});

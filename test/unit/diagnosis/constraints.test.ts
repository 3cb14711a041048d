import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Constraint, type Reading, type Suspects, settle } from '../../../src/diagnosis/constraints/constraint.ts';
import { constraints } from '../../../src/diagnosis/constraints/index.ts';
import { locate } from '../../../src/diagnosis/locate.ts';
import type { FaultBoundary } from '../../../src/evidence/fault-boundary.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observation } from './observe.ts';
import { observationOf, recordedFaults } from './recorded-observation.ts';

const seen = observation('docker', {});
const kubectl = { name: 'kubectl', subject: 'target', command: [], flaky: false } as const;
const boundary: FaultBoundary = {
  failing: { ...kubectl, outcome: { kind: 'hang', durationMs: 1 } },
  working: null,
  suspects: ['kubelet', 'cri', 'containerd', 'shim'],
};
const start: Suspects = {
  ...{ layers: boundary.suspects, scope: null, because: ['start'] },
  ...{ confirmed: false, witnessed: false, doubts: [] },
};

const constant = (id: string, reading: Partial<Reading>, after: readonly string[] = []): Constraint => ({
  id,
  after,
  read: () => ({ weight: 'evidence', because: id, ...reading }),
});

const settled = (...table: Constraint[]) => settle(table, seen, boundary, start);

describe('readings are combined', () => {
  it.each<readonly [string, readonly Constraint[], Partial<Suspects>]>([
    [
      'each takes away what it does not leave',
      [constant('a', { leaves: ['cri', 'containerd'] }), constant('b', { leaves: ['containerd', 'shim'] })],
      { layers: ['containerd'], doubts: [] },
    ],
    [
      'what contradicts something heavier parts nothing, and is a doubt',
      [constant('a', { leaves: ['cri'], weight: 'hint' }), constant('b', { leaves: ['shim'] })],
      { layers: ['shim'], doubts: ['a'] },
    ],
    [
      'a proof beats what a layer says',
      [constant('a', { leaves: ['cri'] }), constant('b', { leaves: ['shim'], weight: 'proof' })],
      { layers: ['shim'], doubts: ['a'], confirmed: true, witnessed: true },
    ],
    [
      'two of one weight that contradict each other part nothing',
      [constant('a', { leaves: ['cri'] }), constant('b', { leaves: ['shim'] })],
      { layers: boundary.suspects, doubts: expect.arrayContaining(['a', 'b']) },
    ],
    [
      'a doubt parts, and makes the verdict less certain',
      [constant('a', { leaves: ['cri'], weight: 'doubt' })],
      { layers: ['cri'], doubts: ['a'] },
    ],
    [
      'who is hit is as the heaviest says',
      [constant('a', { scope: 'node', weight: 'hint' }), constant('b', { scope: 'container' })],
      { scope: 'container' },
    ],
    [
      'who is hit is not as one says that accuses others',
      [constant('a', { leaves: ['cri'], scope: 'node', weight: 'hint' }), constant('b', { leaves: ['shim'] })],
      { layers: ['shim'], scope: null },
    ],
    [
      'who is hit is open where two of one weight differ',
      [constant('a', { scope: 'node' }), constant('b', { scope: 'container' })],
      { scope: null },
    ],
    [
      'who is hit is as the one says that refines another, though it be lighter',
      [constant('a', { scope: 'container' }), constant('b', { scope: 'pod', weight: 'hint' }, ['a'])],
      { scope: 'pod' },
    ],
  ])('%s', (_, table, expected) => {
    expect(settled(...table)).toMatchObject(expected);
    expect(settled(...table.toReversed())).toMatchObject(expected);
  });

  it('sees what those leave that it is after, and nobody else', () => {
    const given: Suspects[] = [];
    const looks: Constraint = {
      id: 'c',
      after: ['b'],
      read: (_seen, _at, left) => {
        given.push(left);
        return null;
      },
    };
    settled(looks, constant('a', { leaves: ['cri'] }), constant('b', { leaves: ['cri', 'shim'] }));
    expect(given.map(({ layers }) => layers)).toEqual([['cri', 'shim']]);
  });

  it('refuses one that is after itself, or after none', () => {
    expect(() => settled(constant('a', {}, ['b']), constant('b', {}, ['a']))).toThrow(
      'the constraint a is after itself',
    );
    expect(() => settled(constant('a', {}, ['b']))).toThrow('the constraint a is after b, which is none');
  });
});

describe('the table', () => {
  const recorded = recordedFaults(recordedModes).map((fault) => ({
    ...fault,
    seen: observationOf(fault.recording),
  }));
  const told = (table: readonly Constraint[]) =>
    recorded.map(({ seen: one }) => {
      const location = locate(one, table);
      return location && { ...location, because: location.because.toSorted() };
    });
  const asItIs = told(constraints);

  it('gives the same verdicts in whatever order', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray([...constraints], { minLength: constraints.length }), (table) => {
        expect(told(table)).toEqual(asItIs);
      }),
      { numRuns: 10 },
    ));

  it('has no constraint twice', () => expect(new Set(constraints.map(({ id }) => id)).size).toBe(constraints.length));
});

import { describe, expect, it } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import { readWarnings } from '../../../../src/target/context/warnings.ts';
import { observation } from '../../diagnosis/observe.ts';

const target = { ...observation('docker').target, namespace: 'shop' };
const now = new Date('2026-03-01T03:12:45Z');
const ofPod = { kind: 'Pod', name: target.pod, namespace: 'shop', uid: target.podUID };
const ofNode = { kind: 'Node', name: target.node.name, uid: target.node.name };
const event = { reason: 'Unhealthy', message: 'Liveness probe errored', count: 3, source: { component: 'kubelet' } };
const onPod = { involvedObject: ofPod, ...event };
const onNode = { involvedObject: ofNode, ...event };

/** A list for each namespace, whatever fields are asked for: who selects is looked at here. */
const read = (inShop: readonly object[], inDefault: readonly object[], metadata: object = {}) =>
  readWarnings(
    { get: async (path) => ({ metadata, items: path.includes('/namespaces/shop/') ? inShop : inDefault }) },
    target,
    now,
  );

/** Of the pod, in the three ways in which events tell their times. */
it.each<[string, object, [first: string | null, last: string | null]]>([
  [
    'counted',
    { firstTimestamp: '2026-03-01T03:09:10Z', lastTimestamp: '2026-03-01T03:12:40Z' },
    ['2026-03-01T03:09:10Z', '2026-03-01T03:12:40Z'],
  ],
  [
    'a series',
    { eventTime: '2026-03-01T03:09:10.5Z', series: { count: 3, lastObservedTime: '2026-03-01T03:12:40.5Z' } },
    ['2026-03-01T03:09:10.5Z', '2026-03-01T03:12:40.5Z'],
  ],
  ['without any', {}, [null, null]],
  ['at no time', { firstTimestamp: 'never', lastTimestamp: 'soon' }, [null, null]],
  [
    'in the future, which is now',
    { firstTimestamp: '2026-03-01T03:09:10Z', lastTimestamp: '9999-12-31T23:59:59Z' },
    ['2026-03-01T03:09:10Z', '2026-03-01T03:12:45.000Z'],
  ],
])('when a warning was seen: %s', async (_, times, [firstSeen, lastSeen]) =>
  expect((await read([{ ...onPod, ...times }], [])).warnings).toMatchObject([
    { about: 'pod', count: 3, firstSeen, lastSeen },
  ]),
);

describe('a warning', () => {
  it.each<[string, object, string]>([
    ['names the program that wrote it', {}, 'kubelet'],
    ['or that reported it', { source: {}, reportingComponent: 'node-controller' }, 'node-controller'],
    ['or none', { source: {} }, ''],
  ])('%s', async (_, more, from) =>
    expect((await read([{ ...onPod, ...more }], [])).warnings.map((warning) => warning.from)).toEqual([from]),
  );

  const about = async (...lists: Parameters<typeof read>) =>
    (await read(...lists)).warnings.map((warning) => warning.about);
  it('is of the pod, or of the node', async () => expect(await about([onPod], [onNode])).toEqual(['pod', 'node']));
  it.each<[string, object[], object[]]>([
    ["of the node in a tenant's namespace", [onNode], []],
    ['of another node', [], [{ ...onNode, involvedObject: { ...ofNode, name: 'other' } }]],
    ["of what has the node's name", [], [{ ...onNode, involvedObject: { ...ofNode, kind: 'Pod' } }]],
    ["of what has the pod's name", [{ ...onPod, involvedObject: { ...ofPod, uid: 'other' } }], []],
    ['that says of nothing what it is about', [event], [event]],
    [
      'of a state that lasts, which nobody need be told at each run',
      [],
      [{ ...onNode, reason: 'CgroupV1', message: 'cgroup v1 detected. cgroup v1 support is deprecated' }],
    ],
  ])('is none where it is %s', async (_, inShop, inDefault) => expect(await about(inShop, inDefault)).toEqual([]));
});

describe('a flood of warnings', () => {
  const flood = (one: object, count: number) =>
    Array.from({ length: count }, () => ({ ...one, lastTimestamp: '2027-01-01T00:00:00Z' }));
  const known = { ...onNode, lastTimestamp: '2026-03-01T03:00:00Z' };
  const count = async (...lists: Parameters<typeof read>) => {
    const { warnings, moreWarnings } = await read(...lists);
    const of = (about: string) => warnings.filter((warning) => warning.about === about).length;
    return [of('pod'), of('node'), moreWarnings];
  };
  it('of the pod leaves those of the node, and how many more there are is told', async () =>
    expect(await count(flood(onPod, 100), [known])).toEqual([limits.warnings, 1, 100 - limits.warnings]));
  it('of more than are read is told of, too', async () =>
    expect(await count([onPod], [], { continue: 'x' })).toEqual([1, 0, 2]));
  it('of an earlier hour is none', async () =>
    expect(await count([{ ...onPod, lastTimestamp: '2026-03-01T01:00:00Z' }], [])).toEqual([0, 0, 0]));
});

import { expect, it } from 'vitest';
import { readWarnings } from '../../../src/target/warnings.ts';
import { observation } from '../diagnosis/observe.ts';

const { target } = observation('docker');
const now = new Date('2026-03-01T03:12:45Z');
const event = { reason: 'Unhealthy', message: 'Liveness probe errored', count: 3 };

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
])('when a warning was seen: %s', async (_, times, [firstSeen, lastSeen]) => {
  const get = async (path: string) => ({ items: path.includes('/default/') ? [] : [{ ...event, ...times }] });
  const elsewhere = { ...target, namespace: 'shop' };
  expect(await readWarnings({ get }, elsewhere, now)).toMatchObject([{ about: 'pod', count: 3, firstSeen, lastSeen }]);
});

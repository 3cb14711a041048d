import { describe, expect, it } from 'vitest';
import { podEvents } from '../../../src/debug-pod/events.ts';

const serving = (answer: unknown) => {
  const asked: unknown[] = [];
  const get = async (path: string, query?: object) => {
    asked.push([path, query]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, events: () => podEvents({ get }, 'shop', 'u-1', new AbortController().signal) };
};

describe('the events of a pod', () => {
  it('are asked for by its UID', async () => {
    const { asked, events } = serving({ items: [] });
    await events();
    expect(asked).toEqual([['/api/v1/namespaces/shop/events', { fieldSelector: 'involvedObject.uid=u-1' }]]);
  });
  it('come oldest first; of series events the time is not known', async () => {
    const { events } = serving({
      items: [
        { reason: 'Late', message: 'c', lastTimestamp: '2026-01-01T00:00:09Z' },
        { reason: 'Early', message: 'b', lastTimestamp: '2026-01-01T00:00:01Z' },
        { reason: 'Series', lastTimestamp: null },
      ],
    });
    expect(await events()).toEqual([
      { reason: 'Series', message: '' },
      { reason: 'Early', message: 'b' },
      { reason: 'Late', message: 'c' },
    ]);
  });
  it.each<[string, unknown]>([
    ['they may not be read', new Error('forbidden')],
    ['the answer is none', 'hello'],
    ['the list is none', { items: 'x' }],
  ])('are none where %s', async (_, answer) => expect(await serving(answer).events()).toEqual([]));
});

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

const kubelets = { source: { component: 'kubelet', host: 'n1' }, involvedObject: { kind: 'Pod', uid: 'u-1' } };

describe('the events of a pod', () => {
  it('are asked for by its UID', async () => {
    const { asked, events } = serving({ items: [] });
    await events();
    expect(asked).toEqual([['/api/v1/namespaces/shop/events', { fieldSelector: 'involvedObject.uid=u-1' }]]);
  });
  it('come oldest first; of series events the time is not known', async () => {
    const { events } = serving({
      items: [
        { ...kubelets, reason: 'Late', message: 'c', lastTimestamp: '2026-01-01T00:00:09Z' },
        { ...kubelets, reason: 'Early', message: 'b', lastTimestamp: '2026-01-01T00:00:01Z' },
        { ...kubelets, reason: 'Series', lastTimestamp: null, count: 3 },
      ],
    });
    expect(await events()).toEqual([
      { reason: 'Series', message: '', count: 3 },
      { reason: 'Early', message: 'b', count: 1 },
      { reason: 'Late', message: 'c', count: 1 },
    ]);
  });
  it.each<[string, object, boolean]>([
    ['of its kubelet', {}, true],
    ['of its kubelet, told in the newer way', { source: {}, reportingComponent: 'kubelet' }, true],
    ['in both', { reportingComponent: 'kubelet' }, true],
    ['in one, and nothing in the other', { reportingComponent: '' }, true],
    ['of somebody else', { source: { component: 'kubectl' } }, false],
    ['of two', { reportingComponent: 'kubectl' }, false],
    ['of nobody', { source: undefined }, false],
    ['of nobody, in the newer way', { source: null, reportingComponent: '' }, false],
    ['of one that is called alike', { source: { component: 'kubelet-x' } }, false],
    ['about another pod', { involvedObject: { uid: 'u-2' } }, false],
    ['about nothing', { involvedObject: undefined }, false],
  ])('%s', async (_, different, counts) => {
    const { events } = serving({ items: [{ ...kubelets, reason: 'Failed', message: 'x', ...different }] });
    expect(await events()).toEqual(counts ? [{ reason: 'Failed', message: 'x', count: 1 }] : []);
  });
  it.each<[string, unknown]>([
    ['they may not be read', new Error('forbidden')],
    ['the answer is none', 'hello'],
    ['the list is none', { items: 'x' }],
  ])('are none where %s', async (_, answer) => expect(await serving(answer).events()).toEqual([]));
});

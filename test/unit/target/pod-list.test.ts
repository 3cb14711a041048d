import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { limits } from '../../../src/limits.ts';
import { readPodList } from '../../../src/target/pod-list.ts';
import { pod } from './objects.ts';

/** So many pods, in pages as the API server makes them; what was asked. */
function cluster(count: number) {
  const asked: object[] = [];
  const get: Cluster['get'] = async (path, query = {}) => {
    asked.push({ path, ...query });
    const [from, limit] = [Number(query.continue ?? 0), Number(query.limit)];
    const names = Array.from({ length: Math.max(0, Math.min(limit, count - from)) }, (_, index) => `p${from + index}`);
    return {
      items: names.map((name) => pod({ name })),
      metadata: { continue: count > from + limit ? `${from + limit}` : '' },
    };
  };
  return { get, asked };
}
const read = (from: ReturnType<typeof cluster>, namespace: string | null = null) =>
  readPodList(from, namespace, { labelSelector: 'app=web' }, (one) => one.text('metadata', 'name'));

describe('the pods of a list', () => {
  it('are read page by page', async () => {
    const api = cluster(2 * limits.podsOfAPage + 1);
    expect(await read(api, 'shop')).toEqual(
      Array.from({ length: 2 * limits.podsOfAPage + 1 }, (_, index) => `p${index}`),
    );
    const first = { path: '/api/v1/namespaces/shop/pods', labelSelector: 'app=web', limit: '40' };
    expect(api.asked).toEqual([first, { ...first, continue: '40' }, { ...first, continue: '80' }]);
  });

  it('fit into an answer, however large a tenant makes them', () =>
    expect(limits.podsOfAPage * 1.5 * 1_048_576).toBeLessThan(limits.answerBytes));

  it('have an end', async () => {
    const api = cluster(Number.POSITIVE_INFINITY);
    await expect(read(api)).rejects.toThrow('There are more than 40000 such pods.');
    expect(api.asked).toHaveLength(limits.podListPages);
  });
});

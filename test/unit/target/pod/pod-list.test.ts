import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../../src/cluster/cluster.ts';
import { ApiError } from '../../../../src/cluster/request/api-error.ts';
import { limits } from '../../../../src/limits.ts';
import { readPodList } from '../../../../src/target/pod/pod-list.ts';
import { pod } from '../objects.ts';

/** So many pods, in pages as the API server makes them, of which longer ones are too long; what was asked. */
function cluster(count: number, longest = Number.POSITIVE_INFINITY) {
  const asked: object[] = [];
  const get: Cluster['get'] = async (path, query = {}) => {
    asked.push({ path, ...query });
    const [from, limit] = [Number(query.continue ?? 0), Number(query.limit)];
    if (limit > longest) throw new ApiError('it is too long', 'GET', 'server', 0, 'too-long');
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
  const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

  it('are read page by page', async () => {
    const api = cluster(2 * limits.podsOfAPage + 1);
    expect(await read(api, 'shop')).toEqual(names(2 * limits.podsOfAPage + 1));
    const first = { path: '/api/v1/namespaces/shop/pods', labelSelector: 'app=web', limit: '500' };
    expect(api.asked).toEqual([first, { ...first, continue: '500' }, { ...first, continue: '1000' }]);
  });

  it('are read in smaller pages where somebody has made them large', async () => {
    const api = cluster(2 * limits.largePodsOfAPage, limits.largePodsOfAPage);
    expect(await read(api)).toEqual(names(2 * limits.largePodsOfAPage));
    const first = { path: '/api/v1/pods', labelSelector: 'app=web', limit: '40' };
    expect(api.asked).toEqual([{ ...first, limit: '500' }, first, { ...first, continue: '40' }]);
  });

  it('are not asked for for ever by a server whose answers are all too long', async () => {
    const api = cluster(1, 0);
    await expect(read(api)).rejects.toThrow('it is too long');
    expect(api.asked).toHaveLength(2);
  });

  it('fit into an answer, however large a tenant makes them', () =>
    expect(limits.largePodsOfAPage * 1.5 * 1_048_576).toBeLessThan(limits.answerBytes));

  it('have an end where none comes, as well', async () => {
    const get: Cluster['get'] = async () => ({ items: [], metadata: { continue: 'x' } });
    await expect(readPodList({ get }, null, {}, String)).rejects.toThrow('has not ended after 1000 pages');
  });

  it('have an end', async () => {
    const api = cluster(Number.POSITIVE_INFINITY);
    await expect(read(api)).rejects.toThrow('There are at least 40000 such pods.');
    expect(api.asked).toHaveLength(limits.podsOfASelection / limits.podsOfAPage);
  });
});

import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../../src/cluster/cluster.ts';
import { limits } from '../../../../src/limits.ts';
import { ApiObject } from '../../../../src/target/api-object.ts';
import { readNodePods } from '../../../../src/target/node/node-pods.ts';
import { parsePod } from '../../../../src/target/pod/pod.ts';
import { observation } from '../../diagnosis/observe.ts';
import { pod, refusal } from '../objects.ts';

const target = { ...observation('docker').target, namespace: 'shop' };
const named = (namespace: string, count: number) =>
  Array.from({ length: count }, (_, index) => pod({ namespace, name: `${namespace}-${index}` }));

/** Pages as the API server makes them; of a list that fails, from some page on, the error. */
function cluster(pods: readonly ReturnType<typeof pod>[], failing: Record<string, [from: number, error: Error]> = {}) {
  const asked: string[] = [];
  const get: Cluster['get'] = async (path, { limit = '', continue: next = '0', fieldSelector = '' } = {}) => {
    asked.push(`${path} ${next}`);
    const [from, error] = failing[path] ?? [Number.POSITIVE_INFINITY, new Error()];
    if (Number(next) >= from) throw error;
    expect(fieldSelector).toBe(`spec.nodeName=${target.node.name},status.phase=Running`);
    const namespace = /namespaces\/([^/]+)\//.exec(path)?.[1];
    const of = pods.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
    const end = Number(next) + Number(limit);
    return { items: of.slice(Number(next), end), metadata: end < of.length ? { continue: String(end) } : {} };
  };
  return { get, asked };
}

const everywhere = '/api/v1/pods';
const shop = '/api/v1/namespaces/shop/pods';
const count = async (...given: Parameters<typeof cluster>) => {
  const { pods, notices } = await readNodePods(cluster(...given), target);
  const ofEach = Map.groupBy(pods, ({ namespace }) => namespace);
  return [Object.fromEntries([...ofEach].map(([namespace, of]) => [namespace, of.length])), ...notices];
};
const system = named('kube-system', 2);
const own = named('shop', 3);
const most = limits.podsOfANode;

describe('the pods on a node', () => {
  it('are all read, page by page, each once', async () =>
    expect(await count([...named('aaa', 505), ...system, ...own])).toEqual([{ 'kube-system': 2, shop: 3, aaa: 505 }]));
  it("in whatever number a tenant makes them: the cluster's and the target's are there, and what was not read is told", async () =>
    expect(await count([...named('aaa', most + 1), ...system, ...own])).toEqual([
      { 'kube-system': 2, shop: 3, aaa: most },
      `Of the pods of all namespaces that run on node ${target.node.name} no more than ${most} were read: there are more than are requested.`,
    ]));
  it('are asked for no more often than that', async () => {
    const { get, asked } = cluster(named('aaa', 10 * most));
    await readNodePods({ get }, target);
    expect(asked).toHaveLength(limits.podsOfANode / limits.podsOfAPage + 2);
  });
  it('are as many as came, where a page does not', async () =>
    expect(
      await count([...named('aaa', 600), ...system, ...own], { [everywhere]: [1, refusal(410, 'expired')] }),
    ).toEqual([
      { 'kube-system': 2, shop: 3, aaa: limits.podsOfAPage },
      `Of the pods of all namespaces that run on node ${target.node.name} no more than ${limits.podsOfAPage} were read: expired.`,
    ]));
  it('of others are not missed by who may not read them', async () =>
    expect(await count([...named('aaa', 3), ...system, ...own], { [everywhere]: [0, refusal(403)] })).toEqual([
      { 'kube-system': 2, shop: 3 },
    ]));

  const starting = parsePod(new ApiObject(pod({ namespace: 'shop', name: 'starting', phase: 'Pending' })));
  it.each<[string, Parameters<typeof cluster>[1], boolean]>([
    ['have the own one, which still starts', {}, true],
    [
      'do not, where the others of its namespace are not known',
      { [everywhere]: [0, refusal(500)], [shop]: [0, refusal(500)] },
      false,
    ],
  ])('%s', async (_, failing, isThere) => {
    const { pods } = await readNodePods(cluster([...system, ...own], failing), target, starting);
    expect(pods.some(({ name }) => name === 'starting')).toBe(isThere);
  });
});

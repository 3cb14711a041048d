import { describe, expect, it } from 'vitest';
import { othersOnNode } from '../../../../src/target/on-node/others-on-node.ts';
import type { NodeContainer } from '../../../../src/target/on-node/read-containers.ts';
import { targetOnNode } from '../../../../src/target/on-node/target-on-node.ts';

const container = (id: string, namespace: string, pod: string, more: Partial<NodeContainer> = {}): NodeContainer => ({
  ...{ id, runtime: 'containerd', name: '', image: '' },
  kubernetes: { namespace, pod, podUID: `uid-${pod}`, container: 'c', sandbox: false },
  ...more,
});
const sandbox = (id: string, namespace: string, pod: string): NodeContainer => ({
  ...container(id, namespace, pod),
  kubernetes: { namespace, pod, podUID: `uid-${pod}`, container: '', sandbox: true },
});

/** One tenant has the lowest ids, and most of them. */
const onNode: readonly NodeContainer[] = [
  ...Array.from({ length: 30 }, (_, n) => container(`0${n}`, 'tenant', `t${n}`)),
  sandbox('0-pause', 'tenant', 't0'),
  container('5', 'shop', 'web'),
  container('6', 'shop', 'web'),
  container('7', 'shop', 'db'),
  container('8', 'kube-system', 'proxy'),
  container('9', 'docker', 'd', { runtime: 'docker' }),
  container('a', '', '', { kubernetes: null }),
];
const machine = { hostname: 'node1', kernelVersion: '6.1', architecture: 'x64' };
const of = (id: string) => {
  const [own] = onNode.filter((one) => one.id === id);
  if (!own) throw new Error(`no container ${id}`);
  return othersOnNode(onNode, targetOnNode(own, machine));
};

describe('without the API server', () => {
  it("the cluster's own is asked first, then one of each other namespace, the target's last", () =>
    expect(of('00').secondOpinionIDs).toEqual(['8', '5', '01', '7', '02']));
  it('never another container of its pod, nor one of another runtime, nor a sandbox', () =>
    expect(of('5').secondOpinionIDs).toEqual(['8', '00', '7', '01', '02']));
  it('of its owner is what is in its namespace, sandboxes too', () => {
    expect(of('00').sameOwner).toContain('029');
    expect(of('00').sameOwner).toContain('0-pause');
    expect(of('00').sameOwner).not.toContain('5');
  });
  it('nobody owns all of kube-system', () => expect(of('8').sameOwner).toEqual(new Set()));
  it('of a container that is of no pod nobody knows', () =>
    expect(of('a')).toEqual({ secondOpinionIDs: [], sameOwner: null }));
});

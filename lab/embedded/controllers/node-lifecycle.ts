import { type ApiObject, timestamp } from '../api/objects.ts';
import { leases, nodes } from '../api/resources.ts';
import type { Store } from '../api/store.ts';
import { fields, list, text } from '../json.ts';
import { withTimes } from '../kubelet/node-status.ts';

const checkEveryMs = 2000;
const gracePeriodMs = 40_000;

/** Marks a node whose kubelet has not renewed its lease for 40 s, as kube-controller-manager does. */
export function startNodeLifecycle(store: Store): void {
  setInterval(() => {
    for (const node of store.list(nodes)) {
      const renewTime = text(fields(store.get(leases, 'kube-node-lease', node.metadata.name)?.spec).renewTime);
      if (renewTime === undefined) continue;
      const isStale = Date.now() - Date.parse(renewTime) > gracePeriodMs;
      if (isStale !== isMarked(node)) store.update(nodes, isStale ? marked(node) : unmarked(node));
    }
  }, checkEveryMs);
}

const taintKey = 'node.kubernetes.io/unreachable';

function isMarked(node: ApiObject): boolean {
  return list(fields(node.spec).taints).some((one) => fields(one).key === taintKey);
}

function marked(node: ApiObject): ApiObject {
  const status = fields(node.status);
  const unknown = list(status.conditions).map((one) => ({
    type: text(fields(one).type) ?? '',
    status: 'Unknown' as const,
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  }));
  const taints = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: taintKey, effect, timeAdded: timestamp() }));
  return {
    ...node,
    spec: { ...fields(node.spec), taints },
    status: { ...status, conditions: withTimes(unknown, status) },
  };
}

/** The conditions come back with the kubelet's next heartbeat. */
function unmarked(node: ApiObject): ApiObject {
  const { taints: _, ...spec } = fields(node.spec);
  return { ...node, spec };
}

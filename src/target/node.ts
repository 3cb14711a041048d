import type { NodeFacts } from '../model/target.ts';
import type { ApiObject } from './api-object.ts';

/** A node as the API server knows it. */
export interface Node {
  readonly facts: Omit<NodeFacts, 'lease'>;
  readonly labels: ReadonlyMap<string, string>;
  /** Names of images that are on it: the largest, as many as its kubelet tells. */
  readonly images: readonly string[];
}

/** Parses a node; for one that could not be read all but its name is empty. */
export function parseNode(name: string, node: ApiObject): Node {
  const ready = node.list('status', 'conditions').find((condition) => condition.text('type') === 'Ready');
  const fact = (key: string) => node.text('status', 'nodeInfo', key);
  return {
    facts: {
      name,
      ready: ready
        ? {
            status: ready.text('status'),
            reason: ready.text('reason'),
            message: ready.text('message'),
            lastTransitionTime: ready.text('lastTransitionTime') || null,
          }
        : null,
      kubeletVersion: fact('kubeletVersion'),
      runtimeVersion: fact('containerRuntimeVersion'),
      osImage: fact('osImage'),
      kernelVersion: fact('kernelVersion'),
      operatingSystem: fact('operatingSystem'),
      architecture: fact('architecture'),
      address: addressOf(node),
    },
    labels: new Map(node.textEntries('metadata', 'labels')),
    images: node.list('status', 'images').flatMap((image) => image.texts('names')),
  };
}

/** The node's heartbeat; null where there is none. `now` is this machine's clock. */
export function parseLease(lease: ApiObject, now: Date): NodeFacts['lease'] {
  const renewTime = lease.text('spec', 'renewTime');
  const renewed = Date.parse(renewTime);
  if (Number.isNaN(renewed)) return null;
  return { renewTime, ageSeconds: Math.max(0, Math.round((now.getTime() - renewed) / 1_000)) };
}

const addressOf = (node: ApiObject): string => {
  const addresses = node.list('status', 'addresses');
  const types = ['InternalIP', 'ExternalIP', 'Hostname'];
  const known = types.flatMap((type) => addresses.filter((address) => address.text('type') === type));
  return known[0]?.text('address') ?? '';
};

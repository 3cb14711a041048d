import { grammarOf } from '../../model/name-grammar.ts';
import { Problem } from '../../model/problem.ts';

/** What a target's TYPE may be, in kubectl's spellings, and where the API server keeps it. */
export const targetTypes = [
  { type: 'pod', names: ['pod', 'pods', 'po'], group: '', api: 'api/v1', resource: 'pods' },
  {
    type: 'deployment',
    names: ['deployment', 'deployments', 'deploy'],
    group: 'apps',
    api: 'apis/apps/v1',
    resource: 'deployments',
  },
  {
    type: 'statefulset',
    names: ['statefulset', 'statefulsets', 'sts'],
    group: 'apps',
    api: 'apis/apps/v1',
    resource: 'statefulsets',
  },
  {
    type: 'daemonset',
    names: ['daemonset', 'daemonsets', 'ds'],
    group: 'apps',
    api: 'apis/apps/v1',
    resource: 'daemonsets',
  },
  {
    type: 'replicaset',
    names: ['replicaset', 'replicasets', 'rs'],
    group: 'apps',
    api: 'apis/apps/v1',
    resource: 'replicasets',
  },
  { type: 'job', names: ['job', 'jobs'], group: 'batch', api: 'apis/batch/v1', resource: 'jobs' },
  { type: 'service', names: ['service', 'services', 'svc'], group: '', api: 'api/v1', resource: 'services' },
  {
    type: 'replicationcontroller',
    names: ['replicationcontroller', 'replicationcontrollers', 'rc'],
    group: '',
    api: 'api/v1',
    resource: 'replicationcontrollers',
  },
] as const;

export type TargetType = (typeof targetTypes)[number];

/** The row for `deploy`, `Deployments`, `deployment.apps` or `deployment.v1.apps`; null where there is none. */
export function findTargetType(text: string): TargetType | null {
  const [name, ...qualifiers] = text.toLowerCase().split('.');
  const row = targetTypes.find(({ names }) => names.some((known) => known === name));
  if (!row) return null;
  const version = row.api.split('/').at(-1);
  const known = [row.group, `${version}.${row.group}`];
  return qualifiers.length === 0 || (row.group !== '' && known.includes(qualifiers.join('.'))) ? row : null;
}

/** What the user named: a pod, or a workload or service that stands for its pods. */
export interface TargetArgument {
  readonly type: TargetType['type'];
  readonly name: string;
}

/** Reads `NAME` (a pod) or `TYPE/NAME`, as kubectl exec takes it. */
export function parseTargetArgument(text: string): TargetArgument {
  const parts = text.split('/');
  if (parts.length > 2 || parts.includes('')) {
    throw new Problem(`The target has to be NAME or TYPE/NAME, got ${JSON.stringify(text)}.`, {
      next: 'Write it as in pod/nginx1 or deploy/web.',
    });
  }
  const [typeText, name] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['pod', text];
  const row = findTargetType(typeText);
  if (!row) {
    throw new Problem(`The target's type ${JSON.stringify(typeText)} is not one that has pods.`, {
      next: `Known are: ${targetTypes.map(({ names }) => [...new Set([names[0], names.at(-1)])].join(' or ')).join(', ')}.`,
    });
  }
  if (!grammarOf('pod').test(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a ${row.type}.`);
  return { type: row.type, name };
}

/** Several containers, as the user named them. */
export interface Selection {
  readonly pods:
    | { readonly kind: 'named'; readonly arguments: readonly TargetArgument[] }
    /** `selector`: as the API server's `labelSelector` takes it. */
    | { readonly kind: 'labels'; readonly selector: string; readonly allNamespaces: boolean }
    /** `allNamespaces`: no namespace was named. */
    | { readonly kind: 'node'; readonly name: string; readonly allNamespaces: boolean };
  /** Of each pod. */
  readonly containers:
    | { readonly kind: 'default' }
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'all' };
}

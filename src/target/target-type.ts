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

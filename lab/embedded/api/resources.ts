/** What the API server serves: discovery, routing and the store are made of this table. */
export interface Resource {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  /** Field selectors beside metadata.name and metadata.namespace. */
  readonly selectable: readonly string[];
}

function resource(
  group: string,
  plural: string,
  kind: string,
  shortNames: readonly string[],
  more: { clusterScoped?: boolean; selectable?: readonly string[] } = {},
): Resource {
  return {
    group,
    plural,
    kind,
    namespaced: more.clusterScoped !== true,
    shortNames,
    selectable: more.selectable ?? [],
  };
}

export const pods = resource('', 'pods', 'Pod', ['po'], {
  selectable: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
});
export const nodes = resource('', 'nodes', 'Node', ['no'], { clusterScoped: true, selectable: ['spec.unschedulable'] });
export const namespaces = resource('', 'namespaces', 'Namespace', ['ns'], {
  clusterScoped: true,
  selectable: ['status.phase'],
});
export const events = resource('', 'events', 'Event', ['ev'], {
  selectable: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (name) => `involvedObject.${name}`,
    ),
    ...['reason', 'source', 'type'],
  ],
});
export const leases = resource('coordination.k8s.io', 'leases', 'Lease', []);

export const resources: readonly Resource[] = [
  pods,
  nodes,
  namespaces,
  events,
  leases,
  resource('', 'services', 'Service', ['svc']),
  resource('', 'serviceaccounts', 'ServiceAccount', ['sa']),
  resource('', 'configmaps', 'ConfigMap', ['cm']),
  resource('', 'secrets', 'Secret', []),
  resource('apps', 'deployments', 'Deployment', ['deploy']),
  resource('apps', 'replicasets', 'ReplicaSet', ['rs']),
  resource('apps', 'statefulsets', 'StatefulSet', ['sts']),
  resource('apps', 'daemonsets', 'DaemonSet', ['ds']),
  resource('batch', 'jobs', 'Job', []),
  // these are kept, and nobody is held to them
  resource('rbac.authorization.k8s.io', 'roles', 'Role', []),
  resource('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding', []),
  ...[
    ['rbac.authorization.k8s.io', 'clusterroles', 'ClusterRole'],
    ['rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding'],
    ['admissionregistration.k8s.io', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy'],
    ['admissionregistration.k8s.io', 'validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding'],
  ].map(([group = '', plural = '', kind = '']) => resource(group, plural, kind, [], { clusterScoped: true })),
];

/** `v1`, `apps/v1`: every group here has the one version. */
export function apiVersion(group: string): string {
  return group === '' ? 'v1' : `${group}/v1`;
}

import type { Fields } from '../json.ts';
import { apiVersion, pods, type Resource, resources } from './resources.ts';

export const version: Fields = {
  major: '1',
  minor: '20',
  gitVersion: 'v1.20.2+embedded',
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const groups = [...new Set(resources.map((one) => one.group))].filter((group) => group !== '');

/** The answer to a discovery path (`/api`, `/apis`, `/apis/apps/v1`, …); undefined where it is none. */
export function discovery(path: string): Fields | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis')
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groups, 'authorization.k8s.io'].map(groupOf) };
  const [, group = ''] = /^\/apis\/([^/]+)$/.exec(path) ?? [];
  if (groups.includes(group)) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
  if (path === '/apis/authorization.k8s.io/v1') return resourceList('authorization.k8s.io', [accessReview]);
  const served = ['', ...groups].find((one) => path === (one === '' ? '/api/v1' : `/apis/${one}/v1`));
  return served === undefined
    ? undefined
    : resourceList(served, resources.filter((one) => one.group === served).flatMap(entries));
}

const accessReview: Fields = {
  name: 'selfsubjectaccessreviews',
  singularName: '',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

function groupOf(name: string): Fields {
  const preferredVersion = { groupVersion: apiVersion(name), version: 'v1' };
  return { name, versions: [preferredVersion], preferredVersion };
}

function resourceList(group: string, served: Fields[]): Fields {
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion(group), resources: served };
}

function entries(resource: Resource): Fields[] {
  const { plural, kind, namespaced } = resource;
  const entry = { name: plural, singularName: '', namespaced, kind, verbs, shortNames: [...resource.shortNames] };
  if (resource !== pods) return [entry];
  const part = (name: string, partVerbs: string[]) => ({
    name: `pods/${name}`,
    singularName: '',
    namespaced,
    kind,
    verbs: partVerbs,
  });
  return [entry, part('exec', ['create', 'get']), part('log', ['get']), part('status', ['get', 'patch', 'update'])];
}

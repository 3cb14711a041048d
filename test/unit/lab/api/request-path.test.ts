import { expect, it } from 'vitest';
import { parseResourcePath } from '../../../../lab/embedded/api/request-path.ts';

const reads = (path: string, words: string) => () => {
  const found = parseResourcePath(path);
  expect(found && [found.resource.plural, found.namespace, found.name, found.subresource].join(' ')).toBe(words);
};
const unknown = (path: string) => () => expect(parseResourcePath(path)).toBeUndefined();

it('a collection', reads('/api/v1/namespaces/default/pods', 'pods default  '));
it('all namespaces', reads('/api/v1/pods', 'pods   '));
it('an object', reads('/api/v1/namespaces/default/pods/nginx1', 'pods default nginx1 '));
it('a part of it', reads('/api/v1/namespaces/default/pods/nginx1/log', 'pods default nginx1 log'));
it('a namespace', reads('/api/v1/namespaces/default', 'namespaces  default '));
it('a node', reads('/api/v1/nodes/127.0.0.1', 'nodes  127.0.0.1 '));
it('a group', reads('/apis/apps/v1/namespaces/x/deployments/web', 'deployments x web '));
it('an escaped name', reads('/api/v1/nodes/a%2Fb', 'nodes  a/b '));
it('no such kind', unknown('/api/v1/namespaces/default/unicorns'));
it('in the wrong group', unknown('/apis/apps/v1/namespaces/default/pods'));
it('no namespace where one is needed', unknown('/api/v1/pods/nginx1'));
it('a namespace where there is none', unknown('/api/v1/namespaces/default/nodes/n'));

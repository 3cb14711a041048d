import { expect, it } from 'vitest';
import { serverURL } from '../../../../src/cluster/kubeconfig/destination.ts';
import { anonymous, clusterAt } from '../../../../src/cluster/kubeconfig/kubeconfig.ts';

const read = (server: string) =>
  serverURL({ context: 'test', namespace: 'default', cluster: clusterAt(server), userName: '', user: anonymous }).href;
const becomes = (server: string, href: string) => [server, href] as const;

it.each([
  becomes('https://10.0.0.1:6443', 'https://10.0.0.1:6443/'),
  becomes('https://gateway/k8s/clusters/c-1/', 'https://gateway/k8s/clusters/c-1/'),
  becomes('http://127.0.0.1:8001', 'http://127.0.0.1:8001/'),
  becomes('https://[::1]:6443', 'https://[::1]:6443/'),
  becomes('10.0.0.1:6443', 'http://10.0.0.1:6443/'),
  becomes('localhost:8080', 'http://localhost:8080/'),
])('%s', (server, href) => expect(read(server)).toBe(href));

it.each(['ftp://api.test', 'https://', 'https://a b', ':'])('%s is no address', (server) =>
  expect(() => read(server)).toThrow(`"${server}" is not the address of an API server`),
);

it('a cluster without a server', () => expect(() => read('')).toThrow('The cluster of context "test" has no server.'));

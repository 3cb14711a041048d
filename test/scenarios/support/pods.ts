import { eventually, kubectl } from './the-lab.ts';

/** A pod of one container, in the namespace default. */
export const pod = (name: string, container: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { 'exec-doctor-scenarios': 'true' } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: 'lab/nginx:1', imagePullPolicy: 'IfNotPresent', ...container }],
    ...spec,
  },
});

export const create = (object: object) => kubectl(['create', '-f', '-'], JSON.stringify(object));

/** Writes the status of an object as the node's kubelet would. */
export async function setStatus(name: string, status: object): Promise<void> {
  const object: unknown = JSON.parse(await kubectl(['get', 'pod', name, '-o', 'json']));
  const path = `/api/v1/namespaces/default/pods/${name}/status`;
  await kubectl(['replace', '--raw', path, '-f', '-'], JSON.stringify(Object.assign({}, object, { status })));
}

/** Waits until a JSONPath of a pod has that value. */
export const until = (name: string, path: string, value: string) =>
  eventually(90_000, async () => {
    const now = await kubectl(['get', 'pod', name, '-o', `jsonpath={${path}}`]);
    return now === value ? [] : [`${name}: ${path} is ${JSON.stringify(now)}, not ${JSON.stringify(value)}`];
  });

export const removeAll = () =>
  kubectl([
    'delete',
    'pods',
    '-l',
    'exec-doctor-scenarios=true',
    '--wait=true',
    '--timeout=180s',
    '--ignore-not-found',
  ]);

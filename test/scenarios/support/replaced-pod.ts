import { create } from './pods.ts';
import { eventually, execFails, kubectl } from './the-lab.ts';

const labels = { 'exec-doctor-scenarios': 'replaced' };
const selector = 'exec-doctor-scenarios=replaced';

/** One pod at a time, of two containers; a fault takes the first, and its status sorts them by name. */
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'replaced', namespace: 'default' },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 2,
        containers: ['nginx', 'other'].map((name) => ({
          ...{ name, image: 'lab/nginx:1', imagePullPolicy: 'IfNotPresent' },
        })),
      },
    },
  },
};

/** With a pod that is made again when it is deleted; in the end none of it is left. */
export async function withDeployment<Result>(use: (pod: string) => Promise<Result>): Promise<Result> {
  try {
    await create(deployment);
    const failure = await execFails(() => replacement(''));
    if (failure) throw new Error(`the Deployment has no pod that works: ${failure}`);
    const pod = await replacement('');
    // exec works before the kubelet has told of the container
    await kubectl(['wait', '--for=condition=Ready', `pod/${pod}`, '--timeout=60s']);
    return await use(pod);
  } finally {
    await kubectl(['delete', 'deployment', 'replaced', '--ignore-not-found']);
    // kubectl's own wait ends with its --request-timeout
    await kubectl(['delete', 'pods', '-l', selector, '--wait=false', '--ignore-not-found']);
    await eventually(120_000, async () =>
      (await kubectl(['get', 'pods', '-l', selector, '-o', 'name'])).split(/\n+/).filter(Boolean),
    );
  }
}

/** Its pod that is neither on its way out nor the one of that name; empty while there is none. */
export async function replacement(of: string): Promise<string> {
  const line = '{range .items[*]}{.metadata.name} {.metadata.deletionTimestamp}{"\\n"}{end}';
  const lines = (await kubectl(['get', 'pods', '-l', selector, '-o', `jsonpath=${line}`])).split('\n');
  return lines.map((each) => each.split(' ')).find(([name, deleted]) => name && name !== of && !deleted)?.[0] ?? '';
}

import { expect, it } from 'vitest';
import { newPod } from '../../../../lab/embedded/api/new-pod.ts';
import { parseResourcePath } from '../../../../lab/embedded/api/request-path.ts';
import { pods } from '../../../../lab/embedded/api/resources.ts';
import { Store } from '../../../../lab/embedded/api/store.ts';
import { watch } from '../../../../lab/embedded/api/watch.ts';
import { startServer } from '../../cluster/test-server.ts';

const create = (store: Store, name: string) =>
  store.create(
    pods,
    store.newObject(pods, 'default', newPod({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } })),
  );

it('a change that comes when the time of a watch is over is not written after its end', async () => {
  const store = new Store();
  const errors: unknown[] = [];
  await using server = await startServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const path = parseResourcePath(url.pathname);
    if (!path) throw new Error('no resource');
    response.on('error', (error) => errors.push(error));
    // it has ended, and not yet closed
    response.on('prefinish', () => create(store, 'late'));
    watch(store, path, url.searchParams, (object) => object, response);
    create(store, 'early');
  });
  const answer = await fetch(`${server.url}/api/v1/pods?watch=true&timeoutSeconds=0.05`);
  const names = (await answer.text()).match(/"name":"(early|late)"/g);
  expect([names, errors, store.list(pods).length]).toEqual([['"name":"early"'], [], 2]);
});

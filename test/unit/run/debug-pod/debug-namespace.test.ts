import { expect, it } from 'vitest';
import { ownNamespaceFor, placed } from '../../../../src/run/debug-pod/debug-namespace.ts';
import { nothingKnown, planRun } from '../../../../src/run/plan.ts';
import { invocation, resolved } from '../runs.ts';

const own = { name: 'exec-doctor', image: 'tools@sha256:1' };

it.each([
  ['nothing was set up', 'nginx1', null, ['default', null, false]],
  ['it was', 'nginx1', own, ['exec-doctor', 'tools@sha256:1', true]],
  ['it was, without an image', 'nginx1', { ...own, image: null }, ['exec-doctor', null, true]],
  ['the user names an image', 'nginx1 --image=mine', own, ['exec-doctor', 'mine', true]],
  ['the user names another namespace', 'nginx1 --debug-namespace=tools', null, ['tools', null, false]],
  [
    'the user names one that was set up',
    'nginx1 --debug-namespace=tools',
    { ...own, name: 'tools' },
    ['tools', 'tools@sha256:1', true],
  ],
])('where debug pods live: %s', (_, line, found, [namespace, image, ownNamespace]) => {
  const asked = placed(invocation(line), found);
  const plan = planRun(resolved(), asked, nothingKnown, { echoWord: 'w', runId: 'r', folderWord: 'f', pathWord: 'p' });
  expect({ namespace: plan.namespace, ownNamespace: plan.ownNamespace }).toEqual({ namespace, ownNamespace });
  expect(asked.image).toBe(image);
  // a secret is known in its own namespace only
  expect(plan.imagePullSecrets).toEqual(namespace === 'default' ? ['pull'] : []);
});

it.each([
  // nothing is set up there: rights are not asked for
  ['nginx1', ['/api/v1/namespaces/exec-doctor', '0 reviews']],
  ['nginx1 --dry-run', ['/api/v1/namespaces/exec-doctor', '0 reviews']],
  // the user has decided: only what it is is asked
  ['nginx1 --debug-namespace=tools', ['/api/v1/namespaces/tools', '0 reviews']],
  // where there is no debug pod, nobody is asked
  ['nginx1 --transport=ssh', ['0 reviews']],
  ['nginx1 --print-script', ['0 reviews']],
])('%s asks for %j', async (line, expected) => {
  const asked: string[] = [];
  let reviews = 0;
  await ownNamespaceFor(
    {
      async get(path) {
        if (!path.includes('/clusterroles/')) asked.push(path);
        return {};
      },
      async create() {
        reviews++;
        return { status: { allowed: true } };
      },
    },
    invocation(line),
  );
  expect([...asked, `${reviews} reviews`]).toEqual(expected);
});

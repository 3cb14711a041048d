import { expect, it } from 'vitest';
import { Problem } from '../../../../src/model/problem.ts';
import {
  firstAllowed,
  ownNamespaceFor,
  surveyNamespaces,
  withDebugNamespace,
} from '../../../../src/run/debug-pod/debug-namespace.ts';
import { nothingKnown, planRun } from '../../../../src/run/plan.ts';
import { invocation, resolved, target } from '../runs.ts';

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
  const asked = withDebugNamespace(invocation(line), found);
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

const nodeWith = (...namespaces: readonly [string, ...string[]]) => {
  const [first, ...others] = namespaces.map((namespace) => resolved({ target: { ...target, namespace } }));
  if (!first) throw new Error('no namespace');
  return { name: 'node', containers: [first, ...others] as const };
};

it.each([
  ['one owner: beside it, as for one container', nodeWith('shop', 'shop'), null, ['shop']],
  ['several: never first with one of them', nodeWith('aaa', 'shop'), null, ['kube-system', 'mine', 'aaa']],
  ['several, the user among them', nodeWith('aaa', 'mine'), null, ['kube-system', 'mine', 'aaa']],
  ["the cluster's own among them", nodeWith('kube-system', 'shop'), null, ['kube-system', 'mine']],
  ['one that is set up, or named', nodeWith('aaa', 'shop'), 'exec-doctor', ['exec-doctor']],
])('the debug pod of a survey lives where: %s', (_, node, debugNamespace, places) =>
  expect(surveyNamespaces(node, { debugNamespace, contextNamespace: 'mine' })).toEqual(places),
);

it.each([
  [[], 'kube-system'],
  [['kube-system'], 'mine'],
  [['kube-system', 'mine'], 'aaa'],
])('where it is refused in %j it goes to %s', async (refusing, place) =>
  expect(await firstAllowed(['kube-system', 'mine', 'aaa'], refusedIn(refusing))).toEqual({ place, checked: place }),
);
it('refused everywhere it is told why it was in the last', () =>
  expect(firstAllowed(['kube-system', 'mine'], refusedIn(['kube-system', 'mine']))).rejects.toThrow('not in mine'));
it('a bug is not taken for a refusal', () =>
  expect(firstAllowed(['kube-system', 'mine'], () => Promise.reject(new Error('bug')))).rejects.toThrow('bug'));

const refusedIn = (places: readonly string[]) => async (place: string) => {
  if (places.includes(place)) throw new Problem(`not in ${place}`);
  return place;
};

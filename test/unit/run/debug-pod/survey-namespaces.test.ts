import { expect, it } from 'vitest';
import { Problem } from '../../../../src/model/problem.ts';
import { firstAllowed, surveyNamespaces } from '../../../../src/run/debug-pod/debug-namespace.ts';
import { resolved, target } from '../runs.ts';

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

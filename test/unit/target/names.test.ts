import { expect, it } from 'vitest';
import { parseDebugPod } from '../../../src/debug-pod/leftover.ts';
import { Problem } from '../../../src/model/problem.ts';
import { ApiObject } from '../../../src/target/api-object.ts';
import { readNodePods } from '../../../src/target/node/node-pods.ts';
import { parsePod } from '../../../src/target/pod/pod.ts';
import { readPod } from '../../../src/target/pod/read-pod.ts';
import { rereadTarget } from '../../../src/target/reread-target.ts';
import { target } from '../run/runs.ts';
import { clusterOf, type PodLike, pod } from './objects.ts';

/** Words that commands must not be made of: options, more commands, other paths, other lines. */
const words = ['--kubeconfig=/tmp/x', '-oProxyCommand=id', 'x;id', 'x$(id)', '../x', 'x y', 'x\ny', "x'y", 'x`id`'];

const answers: readonly [string, (word: string) => object][] = [
  ['namespace', (namespace) => pod({ namespace })],
  ['name', (name) => pod({ name })],
  ['uid', (uid) => ({ ...pod(), metadata: { ...pod().metadata, uid } })],
  ['node', (nodeName) => pod({ nodeName })],
  ...(['containers', 'init', 'ephemeral'] as const).map((kind): [string, (word: string) => object] => [
    `name among the ${kind}`,
    (name) => pod({ [kind]: [{ name }] } satisfies PodLike),
  ]),
];
const rows = answers.flatMap(([what, answer]) => words.map((word) => [what, word, answer(word)] as const));

it.each(rows)("a pod's %s that is %j is refused", (_, __, answer) =>
  expect(() => parsePod(new ApiObject(answer))).toThrow(Problem),
);

it.each(rows.filter(([what]) => ['namespace', 'name', 'uid'].includes(what)))(
  "a debug pod's %s that is %j is refused",
  (_, __, answer) => expect(() => parseDebugPod(new ApiObject(answer), new Date(0))).toThrow(Problem),
);

it('says what the answer has, in one line', () => {
  let told = '';
  try {
    parsePod(new ApiObject(pod({ name: '--x\nFix:' })));
  } catch (error) {
    told = error instanceof Problem ? error.text : '';
  }
  expect(told).toMatch(
    /^The API server's answer has "--x\\nFix:" for metadata\.name, which Kubernetes would not take\./,
  );
});

it('one without a node is on none yet', () =>
  expect(parsePod(new ApiObject({ ...pod(), spec: {} })).nodeName).toBe(''));

it('what never fails does without it', async () => {
  const bad = pod({ name: '--x' });
  const cluster = { get: async () => ({ ...bad, items: [bad] }) };
  expect((await readNodePods(cluster, target)).pods).toEqual([]);
  const read = rereadTarget(cluster, target, 0, () => new Date(0), new AbortController().signal);
  expect((await read).sameContainer).toBeNull();
});

it('a selector to be pasted is one word', async () => {
  const selector = { app: "x'; id #" };
  const cluster = clusterOf({
    '/apis/apps/v1/namespaces/shop/deployments/web': { spec: { selector: { matchLabels: selector } } },
    "/api/v1/namespaces/shop/pods?labelSelector=app=x'; id #": { items: [pod({ phase: 'Pending' })] },
  });
  await expect(readPod(cluster, { type: 'deployment', name: 'web' }, 'shop')).rejects.toMatchObject({
    more: { next: String.raw`See why: kubectl describe pods -n shop -l 'app=x'\''; id #'` },
  });
});

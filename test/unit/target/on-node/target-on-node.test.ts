import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../src/model/problem.ts';
import type { NodeContainer } from '../../../../src/target/on-node/read-containers.ts';
import { chooseNodeContainer } from '../../../../src/target/on-node/target-on-node.ts';

const inPod = (id: string, name: string, [namespace, pod, container]: [string, string, string]): NodeContainer => ({
  id: id.repeat(64 / id.length),
  runtime: 'containerd',
  name,
  image: '',
  kubernetes: { namespace, pod, podUID: 'u', container, sandbox: container === '' },
});

const containers: readonly NodeContainer[] = [
  inPod('a1b2', 'k8s_app_web_shop', ['shop', 'web', 'app']),
  inPod('a1c2', '', ['shop', 'web', 'proxy']),
  inPod('d1', '', ['shop', 'web', '']),
  inPod('e1', '', ['test', 'db', 'app']),
  { id: 'f1'.repeat(32), runtime: 'docker', name: 'plain', image: 'x', kubernetes: null },
];

describe('one is named', () => {
  const names = (named: string, id: string) =>
    it(named, () => expect(chooseNodeContainer(containers, named).id.slice(0, id.length)).toBe(id));

  names('a1b2'.repeat(16), 'a1b2');
  names('a1b2', 'a1b2');
  names('f1f1f1', 'f1');
  names('plain', 'f1');
  names('proxy', 'a1c2');
  names('db', 'e1');
  names('web/app', 'a1b2');
  names('db/app', 'e1');
  names('shop/web/proxy', 'a1c2');
  names('k8s_app_web_shop', 'a1b2');
  // a sandbox by its id only
  names('d1d1', 'd1');
});

describe('none, or several', () => {
  const refuses = (named: string, text: RegExp, among = containers) =>
    it(named, () => {
      const choose = () => chooseNodeContainer(among, named);
      expect(choose).toThrow(Problem);
      expect(choose).toThrow(expect.objectContaining({ text: expect.stringMatching(text) }));
    });

  refuses('app', /2 containers of this node\. .*:\na1b2a1b2a1b2 shop\/web\/app\ne1e1e1e1e1e1 test\/db\/app$/);
  refuses('web', /2 containers/);
  refuses('a1', /No container of this node has the id or name "a1"/);
  refuses('nobody', /"nobody"/);
  refuses('a1b2', /"a1b2"/, []);
});

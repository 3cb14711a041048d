import { describe, expect, test } from 'vitest';
import { controlID, runScript, secondID, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const unknownID = 'd'.repeat(64);

interface Situation {
  readonly node?: (node: StubNode) => StubNode;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of the target, the older container, and one that is not on the node. */
  readonly whys: readonly [string, string, string];
}

const situations: Record<string, Situation> = {
  'nothing speaks against those that are there': { whys: ['', '', 'no-process'] },
  'one is frozen': {
    node: (node) =>
      node.cgroup(`freezer/kubepods/${targetID}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' }),
    whys: ['frozen', '', 'no-process'],
  },
  'one is nearly out of memory': {
    node: (node) =>
      node.cgroup(`memory/kubepods/${secondID}`, {
        'memory.limit_in_bytes': '2000000',
        'memory.usage_in_bytes': '1500000',
      }),
    whys: ['', 'memory', 'no-process'],
  },
  'one is frozen, and it is to be probed all the same': {
    node: (node) =>
      node.cgroup(`freezer/kubepods/${targetID}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' }),
    parameters: { ED_FORCE: '1' },
    whys: ['', '', 'no-process'],
  },
  'two old execs of ours hang in one, which is nothing to the others': {
    node: (node) =>
      ['exec-doctor-old-1.pid', 'exec-doctor-old-2.pid'].reduce(
        (tree, name) =>
          tree.file(`run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/${targetID}/${name}`, '100'),
        node,
      ),
    whys: ['old-execs', '', 'no-process'],
  },
  'runc hangs on the control': {
    node: (node) => node.does('runc', 'control', answers.hang),
    whys: ['runc-hangs', 'runc-hangs', 'runc-hangs'],
  },
  'there is no control': { parameters: { ED_CONTROL: '' }, whys: ['', '', 'no-process'] },
};

describe.concurrent('a survey', { timeout: 30_000 }, () => {
  for (const [name, { node: prepare = (node: StubNode) => node, parameters, whys }] of Object.entries(situations)) {
    test(name, async () => {
      using node = prepare(new StubNode());
      const ids = [targetID, secondID, unknownID];
      const run = await runScript(node, {
        parameters: { ED_FAMILY: 'docker', ED_SECOND: '', ED_SURVEY: ids.join(' '), ...parameters },
      });
      const told = run.records.flatMap((record) => (record.r === 'survey' ? [record] : []));
      expect(told.map(({ id, why }) => [id, why])).toEqual(ids.map((id, index) => [id, whys[index]]));
      expect(run.briefRecords.filter(({ r }) => r === 'survey')).toEqual(
        told.map(({ id, why }) => ({ r: 'survey', id: id.slice(0, 12), why })),
      );
      // of the control alone something is asked, and of the containers nothing else is told
      expect(node.started().filter((call) => !call.endsWith('control'))).toEqual([]);
      expect(run.records.filter((record) => record.r === 'guard' || record.r === 'gate')).toEqual([]);
      expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 0 });
      expect([run.exitCode, run.left]).toEqual([0, []]);
    });
  }

  test('of a hundred containers fits into a termination message', async () => {
    using node = new StubNode();
    const ids = Array.from({ length: 100 }, (_, index) => index.toString(16).padStart(64, '0'));
    const run = await runScript(node, { parameters: { ED_SURVEY: ids.join(' ') } });
    expect(run.briefRecords.filter(({ r }) => r === 'survey')).toHaveLength(100);
    expect(Buffer.byteLength(run.brief)).toBeLessThanOrEqual(4096);
  });
  test.for(['-x', 'a b;c', '$(id)'])('refuses %j for an id', async (ids) => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ED_SURVEY: `${controlID} ${ids}` } });
    expect([run.exitCode, run.facts['script.problem']]).toEqual([2, 'ED_SURVEY is not a value that it can have']);
  });
});

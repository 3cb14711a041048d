import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { runScript, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

/** Whoever reads that file waits for ever. */
function neverAnswers(node: StubNode, name: string): StubNode {
  node.remove(name);
  execFileSync('sh', ['-c', 'mkfifo "$0"', node.path(name)]);
  return node;
}

const own = `11:memory:/kubepods/${targetID}`;
const young = 1_000_000_000_000;

const situations: Readonly<Record<string, (node: StubNode) => StubNode>> = {
  'the state of a process called containerd': (node) =>
    neverAnswers(
      node.process({ pid: 60, comm: 'containerd', cgroup: `0::/kubepods/${'d'.repeat(64)}` }),
      'proc/60/stat',
    ),
  'the state of a process below the shim': (node) => {
    node.file('proc/90/task/90/children', '100 60 ');
    return neverAnswers(node.process({ pid: 60, comm: 'app', ppid: 90, cgroup: own }), 'proc/60/stat');
  },
  'the arguments of what is younger than the run, where an exec hangs': (node) => {
    node.does('runc', 'target', answers.hang);
    node.file('proc/90/task/90/children', '60 ');
    return neverAnswers(node.process({ pid: 60, comm: 'app', ppid: 90, cgroup: own, start: young }), 'proc/60/cmdline');
  },
  'the arguments of what may be an old exec': (node) => {
    node.file('proc/90/task/90/children', '60 ');
    return neverAnswers(node.process({ pid: 60, comm: 'runc', ppid: 90 }), 'proc/60/cmdline');
  },
  'the stack of a process in uninterruptible sleep': (node) => {
    node.file(`sys/fs/cgroup/pids/kubepods/${targetID}/cgroup.procs`, '60\n');
    node.file('proc/100/cgroup', `${own}\n3:pids:/kubepods/${targetID}\n`);
    node.process({ pid: 60, comm: 'app', ppid: 100, state: 'D', cgroup: own }).file('proc/60/stack', '');
    return neverAnswers(node, 'proc/60/stack');
  },
};

test('a hundred of them below the shim keep no run from its probes, nor from its end', {
  timeout: 60_000,
}, async () => {
  using node = new StubNode();
  const pids = Array.from({ length: 100 }, (_, n) => 300 + n);
  node.file('proc/90/task/90/children', `100 ${pids.join(' ')} `);
  for (const pid of pids) neverAnswers(node.process({ pid, comm: 'app', ppid: 90, cgroup: own }), `proc/${pid}/stat`);
  const run = await runScript(node, { parameters: { ED_FAMILY: 'docker', ED_DEADLINE_MS: '20000' } });
  expect(run.evidence.probes.filter(({ subject, seen }) => subject === 'target' && seen).length).toBeGreaterThan(3);
  expect(run.durationMs).toBeLessThan(25_000);
});

for (const { name: userland, shell, path } of presentUserlands) {
  describe.concurrent(`what never answers, by ${userland}`, { timeout: 60_000 }, () => {
    for (const [name, build] of Object.entries(situations)) {
      test(name, async () => {
        using node = build(new StubNode());
        const run = await runScript(node, { shell, parameters: { ED_FAMILY: 'docker', ...path(busybox.path) } });
        expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 0 });
        expect(run.records).toContainEqual({ r: 'refused', what: 'process', name: '60', why: 'waiting' });
        expect(
          run.evidence.probes.some(
            ({ layer, subject, seen }) => `${layer} ${subject} ${seen}` === 'docker control true',
          ),
        ).toBe(true);
        expect(run.left).toEqual([]);
      });
    }
  });
}

test('a line end in a name makes no line of the brief', async () => {
  using node = new StubNode();
  node.process({ pid: 90, comm: 'x\nfact target.oldExecs 7' });
  const run = await runScript(node, { parameters: { ED_FAMILY: 'docker' } });
  expect(run.facts['target.parent']).toContain('fact target.oldExecs 7');
  expect(run.brief).not.toMatch(/^fact target.oldExecs/m);
});

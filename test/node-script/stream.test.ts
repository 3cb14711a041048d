import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { RecordOf } from '../../src/records/record.ts';
import { runScript, type ScriptRun } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';
import { busyboxFolder, presentUserlands } from './userlands.ts';

const busybox = busyboxFolder();
afterAll(() => busybox[Symbol.dispose]());

/** Answers with -s only, or does what it is told without. */
const withoutSync = (otherwise: string) => `case "$*" in *" exec -s "*) ok ;; *) ${otherwise} ;; esac`;
const says = ({ layer, subject, end, seen, attempt }: RecordOf<'stream'>) =>
  `${layer} ${subject} ${end === 'timeout' ? 'hang' : seen ? 'ok' : 'failed'} ${attempt}`;
const streams = ({ evidence }: ScriptRun) => evidence.streams.map(says).toSorted();
const asked = (run: ScriptRun) => run.evidence.streams[0]?.command.join(' ');
const both = ['crictl control ok 1', 'crictl target ok 1'];
const countOf = (node: StubNode, who: string) => node.started().filter((call) => call === `crictl ${who}`).length;

describe.concurrent("through the CRI's stream server", { timeout: 60_000 }, () => {
  for (const { name, shell, path } of presentUserlands) {
    test(`crictl is asked once more, without -s, by ${name}`, async () => {
      using node = new StubNode();
      const run = await runScript(node, { shell, parameters: path(busybox.path) });
      expect(streams(run)).toEqual(both);
      expect(asked(run)).toMatch(
        /^\/usr\/bin\/crictl -r unix:\/\/\/\S+containerd\.sock exec [ab]{64} \/bin\/echo word\w+$/,
      );
      expect(run.evidence.probes.filter(({ layer }) => layer === 'crictl').map(({ command }) => command[4])).toEqual([
        '-s',
        '-s',
      ]);
      expect(run.briefRecords.filter(({ r }) => r === 'stream')).toHaveLength(2);
      expect(run.lines.length, run.stdout).toBe(run.records.length);
      expect(run.left).toEqual([]);
    });
  }
  test('not where the node has no CRI socket, or no crictl', async () => {
    using noSocket = new StubNode();
    expect(streams(await runScript(noSocket, { parameters: { ED_FAMILY: 'docker' } }))).toEqual([]);
    using noClient = new StubNode();
    rmSync(noClient.path('root/usr/bin/crictl'));
    expect(streams(await runScript(noClient))).toEqual([]);
  });
  test('what fails is tried once more, and its text is recorded', async () => {
    using node = new StubNode().does('crictl', 'target', withoutSync('echo "dial tcp: refused" >&2; exit 1'));
    const run = await runScript(node);
    expect(streams(run)).toEqual(['crictl control ok 1', 'crictl target failed 1', 'crictl target failed 2']);
    expect(run.evidence.streams.find(({ seen }) => !seen)?.err).toBe('dial tcp: refused\n');
    expect(run.briefRecords.find((record) => record.r === 'stream' && !record.seen)).toMatchObject({
      err: 'dial tcp: refused\n',
    });
  });
  test('a complaint that names the command is no sign that the container lacks it', async () => {
    using node = new StubNode().does('crictl', 'target', withoutSync('echo "cannot run /bin/echo" >&2; exit 1'));
    const run = await runScript(node);
    expect(streams(run)).toEqual(['crictl control ok 1', 'crictl target failed 1', 'crictl target failed 2']);
  });
  test('a hang is bounded, ended, and not tried again', async () => {
    using node = new StubNode()
      .does('crictl', 'target', withoutSync("trap '' TERM HUP; while :; do sleep 0.2; done"))
      .does('crictl', 'control', withoutSync('exec sleep 1000'));
    const run = await runScript(node);
    expect(streams(run)).toEqual(['crictl control hang 1', 'crictl target hang 1']);
    expect(run.durationMs).toBeLessThan(1500 + 6000);
    expect(run.left).toEqual([]);
    expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 0 });
  });
  test("the script's end is no hang", async () => {
    using node = new StubNode().does('crictl', 'target', withoutSync('exec sleep 1000'));
    const run = await runScript(node, { parameters: { ED_PROBE_TIMEOUT_MS: '60000', ED_DEADLINE_MS: '2500' } });
    expect(streams(run)).toEqual(['crictl control ok 1']);
    expect(run.records.at(-1)).toEqual({ r: 'end', overdue: 1 });
    expect(run.left).toEqual([]);
  });
  test('a container without /bin/echo is asked for the path that cannot exist', async () => {
    using node = new StubNode().all('target', ['runc', 'ctr', 'crictl'], answers.withoutEcho);
    const run = await runScript(node);
    expect(streams(run)).toEqual(both);
    expect(run.evidence.streams.find(({ subject }) => subject === 'target')?.method).toBe('missing-path');
  });
  test('what crictl repeats of its own argv brings no word of a runtime', async () => {
    const log = (error: string) =>
      `printf '"ExecSync cmd from runtime service failed" err="failed to exec in container: %s" cmd=["%s"]\n' ${error} "$last" >&2; exit 1`;
    for (const [says, seen] of [
      [log(`'exec: "runc": executable file not found in $PATH'`), false],
      [log('"stat $last: no such file or directory"'), true],
    ] as const) {
      using node = new StubNode()
        .all('target', ['runc', 'ctr', 'crictl'], answers.withoutEcho)
        .does('crictl', 'target', `case $last in *-cannot-exist) ${says} ;; *) ${answers.withoutEcho} ;; esac`);
      const run = await runScript(node);
      const probe = run.evidence.probes.findLast(({ layer, subject }) => layer === 'crictl' && subject === 'target');
      expect(probe).toMatchObject({ method: 'missing-path', seen });
    }
  });
  test('where crictl -s does not answer, it is not asked', async () => {
    using node = new StubNode().does('crictl', 'target', answers.fail).does('crictl', 'control', answers.hang);
    const run = await runScript(node);
    expect(streams(run)).toEqual([]);
    expect([countOf(node, 'target'), countOf(node, 'control')]).toEqual([2, 1]);
  });
  test('where -s answered at the second time, it is', async () => {
    using node = new StubNode().does('crictl', 'target', answers.failOnce);
    expect(streams(await runScript(node))).toEqual(both);
  });
  test('a frozen target is not asked', async () => {
    using node = new StubNode();
    node.cgroup(`freezer/kubepods/${'a'.repeat(64)}`, { 'freezer.state': 'FROZEN', 'freezer.self_freezing': '1' });
    const run = await runScript(node);
    expect(streams(run)).toEqual(['crictl control ok 1']);
    expect(countOf(node, 'target')).toBe(0);
  });
  test('one that was frozen by the end of several passes neither', async () => {
    using node = new StubNode();
    const state = node.path(`sys/fs/cgroup/freezer/kubepods/${'a'.repeat(64)}/freezer.state`);
    node.does('crictl', 'target', `ok; echo FROZEN >'${state}'`);
    const run = await runScript(node, { parameters: { ED_REPEAT: '3', ED_SECOND: '' } });
    expect(streams(run)).toEqual(['crictl control ok 1']);
  });
  test('nobody is, where runc hangs on the control', async () => {
    using node = new StubNode().does('runc', 'control', answers.hang);
    const run = await runScript(node);
    expect(streams(run)).toEqual([]);
    expect(node.started()).not.toContain('crictl control');
  });
  test('of several passes, once, after the last', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ED_REPEAT: '3', ED_SECOND: '' } });
    expect(streams(run)).toEqual(both);
    expect(asked(run)).toContain(' exec bbbb');
    expect(node.started().slice(-2).toSorted()).toEqual(['crictl control', 'crictl target']);
    expect(run.lines.length, run.stdout).toBe(run.records.length);
  });
  test('a process that it left in the container is killed', async () => {
    using node = new StubNode();
    node.does(
      'crictl',
      'target',
      withoutSync(`setsid env -i sleep 1000 & pid=$!; echo $pid >"$stubs/pid"; mkdir "$ED_PROC/$pid"
        printf '/bin/echo\\0%s\\0' "$ED_ECHO_WORD" >"$ED_PROC/$pid/cmdline"
        echo "$pid (echo) S 90 ${'0 '.repeat(17)}99999999999 0" >"$ED_PROC/$pid/stat"
        printf '%s ' $pid >>"$ED_PROC/90/task/90/children"; exec sleep 1000`),
    );
    const run = await runScript(node);
    expect(streams(run)).toContain('crictl target hang 1');
    expect(run.left).toEqual([]);
    // ended, be it that nobody has collected it yet
    const stat = `/proc/${readFileSync(node.path('stubs/pid'), 'utf8').trim()}/stat`;
    expect(existsSync(stat) ? readFileSync(stat, 'utf8') : ') Z').toContain(') Z');
  });
});

import { describe, expect, test } from 'vitest';
import { runScript, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };
const passesOf = ({ evidence }: Awaited<ReturnType<typeof runScript>>) =>
  Math.max(...evidence.passes.map(({ pass }) => pass ?? 1));

/** Whether it is the client's Nth call, or a later one. */
const inCall = (call: number) =>
  `n=$(($(cat "$stubs/n" 2>/dev/null || echo 0) + 1)); echo $n >"$stubs/n"; [ $n -ge ${call} ]`;
/** A client that fails from its Nth call on. */
const failsIn = (call: number) => `if ${inCall(call)}; then echo broken >&2; exit 1; else ok; fi`;

describe.concurrent('passes over all layers', { timeout: 30_000 }, () => {
  test('so many', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ...docker, ED_REPEAT: '4' } });
    expect(passesOf(run)).toBe(4);
    expect(run.evidence.passes.filter(({ layer, subject }) => layer === 'docker' && subject === 'target')).toHaveLength(
      4,
    );
    // the kernel is no layer that comes and goes
    expect(run.evidence.passes.filter(({ layer }) => layer === 'nsenter')).toHaveLength(2);
    expect(run.brief.length).toBeLessThan(4096);
  });
  test('or so long', async () => {
    using node = new StubNode();
    const run = await runScript(node, { parameters: { ...docker, ED_WATCH_MS: '2500' } });
    expect(passesOf(run)).toBeGreaterThan(1);
    expect(run.durationMs).toBeGreaterThan(2500);
  });
  test('until a failure stays', async () => {
    using node = new StubNode().does('ctr', 'target', failsIn(3));
    const run = await runScript(node, { parameters: { ...docker, ED_REPEAT: '9' } });
    expect(passesOf(run)).toBe(3);
    const last = run.evidence.probes.filter(({ layer, subject }) => layer === 'ctr' && subject === 'target');
    expect(last.map(({ attempt, seen }) => [attempt, seen])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(last[0]?.err).toBe('broken\n');
  });
  test('until a guard speaks against another: what was frozen meanwhile is left alone', async () => {
    using node = new StubNode();
    const freezer = node.path(`sys/fs/cgroup/freezer/kubepods/${targetID}/freezer.state`);
    node.does('docker', 'target', `ok; ${inCall(2)} || exit 0; echo FROZEN >'${freezer}'`);
    const run = await runScript(node, { parameters: { ...docker, ED_REPEAT: '9' } });
    expect(passesOf(run)).toBe(2);
    expect(run.evidence.guard).toMatchObject({ frozen: 'yes', blocked: 'frozen' });
  });
  test('where one fails, those on the way are looked at again', async () => {
    using node = new StubNode();
    node.does(
      'ctr',
      'target',
      `${inCall(2)} || { ok; exit; }; sed -i 's/) S /) T /' '${node.path('proc/90/stat')}'; exec sleep 1000`,
    );
    const run = await runScript(node, { parameters: { ...docker, ED_REPEAT: '9' } });
    expect(run.evidence.processes.filter(({ role, of }) => role === 'shim' && of === 'target')).toMatchObject([
      { pid: 90, state: 'T' },
    ]);
  });
  test('once, where nobody wants more', async () => {
    using node = new StubNode().does('ctr', 'target', answers.failOnce);
    expect(passesOf(await runScript(node, { parameters: docker }))).toBe(1);
  });
});

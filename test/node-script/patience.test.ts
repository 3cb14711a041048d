import { describe, expect, test } from 'vitest';
import { runScript, targetID } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const timeoutMs = 8_000;
const hung = (node: StubNode) => node.all('target', ['ctr', 'docker'], answers.hang);
const stopped = (node: StubNode) => node.process({ pid: 90, comm: 'containerd-shim', state: 'T' });

const cpu = `cpu/kubepods/${targetID}`;
/** Its quota is in the way of whatever runc starts in it. */
const heldUp = (node: StubNode) =>
  node
    .file('proc/100/cgroup', `11:memory,freezer,cpu:/kubepods/${targetID}\n`)
    .cgroup(cpu, { 'cpu.cfs_quota_us': '1000', 'cpu.cfs_period_us': '100000' })
    .cgroup(cpu, { 'cpu.stat': 'nr_periods 40\nnr_throttled 5' })
    .does('runc', 'target', `echo 'nr_throttled 20' >"$stubs/../sys/fs/cgroup/${cpu}/cpu.stat"; ok`);

/** How long the lowest probe that hangs was waited for, of at most eight seconds. */
describe.concurrent('a hang', { timeout: 60_000 }, () => {
  test.each<[string, (node: StubNode) => StubNode, fromMs: number, toMs: number]>([
    ['behind a stopped shim is told soon', (node) => stopped(hung(node)), 4_000, 6_000],
    ['is told soon where the control, and what is below, answer at once', hung, 4_000, 7_500],
    [
      'is waited for where the control hangs too',
      (node) => hung(node).all('control', ['ctr'], answers.hang),
      8_000,
      10_500,
    ],
    [
      'is waited for where what is below is slow',
      (node) => hung(node).does('runc', 'target', answers.slow),
      8_000,
      10_500,
    ],
    [
      'is waited for where the control is slow',
      (node) => hung(node).does('ctr', 'control', answers.slow),
      8_000,
      10_500,
    ],
    ['is waited for where the CPU quota holds up the container', (node) => heldUp(hung(node)), 8_000, 10_500],
    ['of the lowest layer is waited for', (node) => node.does('runc', 'target', answers.hang), 8_000, 10_500],
    [
      'is waited for where nsenter is slow: so is the node',
      (node) => hung(node).does('nsenter', 'target', 'sleep 0.5; ok'),
      8_000,
      10_500,
    ],
  ])('%s', async (_, prepare, fromMs, toMs) => {
    using node = prepare(new StubNode());
    const parameters = { ED_FAMILY: 'docker', ED_PROBE_TIMEOUT_MS: String(timeoutMs), ED_DEADLINE_MS: '20000' };
    const { evidence } = await runScript(node, { parameters });
    const [lowest] = evidence.probes.filter(({ subject, end }) => subject === 'target' && end === 'timeout');
    // both ends are read from a clock that ticks every ten milliseconds
    expect(lowest?.ms).toBeGreaterThanOrEqual(fromMs - 10);
    expect(lowest?.ms).toBeLessThan(toMs);
  });
});

import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';
import { answers, StubNode } from './stub-node.ts';

const docker = { ED_FAMILY: 'docker', ED_SECOND: '' };
const passesOf = ({ evidence }: Awaited<ReturnType<typeof runScript>>) =>
  Math.max(...evidence.passes.map(({ pass }) => pass ?? 1));

/** A client that fails in its Nth call. */
const failsIn = (call: number) =>
  `n=$(($(cat "$stubs/n" 2>/dev/null || echo 0) + 1)); echo $n >"$stubs/n"; if [ $n -ge ${call} ]; then echo broken >&2; exit 1; else ok; fi`;

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
    expect(run.gist.length).toBeLessThan(4096);
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
  test('once, where nobody wants more', async () => {
    using node = new StubNode().does('ctr', 'target', answers.failOnce);
    expect(passesOf(await runScript(node, { parameters: docker }))).toBe(1);
  });
});

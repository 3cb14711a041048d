import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mode } from './support/lab-facts.ts';
import { probeTimeout, run, start } from './support/plugin.ts';
import { eventually, lab, patience, untilHealthy } from './support/the-lab.ts';
import { collectable, expectNoTrace, files, ourChildren, ourPods, ourProcesses } from './support/traces.ts';

/** With each signal; the embedded control plane sees a few, for a change that breaks it would break it soon. */
const typical: Partial<Record<Mode, number>> = { docker: 40, containerd: 40 };
const kills = Number(process.env.KILLS ?? typical[lab.mode] ?? 2);

/** A healthy run takes about so long, from its start to its end. */
const runMs = 2_500 * patience;
/** A debug pod ends by itself this long after it was made; see `--timeout`. */
const podEndsMs = 35_000;
const shortRun = lab.mode.startsWith('modern') ? probeTimeout : ['--probe-timeout=4s', '--timeout=5s'];

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
});
afterAll(async () => {
  if (lab.missing) return;
  // the kubelet's garbage collection comes once a minute
  await eventually(150_000 * patience, collectable);
});

/** Each in its share of the run, at a random moment of it. */
const moments = Array.from({ length: kills }, (_, index) => ((index + Math.random()) / kills) * runMs);

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(`%s at ${kills} random moments leaves nothing`, { timeout: kills * 60_000 }, async (signal, code) => {
  for (const moment of moments) {
    const at = `${signal} after ${Math.round(moment)} ms`;
    const running = start(['nginx1', ...shortRun]);
    await new Promise((resolve) => setTimeout(resolve, moment));
    running.kill(signal);
    const ending = await running.ended;
    // before its first line it has no handler and nothing to clean up; after the report it has ended
    const early = ending.code === undefined && ending.stderr === '';
    expect(early || ending.code === code || ending.code === 0, `${at}: ${ending.code} ${ending.stderr}`).toBe(true);
    expect(await ourPods(), at).toEqual([]);
    expect(ourChildren(), at).toEqual([]);
  }
  await expectNoTrace('nginx1', 'nginx', before);
});

it(`SIGKILL at ${kills} random moments leaves pods that end by themselves, and that cleanup finds`, {
  timeout: kills * 60_000 + 300_000,
}, async () => {
  for (const moment of moments) {
    const running = start(['nginx1', ...shortRun]);
    await new Promise((resolve) => setTimeout(resolve, moment));
    running.kill('SIGKILL');
    await running.ended;
  }
  const left = await ourPods();
  const early = await run(['cleanup']);
  // those of the last moments may still be wanted, as far as cleanup can know
  expect([early.code, early.stdout + early.stderr]).toEqual([
    0,
    expect.stringMatching(left.length > 0 ? /exec-doctor-/ : /No debug/),
  ]);
  await eventually((podEndsMs + 60_000) * patience, async () => {
    expect((await run(['cleanup', '-A'])).code).toBe(0);
    return ourPods();
  });
  await eventually(10_000 * patience, async () => [...(await ourProcesses()), ...ourChildren()]);
  await expectNoTrace('nginx1', 'nginx', before);
});

it('twenty runs at once on one node do not disturb each other', { timeout: 300_000 * patience }, async () => {
  const count = { embedded: 6, docker: 20, containerd: 20 }[lab.mode as string] ?? 4;
  const words = ['nginx1', '--probe-timeout=30s', '--timeout=150s', '--pod-start-timeout=90s'];
  const endings = await Promise.all(Array.from({ length: count }, () => run(words)));
  for (const { code, stdout, stderr } of endings) expect(code, stdout + stderr).toBe(0);
  await expectNoTrace('nginx1', 'nginx', before);
});

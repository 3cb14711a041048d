import { beforeAll, describe, expect, it } from 'vitest';
import { probeTimeout, run, start } from './support/plugin.ts';
import { eventually, lab, patience, untilHealthy } from './support/the-lab.ts';
import { ourChildren, ourPods, ourProcesses } from './support/traces.ts';

/** With each signal. Each takes as long as the kubelet needs to end a pod, on docker 10 s. */
const kills = Number(process.env.KILLS ?? (lab.mode === 'embedded' ? 0 : lab.mode.startsWith('modern') ? 3 : 40));

/** A healthy run takes about so long, from its start to its end. */
const runMs = 2_500 * patience;
/** A debug pod ends by itself this long after it was made; see `--timeout`. */
const podEndsMs = 35_000;
const shortRun = lab.mode.startsWith('modern') ? probeTimeout : ['--probe-timeout=4s', '--timeout=5s'];

beforeAll(async () => {
  if (!lab.missing) await untilHealthy();
});

/** Each in its share of the run, at a random moment of it. */
const moments = Array.from({ length: kills }, (_, index) => ((index + Math.random()) / kills) * runMs);

describe('ended at random moments', () => {
  const where = 'on real Kubernetes; here with KILLS set in the environment';

  it.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s leaves no pod and no process',
    { timeout: kills * 60_000 + 60_000 },
    async ([signal, code], context) => {
      context.skip(kills === 0, where);
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
      await eventually(10_000 * patience, ourProcesses);
    },
  );

  it('SIGKILL leaves pods that end by themselves, and that cleanup finds', {
    timeout: kills * 60_000 + 300_000,
  }, async (context) => {
    context.skip(kills === 0, where);
    for (const moment of moments) {
      const running = start(['nginx1', ...shortRun]);
      await new Promise((resolve) => setTimeout(resolve, moment));
      running.kill('SIGKILL');
      await running.ended;
    }
    // those of the last moments may still be wanted, as far as cleanup can know
    const left = await ourPods();
    const { code, stdout, stderr } = await run(['cleanup']);
    expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(left.length > 0 ? /exec-doctor-/ : /No debug/)]);
    await eventually((podEndsMs + 60_000) * patience, async () => {
      expect((await run(['cleanup', '-A'])).code).toBe(0);
      return ourPods();
    });
    await eventually(10_000 * patience, async () => [...(await ourProcesses()), ...ourChildren()]);
  });
});

const atOnce = { embedded: 6, docker: 20, containerd: 20 }[lab.mode as string] ?? 4;

/** More than the lab's two CPUs can bear: what does not answer in time is told as that, and as nobody's fault. */
it(`${atOnce} runs at once on one node accuse nobody`, { timeout: 300_000 * patience }, async (context) => {
  context.skip(kills === 0, 'on real Kubernetes');
  const words = ['nginx1', '--probe-timeout=30s', '--timeout=150s', '--pod-start-timeout=90s'];
  const endings = await Promise.all(Array.from({ length: atOnce }, () => run(words)));
  for (const { code, stdout, stderr } of endings) expect([0, 3], stdout + stderr).toContain(code);
  expect(await ourPods()).toEqual([]);
  await eventually(10_000 * patience, ourProcesses);
});

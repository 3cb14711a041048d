import { beforeAll, describe, expect, it } from 'vitest';
import { probeTimeout, type Running, reportOf, run, start } from './support/plugin.ts';
import { processesIn } from './support/runtime.ts';
import { eventually, lab, onNode, patience, untilHealthy } from './support/the-lab.ts';
import {
  collectable,
  expectNoTrace,
  files,
  garbageCollectionMs,
  ourChildren,
  ourPods,
  removeOurPods,
} from './support/traces.ts';

/** With each signal. */
const kills = Number(process.env.KILLS ?? (lab.mode === 'embedded' ? 0 : lab.mode.startsWith('modern') ? 3 : 40));

/** So many runs at once, for the kubelet may take 10 s to confirm the end of a pod. */
const atATime = lab.mode.startsWith('modern') ? 1 : 4;

/** A healthy run takes about so long, from its start to its end, and more where others run beside it. */
const runMs = 2_500 * patience * (atATime > 1 ? 2 : 1);
/** A debug pod ends by itself this long after it was made; see `--timeout`. */
const podEndsMs = 35_000;
const shortRun = lab.mode.startsWith('modern') ? probeTimeout : ['--probe-timeout=4s', '--timeout=5s'];

let filesBefore: readonly string[] = [];
let processesBefore: readonly string[] = [];

beforeAll(async () => {
  if (lab.missing) return;
  await removeOurPods();
  await untilHealthy();
  filesBefore = await files();
  processesBefore = await processesIn('nginx1', 'nginx');
});

/** Nothing of ours on the node, in its runtimes, on this machine; and in the target what was there before. */
async function expectAllAsBefore(): Promise<void> {
  await expectNoTrace('nginx1', 'nginx', filesBefore);
  await eventually(garbageCollectionMs, collectable);
  expect(await processesIn('nginx1', 'nginx')).toEqual(processesBefore);
}

/** One container, and three of two pods. */
const selections = [['nginx1'], ['nginx1', 'two', '--all-containers']] as const;

interface Kill {
  readonly selection: (typeof selections)[number];
  readonly momentMs: number;
}

/** Each in its share of the run, at a random moment of it; in waves of those that run at once. */
const waves: readonly (readonly Kill[])[] = Array.from({ length: Math.ceil(kills / atATime) }, (_, wave) =>
  Array.from({ length: Math.min(atATime, kills - wave * atATime) }, (_, index) => {
    const share = (wave * atATime + index + Math.random()) / kills;
    const selection = selections[index % 2 === wave % 2 ? 0 : 1];
    return { selection, momentMs: Math.round(share * runMs) };
  }),
);

const spelled = ({ selection, momentMs }: Kill) => `${selection.join(' ')} after ${momentMs} ms`;

async function startAndSignal(signal: NodeJS.Signals, { selection, momentMs }: Kill): Promise<Running> {
  const running = start([...selection, ...shortRun]);
  await new Promise((resolve) => setTimeout(resolve, momentMs));
  running.kill(signal);
  return running;
}

describe('ended at random moments', () => {
  const where = 'on real Kubernetes; here with KILLS set in the environment';

  it.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s leaves no pod, no process, no exec id and no file',
    { timeout: kills * 60_000 + 60_000 },
    async ([signal, code], context) => {
      context.skip(kills === 0, where);
      for (const wave of waves) {
        const endings = await Promise.all(wave.map(async (kill) => (await startAndSignal(signal, kill)).ended));
        const at = `${signal}, ${wave.map(spelled).join(', ')}`;
        for (const ending of endings) {
          // before its first line it has no handler and nothing to clean up; after the report it has ended
          const early = ending.code === undefined && ending.stderr === '';
          const isRight = early || ending.code === code || [0, 3].includes(ending.code ?? -1);
          expect(isRight, `${at}: ${ending.code} ${ending.stderr}`).toBe(true);
        }
        expect(await ourPods(), at).toEqual([]);
        expect(ourChildren(), at).toEqual([]);
      }
      await expectAllAsBefore();
    },
  );

  it('SIGKILL leaves pods that end by themselves, and that cleanup finds', {
    timeout: kills * 60_000 + 300_000,
  }, async (context) => {
    context.skip(kills === 0, where);
    for (const wave of waves)
      await Promise.all(wave.map(async (kill) => (await startAndSignal('SIGKILL', kill)).ended));
    // those of the last moments may still be wanted, as far as cleanup can know
    const left = await ourPods();
    const { code, stdout, stderr } = await run(['cleanup']);
    expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(left.length > 0 ? /exec-doctor-/ : /No debug/)]);
    await eventually((podEndsMs + 60_000) * patience, async () => {
      expect((await run(['cleanup', '-A'])).code).toBe(0);
      return ourPods();
    });
    await eventually(10_000 * patience, async () => ourChildren());
    await expectAllAsBefore();
  });
});

const atOnce = { embedded: 6, docker: 20, containerd: 20 }[lab.mode as string] ?? 4;

/** More than the lab's CPUs can bear: what does not answer in time is told as that, and as nobody's fault. */
it(`${atOnce} runs at once on one node accuse nobody, and what they leave they name`, {
  timeout: 300_000 * patience,
}, async (context) => {
  context.skip(kills === 0, 'on real Kubernetes');
  const words = ['nginx1', '-o', 'json', '--probe-timeout=30s', '--timeout=150s', '--pod-start-timeout=90s'];
  const endings = await Promise.all(Array.from({ length: atOnce }, () => run(words)));
  for (const { code, stdout, stderr } of endings) expect([0, 3], stdout + stderr).toContain(code);
  expect(await ourPods()).toEqual([]);
  const named = endings.flatMap((ending) => reportOf(ending).leftBehind);
  for (const { remove } of named.filter(({ what }) => what.startsWith('exec id'))) {
    await onNode(['sh', '-c', remove.command ?? 'false']);
  }
  await expectAllAsBefore();
});

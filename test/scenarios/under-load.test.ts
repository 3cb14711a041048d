import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mode } from './support/lab-facts.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { lab, onNode, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

/** A run on the virtual machine takes many times as long. */
const typical: Partial<Record<Mode, number>> = { embedded: 5, docker: 100, containerd: 100 };
const runs = Number(process.env.HEALTHY_RUNS ?? typical[lab.mode] ?? 20);

/** Marks our load, so that all of it is found again. */
const mark = 'busy-neighbour';
/** Busy loops, and one that writes to the disk and lets go of it. */
const load = `
for loop in 1 2 3; do setsid sh -c 'while :; do :; done' ${mark} & done
setsid sh -c 'while :; do dd if=/dev/zero of=/run/${mark} bs=64k count=200; done' ${mark} &
`;

let before: readonly string[] = [];
beforeAll(async () => {
  await untilHealthy();
  before = await files();
  await onNode(['sh', '-c', `{ ${load} } >/dev/null 2>&1 </dev/null`]);
});
afterAll(async () => {
  await onNode(['sh', '-c', `pkill -KILL -f ${mark}; rm -f /run/${mark}`]).catch(() => undefined);
  await expectNoTrace('nginx1', 'nginx', before);
});

it(`${runs} runs on a node under load accuse nobody`, { timeout: runs * 120_000 }, async () => {
  const verdicts: string[] = [];
  for (let run = 0; run < runs; run++) {
    const { ending, report } = await diagnose(['pod/nginx1']);
    verdicts.push(report.verdict.status);
    expect(ending.code, `run ${run + 1}: ${matrix(report)}`).toBe(0);
    expect(report.findings.map(({ code }) => code)).not.toContain('probe-not-trusted');
  }
  expect(verdicts).toEqual(Array.from({ length: runs }, () => 'healthy'));
});

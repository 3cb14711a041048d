import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackerPod, firstProcessOf, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, removeAll, until } from './support/pods.ts';
import { eventually, lab, onNode, patience } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// What a container can make much of: mounts of its own, and processes whose names it may choose.

/** A kernel allows 100,000 for a namespace. */
const doublings = 16;
const mounts = 2 ** doublings;
/** A kernel numbers 32,768 unless it is told otherwise, and those of the test before may not be gone yet. */
const processes = 12_000;
const timeoutSeconds = 20 * patience;

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

const ready = (name: string) =>
  eventually(120_000, async () => ((await said(name)).includes('ready') ? [] : [`${name} is not ready`]));

async function inTime(name: string) {
  const { ending, report } = await diagnose([name, `--timeout=${timeoutSeconds}s`]);
  expect(ending.ms, matrix(report)).toBeLessThan((timeoutSeconds + 5) * 1_000);
  return report;
}

it(`${mounts} mounts`, async () => {
  await create(attackerPod('mounts', ['mounts', String(doublings)]));
  await until('mounts', '.status.phase', 'Running');
  await ready('mounts');
  const list = `/proc/${await firstProcessOf('mounts')}/mountinfo`;
  expect(Number(await onNode(['sh', '-c', 'wc -l <"$0"', list]))).toBeGreaterThan(mounts);

  const report = await inTime('mounts');
  expect(report.verdict.layer, matrix(report)).toBeNull();
  await expectNoTrace('mounts', 'main', before);
});

it.each(['containerd', 'runc', 'app'])(`${processes} processes called %s`, async (called) => {
  const name = `processes-${called}`;
  await create(attackerPod(name, ['processes', String(processes), called]));
  await until(name, '.status.phase', 'Running');
  await ready(name);
  try {
    const report = await inTime(name);
    expect(report.verdict.status, matrix(report)).not.toBe('fault');
  } finally {
    await removeAll();
  }
});

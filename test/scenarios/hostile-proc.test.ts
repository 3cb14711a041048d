import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackerPod, firstProcessOf, gainedBy, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, removeAll, until } from './support/pods.ts';
import { eventually, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// The first process has its own /proc, watches for whatever enters its PID namespace, stops it before it executes
// anything, and makes a program of its own out of the path that it is about to execute.

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  await create(attackerPod('own-proc', ['own-proc']));
  await until('own-proc', '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('own-proc')).includes('ready') ? [] : ['it is not ready']));
  const traces = { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } };
  await create(attackerPod('traces', ['opens-programs'], traces));
  await until('traces', '.status.phase', 'Running');
  before = await files();
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it('a path that is executed in its namespaces is its own program, with all rights on the node', async () => {
  const pid = await firstProcessOf('own-proc');
  const path = '/proc/exec-doctor-of-the-control-run-cannot-exist';
  await eventually(30_000, async () => {
    await onNode(['sh', '-c', 'timeout -s KILL 3 nsenter -t "$0" -m -u -i -n -p -- "$1" 2>/dev/null; :', pid, path]);
    const gained = await gainedBy('own-proc');
    return /Uid:\t0/.test(gained) && /CapEff:\t0*1[0-9a-f]+/.test(gained) ? [] : [`it gained ${gained || 'nothing'}`];
  });
});

it('a diagnosis executes nothing there', async () => {
  for (let run = 0; run < 3; run++) {
    const { report } = await diagnose(['own-proc']);
    const kernel = report.probes.filter(({ layer }) => layer === 'nsenter');
    expect(kernel, matrix(report)).toHaveLength(2);
    // it may still stop what enters
    expect(report.verdict.status === 'fault' && report.verdict.layer !== 'container', matrix(report)).toBe(false);
    for (const { command } of kernel) expect(command?.at(-1)).toBe('');
    expect(await gainedBy('own-proc')).toBe('');
  }
  await expectNoTrace('own-proc', 'main', before);
});

it("whose container may trace can open the program that enters its PID namespace, which is the node's", async () => {
  const pid = await firstProcessOf('traces');
  await eventually(30_000, async () => {
    await onNode([
      'sh',
      '-c',
      'timeout -s KILL 3 nsenter -S 65534 -G 65534 -t "$0" -m -u -i -n -p -- "" 2>/dev/null; :',
      pid,
    ]);
    return (await gainedBy('traces')).includes('nsenter') ? [] : ['it opened nothing'];
  });
});

it('a diagnosis brings no program of the node there', async () => {
  for (let run = 0; run < 3; run++) {
    const { report } = await diagnose(['traces']);
    const kernel = report.probes.filter(({ layer, subject }) => layer === 'nsenter' && subject === 'target');
    expect(kernel, matrix(report)).toMatchObject([{ outcome: 'ok' }]);
    expect(await gainedBy('traces')).toBe('');
  }
});

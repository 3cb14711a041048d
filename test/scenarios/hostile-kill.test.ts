import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { attackerPod, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, removeAll, until } from './support/pods.ts';
import { containerID, eventually, family, kubeconfig, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// The first process of a container ends whatever its shim starts in there, before that executes anything, and lets through
// what the node's runtime is asked for directly: so all layers but the shim would seem to work.

const noRunc =
  family === 'cri-o' || lab.mode.startsWith('modern')
    ? 'it tells callers apart by what the runc below the shim of the other modes shows of them'
    : '';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing || noRunc) return;
  await loadAttacker();
  await create(attackerPod('ends-execs', ['ends-execs']));
  await until('ends-execs', '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('ends-execs')).includes('ready') ? [] : ['it is not ready']));
  before = await files();
});
beforeEach((context) => context.skip(noRunc !== '', noRunc));
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it('an exec fails through its shim, and works by its runtime', async () => {
  const words = ['--kubeconfig', kubeconfig, 'exec', 'ends-execs', '--', '/bin/echo', 'through'];
  const byKubectl = await execa('kubectl', words, { reject: false, stdin: 'ignore', timeout: 30_000 });
  expect(byKubectl.exitCode).not.toBe(0);
  // a dockershim hands on the words as if the program had said them
  expect(byKubectl.stdout + byKubectl.stderr).toMatch(/OCI runtime exec failed/);
  // the folder that holds its record is the runtime's root
  const byRuntime = 'root=$(dirname "$(ls -d /run/containerd/r*/*/"$0" /run/docker/runtime-*/moby/"$0" 2>/dev/null)")';
  const exec = 'setpriv --groups 0 runc --root "$root" exec "$0" /bin/echo through';
  const id = await containerID('ends-execs', 'main');
  expect(await onNode(['sh', '-c', `${byRuntime}; ${exec}`, id])).toBe('through');
});

it('a diagnosis does not accuse the shim: the container stays a suspect, and nothing is to be mended by that', async () => {
  const { report } = await diagnose(['ends-execs']);
  const shown = (layer: string) => report.probes.find((probe) => probe.layer === layer && probe.subject === 'target');
  expect([shown('runc')?.outcome, shown('ctr')?.outcome], matrix(report)).toEqual(['ok', 'error']);
  expect(report.verdict, matrix(report)).toMatchObject({ status: 'inconclusive', confidence: 'low', remedy: null });
  expect(report.verdict.candidates).toContain('container');
  await expectNoTrace('ends-execs', 'main', before);
});

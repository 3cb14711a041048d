import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { attackerPod, folderOf, loadAttacker, said } from './support/attacker.ts';
import { diagnose, matrix, onTheNode, probeTimeout, type ReportDocument, reportOf, run } from './support/plugin.ts';
import { create, removeAll, until } from './support/pods.ts';
import { type Ssh, sshToNode } from './support/ssh.ts';
import { eventually, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// A pod with hostIPC, root in its container, with the node's /dev/shm: it waits there for the folder of a script that runs
// without a debug pod, and writes into it what the script runs next.

const planted = '/dev/shm/planted-by-a-pod';
const owned = '/tmp/owned-by-shm';

// the words that enter namespaces are read from a file of the script's
const script = `
printf '#!/bin/sh\\n: >${owned}\\n' >${planted}
chmod 755 ${planted}
echo ready
while :; do
  for folder in /dev/shm/exec-doctor-*; do
    [ ! -d "$folder" ] || { echo ${planted} >"$folder/kernel_way"; echo "$folder" >/evidence/seen; }
  done
  sleep 0.05
done 2>/dev/null`;

let before: readonly string[] = [];
let ssh: Ssh;
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  ssh = await sshToNode();
  await create(attackerPod('ipc', ['-c', script], { command: ['/bin/sh'] }, { hostIPC: true }));
  await until('ipc', '.status.phase', 'Running');
  await eventually(20_000, async () => ((await said('ipc')).includes('ready') ? [] : ['it is not ready']));
  before = await files();
});
afterAll(async () => {
  if (lab.missing) return;
  await removeAll();
  await onNode(['rm', '-f', planted, owned]);
  await ssh[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await onNode(['rm', '-f', owned, await seen()]);
});

const seen = async () => `${await folderOf('ipc')}/seen`;
const gained = async () => (await onNode(['sh', '-c', 'ls "$@" 2>/dev/null; :', 'ls', owned, await seen()])).trim();

/** Pasted into a console of the node, with another folder for the script where one is given. */
async function byConsole(place = ''): Promise<ReportDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  try {
    const { stdout } = await run(['nginx1', ...probeTimeout, '--print-script']);
    const places = 'in /run /root /var/lib;';
    expect(stdout).toContain(places);
    const pasted = place === '' ? stdout : stdout.replace(places, `in ${place};`);
    writeFileSync(join(folder, 'records'), await onNode(['sh', '-c', pasted], 120_000));
    return reportOf(await run(['--from-records', join(folder, 'records'), '-o', 'json']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function expectNothingGained(report: ReportDocument): Promise<void> {
  expect(await gained(), matrix(report)).toBe('');
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  await expectNoTrace('nginx1', 'nginx', before);
}

it('a script whose folder is in /dev/shm runs what that pod writes there, as root on the node', async () => {
  await eventually(60_000, async () => {
    await byConsole('/dev/shm');
    return (await gained()).includes(owned) ? [] : ['nothing was run'];
  });
});

it('by a console its folder is elsewhere', async () => {
  await expectNothingGained(await byConsole());
});

it('by ssh, too', async () => {
  await expectNothingGained((await diagnose(['nginx1', ...ssh.flags])).report);
});

it('on the node itself, too', async (context) => {
  context.skip(lab.mode.startsWith('modern'), 'the virtual machine has no Node, which the plugin needs there');
  await expectNothingGained(reportOf(await onTheNode(['local', 'nginx1/nginx', '-o', 'json', ...probeTimeout])));
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackerPod, folderOf, loadAttacker } from './support/attacker.ts';
import { criSocket } from './support/cri-socket.ts';
import { diagnose, matrix } from './support/plugin.ts';
import { create, removeAll, until } from './support/pods.ts';
import { hanging } from './support/runtime.ts';
import { eventually, family, fault, healAll, lab, onNode, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files } from './support/traces.ts';

// An agent as every cluster has them: in the node's process table, as nobody special. Its process is called containerd, or crio, its
// program lies, by its own account, in a folder that the node has too, and there is a crictl in that.

/** As the node's own is called, that of its containers. */
const daemon = family === 'cri-o' ? 'crio' : 'containerd';
const owned = '/tmp/owned-by-a-daemon';
const forged = 'level=error msg=\\"forged by an agent\\"';

const script = `
folder=/var/lib/kubelet/pods/$POD_UID/volumes/kubernetes.io~empty-dir/evidence
mkdir -p $folder
cp /attacker $folder/${daemon}
printf '#!/bin/sh\\n: >${owned}\\n' >/evidence/crictl
chmod 755 /evidence/crictl
exec $folder/${daemon} 2>/evidence/log`;

const agent = attackerPod(
  'agent',
  ['-c', script],
  {
    command: ['/bin/sh'],
    env: [{ name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } }],
    securityContext: { runAsUser: 1000 },
    volumeMounts: [
      { name: 'evidence', mountPath: '/evidence' },
      { name: 'var', mountPath: '/var' },
    ],
  },
  {
    hostPID: true,
    volumes: [
      { name: 'evidence', emptyDir: {} },
      { name: 'var', emptyDir: {} },
    ],
  },
);

const ownedNow = async () => (await onNode(['sh', '-c', `ls ${owned} 2>/dev/null || :`])) !== '';
const pidOfAgent = () =>
  onNode([
    'sh',
    '-c',
    `for pid in $(grep -lx ${daemon} /proc/[0-9]*/comm | cut -d/ -f3); do ! grep -q "^Uid:.1000" /proc/$pid/status || echo $pid; done`,
  ]);

let before: readonly string[] = [];
let removeSocket = async () => {};
beforeAll(async () => {
  if (lab.missing) return;
  await loadAttacker();
  removeSocket = await criSocket();
  await onNode(['rm', '-f', owned]);
  await create(agent);
  await until('agent', '.status.phase', 'Running');
  await eventually(20_000, async () => ((await pidOfAgent()) === '' ? [`its process is not called ${daemon}`] : []));
  await onNode(['sh', '-c', `echo 'time="2026-01-01T00:00:00Z" ${forged}' >>"$0"`, `${await folderOf('agent')}/log`]);
  before = await files();
});
afterAll(async () => {
  if (lab.missing) return;
  await healAll();
  await removeAll();
  await removeSocket();
  await untilHealthy();
});

it('whoever believes a process by its name runs its crictl as root', async () => {
  const believe = '"$(dirname "$(readlink "/proc/$0/exe")")/crictl" --version';
  await onNode(['sh', '-c', believe, await pidOfAgent()]);
  expect(await ownedNow()).toBe(true);
  await onNode(['rm', '-f', owned]);
});

it('a diagnosis does not: it is left aside, and that is told', async () => {
  const { report } = await diagnose(['nginx1']);
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  expect(await ownedNow()).toBe(false);
  expect(report.verdict.notTested.join('\n')).toContain(`a process called ${daemon} was left aside`);
  await expectNoTrace('nginx1', 'nginx', before);
});

it('nor does it quote its log, where something is broken', async () => {
  await fault(hanging.words);
  const { report } = await diagnose(['nginx1']);
  expect(report.verdict, matrix(report)).toMatchObject({ status: 'fault', layer: hanging.layer });
  expect(await ownedNow()).toBe(false);
  expect(JSON.stringify(report)).not.toMatch(/forged by an agent/);
});

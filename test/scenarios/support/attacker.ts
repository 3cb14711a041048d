import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { loadImage, programPath } from './images.ts';
import { pod } from './pods.ts';
import { kubectl, lab, onNode } from './the-lab.ts';

const attackerImage = 'lab/attacker:1';

/** Builds what a tenant may bring (attacker.c), in an image with busybox beside it. */
export async function loadAttacker(): Promise<void> {
  const root = mkdtempSync(join(lab.dir, 'attacker-'));
  const source = fileURLToPath(new URL('attacker.c', import.meta.url));
  await execa('gcc', ['-Wall', '-O1', '-static', '-pthread', '-o', join(root, 'attacker'), source]);
  chmodSync(join(root, 'attacker'), 0o755);
  for (const folder of ['bin', 'evidence', 'proc', 'tmp']) mkdirSync(join(root, folder));
  await execa('cp', [await programPath('busybox'), join(root, 'bin/busybox')]);
  for (const name of ['sh', 'echo', 'cat', 'cp', 'mkdir', 'sleep']) symlinkSync('busybox', join(root, 'bin', name));
  await loadImage(attackerImage, root, { Entrypoint: ['/attacker'], Env: ['PATH=/bin'] });
  rmSync(root, { recursive: true });
}

/** A pod whose first process is the attacker in that mode; what it gains it tells in a folder that the node sees, too. */
export const attackerPod = (name: string, args: readonly string[], container: object = {}, spec: object = {}) =>
  pod(
    name,
    {
      image: attackerImage,
      args,
      readinessProbe: undefined,
      volumeMounts: [{ name: 'evidence', mountPath: '/evidence' }],
      ...container,
    },
    { volumes: [{ name: 'evidence', emptyDir: {} }], ...spec },
  );

/** Where the node sees a folder of that pod. */
export async function folderOf(name: string, volume = 'evidence'): Promise<string> {
  const uid = await kubectl(['get', 'pod', name, '-o', 'jsonpath={.metadata.uid}']);
  return `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/${volume}`;
}

/** What the attacker gained, in its own words; empty: nothing. */
export const gainedBy = async (name: string): Promise<string> =>
  onNode(['sh', '-c', 'cat "$0" 2>/dev/null; rm -f "$0"', `${await folderOf(name)}/owned`]);

/** The first process of that pod's container, as the node numbers it. */
export async function firstProcessOf(name: string): Promise<string> {
  const uid = await kubectl(['get', 'pod', name, '-o', 'jsonpath={.metadata.uid}']);
  const script =
    'for c in /proc/[0-9]*/cgroup; do p=$(echo $c | cut -d/ -f3); [ "$(cat /proc/$p/comm)" = pause ] || ! tr _ - <$c | grep -q "$0" || { echo $p; exit; }; done 2>/dev/null';
  return (await onNode(['sh', '-c', script, uid])).trim();
}

/** Waits until it says that it is ready. */
export const said = async (name: string): Promise<string> => kubectl(['logs', name]).catch(() => '');

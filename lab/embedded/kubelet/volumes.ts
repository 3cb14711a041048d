import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ContainerSpec, PodSpec, Volume } from './pod-spec.ts';

const execute = promisify(execFile);
const podsDir = '/var/lib/kubelet/pods';

function emptyDirPath(pod: PodSpec, volume: Volume): string {
  return join(podsDir, pod.uid, 'volumes/kubernetes.io~empty-dir', volume.name);
}

/** Checks or makes the pod's volumes; throws, with the text of a FailedMount event, where one cannot be had. */
export async function setUpVolumes(pod: PodSpec): Promise<void> {
  for (const volume of pod.volumes) {
    try {
      if (volume.kind === 'hostPath') await checkHostPath(volume.path, volume.type);
      else if (volume.kind === 'emptyDir') await makeEmptyDir(emptyDirPath(pod, volume), volume.inMemory);
      else throw new Error('this lab has volumes of the kinds hostPath and emptyDir only');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`MountVolume.SetUp failed for volume "${volume.name}" : ${why}`);
    }
  }
}

/** Unmounts and removes all that the pod had below the kubelet's folder. */
export async function tearDownVolumes(pod: PodSpec): Promise<void> {
  for (const volume of pod.volumes) {
    if (volume.kind === 'emptyDir' && volume.inMemory)
      await execute('umount', [emptyDirPath(pod, volume)]).catch(() => {});
  }
  await rm(join(podsDir, pod.uid), { recursive: true, force: true });
}

/** The container's mounts, as dockerd takes them. */
export function binds(pod: PodSpec, container: ContainerSpec): string[] {
  const propagations: Record<string, string> = { HostToContainer: 'rslave', Bidirectional: 'rshared' };
  return container.mounts.flatMap((mount) => {
    const volume = pod.volumes.find((one) => one.name === mount.name);
    if (volume === undefined) return [];
    const source = volume.kind === 'hostPath' ? volume.path : emptyDirPath(pod, volume);
    const options = [mount.readOnly ? 'ro' : undefined, propagations[mount.propagation]].filter(
      (one) => one !== undefined,
    );
    return [[source, mount.mountPath, ...(options.length > 0 ? [options.join(',')] : [])].join(':')];
  });
}

/** Makes the file that becomes the container's termination message; its path on the node. */
export async function makeTerminationLog(pod: PodSpec, container: ContainerSpec): Promise<string> {
  const path = join(podsDir, pod.uid, 'containers', container.name, randomBytes(4).toString('hex'));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '', { mode: 0o666 });
  return path;
}

const typeChecks: Readonly<Record<string, { is: (found: Stats) => boolean; what: string }>> = {
  Directory: { is: (found) => found.isDirectory(), what: 'directory' },
  File: { is: (found) => found.isFile(), what: 'file' },
  Socket: { is: (found) => found.isSocket(), what: 'socket file' },
  CharDevice: { is: (found) => found.isCharacterDevice(), what: 'character device' },
  BlockDevice: { is: (found) => found.isBlockDevice(), what: 'block device' },
};

async function checkHostPath(path: string, type: string): Promise<void> {
  if (type === 'DirectoryOrCreate') await mkdir(path, { recursive: true });
  if (type === 'FileOrCreate') await writeFile(path, '', { flag: 'a' });
  const check = typeChecks[type.replace('OrCreate', '')];
  if (check === undefined) return; // no type: nothing is checked, and dockerd makes a directory
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !check.is(found))
    throw new Error(`hostPath type check failed: ${path} is not a ${check.what}`);
}

async function makeEmptyDir(path: string, inMemory: boolean): Promise<void> {
  await mkdir(path, { recursive: true });
  if (inMemory && (await stat(path)).dev === (await stat(dirname(path))).dev) {
    await execute('mount', ['-t', 'tmpfs', 'tmpfs', path]);
  }
  await execute('chmod', ['0777', path]);
}

import { fields, text } from '../json.ts';
import { dockerName, sandboxConfig } from './docker-config.ts';
import { ensureSandboxImage } from './image.ts';
import { backOffs, type PodLife, pause, removeContainer } from './pod-life.ts';

export interface Sandbox {
  readonly id: string;
  readonly ip: string;
}

/** Starts the pod's pause container, again and again until it runs; undefined where the pod ends before. */
export async function startSandbox(life: PodLife): Promise<Sandbox | undefined> {
  let attempt = 0;
  for (const delay of backOffs(1000)) {
    await life.cluster.faults.running();
    if (life.stopping.aborted) return undefined;
    try {
      await ensureSandboxImage(life);
      return await startOnce(life, attempt).catch((error: unknown) => {
        throw new Error(`failed to start sandbox container for pod "${life.pod.name}": ${textOf(error)}`);
      });
    } catch (error) {
      const what = `rpc error: code = Unknown desc = ${textOf(error)}`;
      life.event('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${what}`);
    }
    attempt += 1;
    await pause(delay, life.stopping);
  }
  return undefined;
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function startOnce(life: PodLife, attempt: number): Promise<Sandbox> {
  const { docker } = life.cluster;
  const name = dockerName(life.pod, 'POD', attempt);
  const id =
    text((await docker.post(`/containers/create?name=${name}`, sandboxConfig(life.cluster.cgroupRoot, life.pod))).Id) ??
    '';
  life.created.add(id);
  try {
    await docker.post(`/containers/${id}/start`);
  } catch (error) {
    await removeContainer(life, id);
    throw error;
  }
  const { NetworkSettings } = await docker.get(`/containers/${id}/json`);
  return { id, ip: life.pod.hostNetwork ? life.cluster.nodeIP : (text(fields(NetworkSettings).IPAddress) ?? '') };
}

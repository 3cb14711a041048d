import { text as textOf } from 'node:stream/consumers';
import { DockerError } from '../docker/engine.ts';
import { parseObject, text } from '../json.ts';
import type { ContainerRecord } from './container-record.ts';
import { sandboxImage } from './docker-config.ts';
import { backOffs, type PodLife, pause } from './pod-life.ts';
import type { ContainerSpec } from './pod-spec.ts';

/** The id of the container's image, pulled where its policy says so; undefined where the pod ends before there is one. */
export async function ensureImage(
  life: PodLife,
  spec: ContainerSpec,
  record: ContainerRecord,
): Promise<string | undefined> {
  for (const delay of backOffs(10_000)) {
    await life.cluster.faults.running();
    if (life.stopping.aborted) return undefined;
    const present = await imageID(life, spec.image);
    if (present !== undefined && spec.imagePullPolicy !== 'Always') {
      life.event('Normal', 'Pulled', `Container image "${spec.image}" already present on machine`, spec.name);
      return present;
    }
    const error = spec.imagePullPolicy === 'Never' ? neverPull(spec.image) : await pull(life, spec);
    if (error === undefined) return imageID(life, spec.image);
    record.state = { kind: 'waiting', ...error };
    life.event('Warning', 'Failed', `Error: ${error.reason}`, spec.name);
    await life.publish();
    if (error.reason === 'ErrImagePull') await backOff(life, spec, record);
    await pause(delay, life.stopping);
  }
  return undefined;
}

/** Has dockerd pull the sandbox's image where it says that there is none: also one that may open no file says so. */
export async function ensureSandboxImage(life: PodLife): Promise<void> {
  if ((await imageID(life, sandboxImage)) !== undefined) return;
  const why = await pullError(life, sandboxImage);
  if (why !== undefined) throw new Error(`failed pulling image "${sandboxImage}": Error response from daemon: ${why}`);
}

interface ImageError {
  readonly reason: 'ErrImageNeverPull' | 'ErrImagePull';
  readonly message: string;
}

function neverPull(image: string): ImageError {
  return {
    reason: 'ErrImageNeverPull',
    message: `Container image "${image}" is not present with pull policy of Never`,
  };
}

async function imageID({ cluster }: PodLife, image: string): Promise<string | undefined> {
  try {
    return text((await cluster.docker.get(`/images/${image}/json`)).Id);
  } catch (error) {
    if (error instanceof DockerError && error.code === 404) return undefined;
    throw error;
  }
}

/** Lets dockerd try; there is no registry, so that this tells how a pull fails. */
async function pull(life: PodLife, { name, image }: ContainerSpec): Promise<ImageError | undefined> {
  life.event('Normal', 'Pulling', `Pulling image "${image}"`, name);
  const why = await pullError(life, image);
  if (why === undefined) return undefined;
  const message = `rpc error: code = Unknown desc = Error response from daemon: ${why}`;
  life.event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`, name);
  return { reason: 'ErrImagePull', message };
}

async function pullError({ cluster }: PodLife, image: string): Promise<string | undefined> {
  const reference = /:[^/]*$/.test(image) ? image : `${image}:latest`;
  try {
    const progress = await textOf(
      await cluster.docker.stream('POST', `/images/create?fromImage=${encodeURIComponent(reference)}`),
    );
    const lines = progress.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => text(parseObject(line).error)).find((error) => error !== undefined);
  } catch (error) {
    if (error instanceof DockerError) return error.message.replace('Error response from daemon: ', '');
    throw error;
  }
}

/** After the error itself the status tells that the next try is put off. */
async function backOff(life: PodLife, { name, image }: ContainerSpec, record: ContainerRecord): Promise<void> {
  await pause(2000, life.stopping);
  record.state = { kind: 'waiting', reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` };
  life.event('Normal', 'BackOff', `Back-off pulling image "${image}"`, name);
  await life.publish();
}

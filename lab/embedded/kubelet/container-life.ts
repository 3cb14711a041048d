import { open } from 'node:fs/promises';
import { timestamp } from '../api/objects.ts';
import { fields, number, text } from '../json.ts';
import type { ContainerRecord, ContainerState } from './container-record.ts';
import { containerConfig, dockerName } from './docker-config.ts';
import { environment } from './environment.ts';
import { ensureImage } from './image.ts';
import { backOffs, insist, type PodLife, pause, removeContainer, stopContainer } from './pod-life.ts';
import type { ContainerSpec, RestartPolicy } from './pod-spec.ts';
import type { Sandbox } from './sandbox.ts';
import { binds, makeTerminationLog } from './volumes.ts';

/** Runs a container, and again as its restart policy says, until the pod ends. */
export async function liveContainer(
  life: PodLife,
  sandbox: Sandbox,
  spec: ContainerSpec,
  record: ContainerRecord,
  restartPolicy: RestartPolicy,
): Promise<void> {
  const delays = backOffs(10_000);
  for (let attempt = 0, ends = 0; ; attempt += 1) {
    if (attempt > 1) await waitToRestart(life, record, delays.next().value); // the first restart is at once
    if (life.stopping.aborted) return;
    const previous = record.containerID;
    record.restartCount = ends;
    const end = await runOnce(life, sandbox, spec, record);
    if (end === undefined) continue;
    ends += 1;
    const isLast = restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && end.exitCode === 0);
    const neverRan = end.reason === 'ContainerCannotRun' && !isLast;
    record.state = neverRan ? { kind: 'waiting', reason: 'RunContainerError', message: end.message } : end;
    if (neverRan) record.lastState = end;
    await life.publish();
    if (isLast || life.stopping.aborted) return;
    if (previous !== '') await removeContainer(life, previous);
    record.lastState = end;
  }
}

type End = Extract<ContainerState, { kind: 'terminated' }>;

async function waitToRestart(life: PodLife, record: ContainerRecord, delayMs: number): Promise<void> {
  if (record.state.kind === 'terminated') {
    const who = `restarting failed container=${record.name} pod=${life.pod.name}_${life.pod.namespace}(${life.pod.uid})`;
    record.state = { kind: 'waiting', reason: 'CrashLoopBackOff', message: `back-off ${delayMs / 1000}s ${who}` };
    life.event('Warning', 'BackOff', 'Back-off restarting failed container', record.name);
    await life.publish();
  }
  await pause(delayMs, life.stopping);
}

/** One container from its creation to its end; undefined where it could not be made. */
async function runOnce(
  life: PodLife,
  sandbox: Sandbox,
  spec: ContainerSpec,
  record: ContainerRecord,
): Promise<End | undefined> {
  const imageID = await ensureImage(life, spec, record);
  if (imageID === undefined) return undefined;
  record.imageID = imageID;
  const { docker, faults, nodeIP, cgroupRoot } = life.cluster;
  const terminationLog = await makeTerminationLog(life.pod, spec);
  const config = containerConfig(life.pod, spec, {
    cgroupRoot,
    sandboxID: sandbox.id,
    imageID,
    environment: environment(life.pod, spec, sandbox.ip, nodeIP),
    binds: [...binds(life.pod, spec), `${terminationLog}:${spec.terminationMessagePath}`],
    restartCount: record.restartCount,
  });
  const id = await create(life, dockerName(life.pod, spec.name, record.restartCount), config, record);
  if (id === undefined) return undefined;
  record.containerID = id;
  await faults.running();
  if (life.stopping.aborted) return undefined;
  try {
    await docker.post(`/containers/${id}/start`);
    life.event('Normal', 'Started', `Started container ${spec.name}`, spec.name);
    record.state = { kind: 'running', startedAt: timestamp() };
    await life.publish();
    if (life.stopping.aborted) await stopContainer(life, id, life.pod.gracePeriodSeconds);
    await insist(() => docker.post(`/containers/${id}/wait`));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    life.event('Warning', 'Failed', `Error: failed to start container "${spec.name}": ${why}`, spec.name);
  }
  await faults.running();
  return endOf(life, id, terminationLog);
}

async function create(
  life: PodLife,
  name: string,
  config: ReturnType<typeof containerConfig>,
  record: ContainerRecord,
): Promise<string | undefined> {
  try {
    const id = text((await life.cluster.docker.post(`/containers/create?name=${name}`, config)).Id) ?? '';
    life.created.add(id);
    life.event('Normal', 'Created', `Created container ${record.name}`, record.name);
    return id;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    record.state = { kind: 'waiting', reason: 'CreateContainerError', message };
    life.event('Warning', 'Failed', `Error: ${message}`, record.name);
    await life.publish();
    return undefined;
  }
}

/** How it ended, in dockerd's words and in its own: the termination message. */
async function endOf({ cluster }: PodLife, id: string, terminationLog: string): Promise<End> {
  const state = fields((await cluster.docker.get(`/containers/${id}/json`)).State);
  const exitCode = number(state.ExitCode) ?? 0;
  const startError = text(state.Error) ?? '';
  const wasStarted = !(text(state.StartedAt) ?? '').startsWith('0001');
  const ended = wasStarted ? Date.parse(text(state.FinishedAt) ?? '') : Date.now();
  return {
    kind: 'terminated',
    exitCode,
    reason: !wasStarted
      ? 'ContainerCannotRun'
      : state.OOMKilled === true
        ? 'OOMKilled'
        : exitCode === 0
          ? 'Completed'
          : 'Error',
    message: (await lastBytes(terminationLog, 4096)) || startError,
    startedAt: timestamp(wasStarted ? new Date(text(state.StartedAt) ?? '') : new Date()),
    finishedAt: timestamp(new Date(ended)),
    containerID: id,
  };
}

async function lastBytes(path: string, most: number): Promise<string> {
  await using file = await open(path);
  const { size } = await file.stat();
  const length = Math.min(size, most);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8');
}

import type { ServerResponse } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { DockerError } from '../docker/engine.ts';
import { frames } from '../docker/frames.ts';
import { fields, text } from '../json.ts';
import type { ApiObject } from './objects.ts';
import { bareID, chooseContainer, containerStatus } from './pod-containers.ts';
import { ApiError, badRequest, serverError } from './status.ts';

/** Serves a container's log; with `follow` until it ends or the client leaves. */
export async function serveLog(
  cluster: Cluster,
  pod: ApiObject,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const container = chooseContainer(pod, query.get('container'));
  const { namespace, name } = pod.metadata;
  const instead = cluster.answers.log();
  if (instead !== null) throw new ApiError(403, 'Forbidden', `${instead} ( pods/log ${name})`);
  try {
    await cluster.faults.dial();
  } catch (error) {
    const search = query.size === 0 ? '' : `?${query}`;
    const url = `https://127.0.0.1:10250/containerLogs/${namespace}/${name}/${container}${search}`;
    throw serverError(`Get "${url}": ${error instanceof Error ? error.message : error}`);
  }
  const id = loggedContainer(pod, container, query.get('previous') === 'true');
  const output = await cluster.docker
    .stream('GET', `/containers/${id}/logs?${dockerOptions(query)}`)
    .catch((error: unknown) => {
      throw error instanceof DockerError ? badRequest(`unable to retrieve container logs for docker://${id}`) : error;
    });
  response.on('close', () => output.destroy());
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  let left = Number(query.get('limitBytes') ?? 'Infinity');
  try {
    for await (const { payload } of frames(output)) {
      await cluster.faults.pass();
      response.write(payload.subarray(0, Math.min(left, payload.length)));
      left -= payload.length;
      if (left <= 0) break;
    }
    response.end();
  } catch {
    response.destroy();
  }
}

/** The id of the container whose log it is: the one that runs or ran last, or with `previous` the one before. */
function loggedContainer(pod: ApiObject, container: string, previous: boolean): string {
  const { state, lastState } = containerStatus(pod, container);
  const { waiting, running, terminated } = fields(state);
  const before = bareID(text(fields(fields(lastState).terminated).containerID));
  if (previous) {
    if (before !== undefined) return before;
    throw badRequest(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`);
  }
  const id = bareID(text(containerStatus(pod, container).containerID));
  if ((running !== undefined || terminated !== undefined) && id !== undefined) return id;
  if (before !== undefined) return before;
  const reason = text(fields(waiting).reason) ?? 'ContainerCreating';
  const what = /^(Err|Image|Invalid)/.test(reason) ? 'trying and failing to pull image' : reason;
  throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${what}`);
}

function dockerOptions(query: URLSearchParams): URLSearchParams {
  const options = new URLSearchParams({ stdout: '1', stderr: '1' });
  if (query.get('follow') === 'true') options.set('follow', '1');
  if (query.get('timestamps') === 'true') options.set('timestamps', '1');
  const tail = query.get('tailLines');
  if (tail !== null) options.set('tail', tail);
  const seconds = query.get('sinceSeconds');
  if (seconds !== null) options.set('since', String(Math.floor(Date.now() / 1000) - Number(seconds)));
  return options;
}

import { type Fields, fields, list, text } from '../json.ts';
import type { ApiObject } from './objects.ts';
import { badRequest } from './status.ts';

/** The names of a pod's containers, init containers last. */
function containerNames(pod: ApiObject, kinds: readonly string[]): string[] {
  const spec = fields(pod.spec);
  return kinds.flatMap((kind) => list(spec[kind]).flatMap((one) => text(fields(one).name) ?? []));
}

/** The container that a log or exec request means; one of several has to be named. */
export function chooseContainer(pod: ApiObject, asked: string | null): string {
  const containers = containerNames(pod, ['containers']);
  const all = containerNames(pod, ['containers', 'initContainers', 'ephemeralContainers']);
  if (asked !== null && asked !== '') {
    if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
    return asked;
  }
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only;
  const choice = `choose one of: [${containers.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, ${choice}`);
}

/** What the pod's status says of one container; nothing where it was not started yet. */
export function containerStatus(pod: ApiObject, name: string): Fields {
  const status = fields(pod.status);
  const all = [...list(status.containerStatuses), ...list(status.initContainerStatuses)].map(fields);
  return all.find((one) => one.name === name) ?? {};
}

/** `docker://ID` without its scheme. */
export function bareID(containerID: string | undefined): string | undefined {
  return containerID === undefined ? undefined : containerID.replace(/^\w+:\/\//, '') || undefined;
}

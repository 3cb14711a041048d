import { Problem } from '../model/problem.ts';
import { parseContainerID, type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';

/** The runtime that made a container, and its id there. Throws where it is not one that we can enter. */
export function findRuntime(containerID: string): { readonly family: RuntimeFamily; readonly id: string } {
  const parsed = parseContainerID(containerID);
  if (!parsed || !/^[A-Za-z0-9][\w.-]*$/.test(parsed.id)) {
    throw new Problem(`The container id ${JSON.stringify(containerID)} is of no runtime that is known here.`, {
      next: `Known are: ${supported.join(', ')}.`,
    });
  }
  if (!parsed.family.supported) {
    throw new Problem(`The container runs under ${parsed.family.name}, which is not supported yet.`, {
      next: `Supported are: ${supported.join(', ')}.`,
    });
  }
  return parsed;
}

const supported = runtimeFamilies.filter((row) => row.supported).map(({ name }) => name);

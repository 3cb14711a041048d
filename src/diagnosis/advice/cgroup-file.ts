import type { Observation } from '../../evidence/observation.ts';
import { nameOr } from '../../model/name-grammar.ts';

/** v1 has a hierarchy of its own for each controller. */
const ofV1 = /^\/sys\/fs\/cgroup\/freezer(?=\/)/;

/**
 * A file of the container's cgroup, where this version of cgroups has it: the guards have looked at its freezer. Null where they
 * told nothing. What a file says of the node's paths is not repeated.
 */
export function cgroupFile(
  { evidence, fromFile }: Pick<Observation, 'evidence' | 'fromFile'>,
  controller: string,
  file: string,
  fileOfV1 = file,
): string | null {
  const cgroup = evidence?.guard?.cgroup ?? '';
  if (cgroup === '' || /^\/sys\/fs\/cgroup\/unified\//.test(cgroup)) return null;
  const isV1 = ofV1.test(cgroup);
  const folder = isV1 ? cgroup.replace(ofV1, `/sys/fs/cgroup/${controller}`) : cgroup;
  const unknown = isV1 ? `/sys/fs/cgroup/${controller}/CGROUP` : '/sys/fs/cgroup/CGROUP';
  return `${fromFile ? unknown : nameOr(unknown, 'path', folder)}/${isV1 ? fileOfV1 : file}`;
}

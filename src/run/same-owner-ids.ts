import { opinions } from '../model/probe.ts';
import type { NodeRecord, RecordOf } from '../records/record.ts';

/**
 * Of the containers that were asked beside the target, those of pods in its namespace. A container that is not listed, as that
 * of a sandbox, is known by the pod that the node has its cgroup in.
 */
export function sameOwnerIDs(
  records: readonly NodeRecord[],
  sameOwner: ReadonlySet<string> | null,
): readonly string[] | null {
  if (sameOwner === null) return null;
  return (['control', ...opinions] as const).flatMap((who) => {
    const id = records.findLast((record) => record.r === 'fact' && record.k === `${who}.id`);
    if (id?.r !== 'fact') return [];
    const isOwn = sameOwner.has(id.v) || sameOwner.has(podOf(records, who));
    return isOwn ? [id.v] : [];
  });
}

/** The UID of the outermost pod: below its own cgroup a container may have made others. */
function podOf(records: readonly NodeRecord[], who: RecordOf<'guard'>['subject']): string {
  const guard = records.findLast(
    (record): record is RecordOf<'guard'> => record.r === 'guard' && record.subject === who,
  );
  const [, uid = ''] = /[/-]pod([0-9a-f]{8}[0-9a-f_-]{28})(?![0-9a-f_-])/.exec(guard?.cgroup ?? '') ?? [];
  return uid.replaceAll('_', '-');
}

import { opinions } from '../../model/probe.ts';
import type { NodeRecord, RecordOf } from '../../records/record.ts';

/**
 * Of the containers that were asked beside the target, those of pods in its namespace. A container that is not listed, as that
 * of a sandbox, is known by the pod that the node has its cgroup in.
 */
export function sameOwnerIDs(
  records: readonly NodeRecord[],
  sameOwner: ReadonlySet<string> | null,
): readonly string[] | null {
  if (sameOwner === null) return null;
  return (['control', ...opinions] as const).flatMap((who) =>
    idOf(records, who).filter((id) => sameOwner.has(id) || sameOwner.has(podOf(records, who))),
  );
}

/** Ids of the containers that were asked beside the target. */
export const askedBeside = (records: readonly NodeRecord[]): readonly string[] =>
  (['control', ...opinions] as const).flatMap((who) => idOf(records, who));

function idOf(records: readonly NodeRecord[], who: 'control' | (typeof opinions)[number]): readonly string[] {
  const id = records.findLast((record) => record.r === 'fact' && record.k === `${who}.id`);
  return id?.r === 'fact' && id.v !== '' ? [id.v] : [];
}

/** The UID of the outermost pod: below its own cgroup a container may have made others. */
function podOf(records: readonly NodeRecord[], who: RecordOf<'guard'>['subject']): string {
  const guard = records.findLast(
    (record): record is RecordOf<'guard'> => record.r === 'guard' && record.subject === who,
  );
  const [, uid = ''] = /[/-]pod([0-9a-f]{8}[0-9a-f_-]{28})(?![0-9a-f_-])/.exec(guard?.cgroup ?? '') ?? [];
  return uid.replaceAll('_', '-');
}

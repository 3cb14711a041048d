import type { NodeRecord } from './record.ts';

/** What the gist tells beyond the records of the log. */
export function missingFrom(records: readonly NodeRecord[], gist: readonly NodeRecord[]): NodeRecord[] {
  const known = new Set(records.map(keyOf));
  return gist.filter((record) => !known.has(keyOf(record)));
}

/** Of a container's id in the gist. */
const gistIdLength = 12;

function keyOf(record: NodeRecord): string {
  switch (record.r) {
    case 'probe':
    case 'passage':
    case 'terminal':
    case 'stream':
      return [record.r, record.subject, record.layer, record.attempt, record.pass ?? 1].join();
    case 'skip':
      return [record.r, record.subject, record.layer].join();
    case 'guard':
      return [record.r, record.subject].join();
    case 'survey':
      return [record.r, record.id.slice(0, gistIdLength)].join();
    case 'identity':
      return [record.r, record.when].join();
    case 'fact':
      return [record.r, record.k].join();
    case 'process':
      return [record.r, record.pid, record.role, record.of].join();
    case 'answer':
      return [record.r, record.name].join();
    case 'limit':
      return [record.r, record.what, record.at].join();
    case 'socket':
      return [record.r, record.layer, record.look].join();
    case 'refused':
      return [record.r, record.what, record.name, record.why].join();
    case 'dump':
      return [record.r, record.of].join();
    case 'unread':
      return [record.r, record.line].join();
    case 'left':
      return [record.r, record.kind, record.subject, record.name].join();
    default:
      return record.r;
  }
}

import { briefs, markPattern, type NodeRecord, recordSchema } from './record.ts';

/** The mark in the first line of a brief; null for every other line. */
export function briefMark(line: string): string | null {
  const [kind, mark = '', userland, ...more] = line.split(' ');
  return kind === 'hello' && userland !== undefined && more.length === 0 && markPattern.test(mark) ? mark : null;
}

/**
 * Reads the termination message: the brief of the records in words, a line each, after a first line with their mark.
 * Nobody but the script writes it. It lacks what only explains: commands, whole texts, most facts.
 */
export function decodeBrief(message: string): NodeRecord[] {
  const lines = message.split('\n').map((line) => line.split(' '));
  if (briefMark(lines[0]?.join(' ') ?? '') === null) return [];
  return lines.flatMap(([kind = '', ...words]) => {
    const record = recordSchema.safeParse(asRecord(kind, words));
    return record.success ? [record.data] : [];
  });
}

/** A line that was cut has fewer words, and must not pass for an answer. */
function asRecord(kind: string, words: readonly string[]): unknown {
  if (kind === 'hello') return words.length === 2 ? { r: kind, userland: words[1], uptime: null } : null;
  const schema = recordSchema.def.options.find(({ shape }) => shape.r.def.values.some((value) => value === kind));
  const keys = schema && briefOf(schema.shape.r.def.values[0]);
  if (!keys || words.length !== keys.length) return null;
  const fields = Object.entries(schema.shape).map(([key, field]) => {
    const word = words[keys.indexOf(key)];
    return [key, word === undefined ? untoldValue(field) : read(key, field, word)];
  });
  return { ...Object.fromEntries(fields), r: kind };
}

const briefOf = (kind: NodeRecord['r'] | undefined): readonly string[] | undefined => kind && briefs[kind];

/** A type of a field, and what it is where it may be missing. */
interface Field {
  readonly def: { readonly type: string; readonly innerType?: Field };
}

const innermost = (field: Field): string => (field.def.innerType ? innermost(field.def.innerType) : field.def.type);

function read(key: string, field: Field, word: string): unknown {
  if (key === 'err') return word === '-' ? '' : `=${word}`;
  if (key === 'why' && word === 'open') return '';
  const type = innermost(field);
  if (type === 'boolean') return word === 'true';
  if (type === 'number' || type === 'literal') return word === '-' || word === '' ? null : Number(word);
  return word === '-' ? '' : word.replaceAll('"', '');
}

function untoldValue({ def }: Field): unknown {
  if (def.type === 'nullable') return null;
  if (def.type === 'array') return [];
  if (def.type === 'boolean') return true; // `cut`: it may have been more
  return def.type === 'pipe' || def.type === 'string' ? '' : undefined;
}

/** What the brief tells beyond the records of the log. */
export function missingFrom(records: readonly NodeRecord[], brief: readonly NodeRecord[]): NodeRecord[] {
  const known = new Set(records.map(keyOf));
  return brief.filter((record) => !known.has(keyOf(record)));
}

/** Of a container's id in the brief. */
const briefIdLength = 12;

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
      return [record.r, record.id.slice(0, briefIdLength)].join();
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

import { markPattern } from './decode.ts';
import { type NodeRecord, recordSchema } from './record.ts';

/** The mark in the first line of a gist; null for every other line. */
export function gistMark(line: string): string | null {
  const [kind, mark = '', userland, ...more] = line.split(' ');
  return kind === 'hello' && userland !== undefined && more.length === 0 && markPattern.test(mark) ? mark : null;
}

/**
 * Reads the termination message: the gist of the records in words, a line each, after a first line with their mark.
 * Nobody but the script writes it. It lacks what only explains: commands, whole texts, most facts.
 */
export function decodeGist(message: string): NodeRecord[] {
  const lines = message.split('\n').map((line) => line.split(' '));
  if (gistMark(lines[0]?.join(' ') ?? '') === null) return [];
  return lines.flatMap(([kind = '', ...words]) => {
    if (words.length !== wordCounts[kind]) return [];
    const record = recordSchema.safeParse(asRecord(kind, words));
    return record.success ? [record.data] : [];
  });
}

/** A line that was cut has fewer words, and must not pass for an answer. */
const wordCounts: Readonly<Record<string, number>> = {
  hello: 2,
  fact: 2,
  process: 8,
  limit: 6,
  pile: 4,
  socket: 6,
  answer: 4,
  guard: 7,
  gate: 1,
  survey: 2,
  identity: 4,
  probe: 10,
  passage: 10,
  terminal: 10,
  stream: 10,
  skip: 3,
  dump: 3,
  refused: 3,
  left: 3,
  end: 1,
};

const number = (word: string | undefined) => (word === undefined || word === '-' || word === '' ? null : Number(word));
const textOf = (word: string | undefined) => (word === undefined || word === '-' ? '' : word.replaceAll('"', ''));
const whyOf = (word: string | undefined) => (word === 'open' ? '' : word);

function asRecord(kind: string, w: readonly string[]): unknown {
  switch (kind) {
    case 'hello':
      return { r: kind, userland: w[1], uptime: null };
    case 'fact':
      return { r: kind, k: w[0], v: textOf(w[1]) };
    case 'process':
      return {
        r: kind,
        name: textOf(w[0]),
        pid: number(w[1]),
        state: w[2],
        start: number(w[3]),
        role: w[4],
        of: w[5] === '-' ? '' : w[5],
        parent: null,
        threads: null,
        waitsIn: '',
        stack: '',
        files: number(w[6]),
        filesMax: number(w[7]),
      };
    case 'limit':
      return {
        r: kind,
        subject: w[0],
        what: w[1],
        at: textOf(w[2]),
        used: number(w[3]),
        max: number(w[4]),
        hits: number(w[5]),
      };
    case 'pile':
      return {
        r: kind,
        live: number(w[0]),
        oldest: number(w[1]),
        deadOfShim: number(w[2]),
        deadInside: number(w[3]),
      };
    case 'socket':
      return {
        r: kind,
        layer: w[0],
        look: number(w[1]),
        path: textOf(w[2]),
        listens: w[3] === 'true',
        waiting: number(w[4]),
        unread: number(w[5]),
      };
    case 'answer':
      return {
        r: kind,
        name: w[0],
        end: w[1],
        code: number(w[2]),
        ms: number(w[3]),
        command: [],
        out: '',
        err: '',
      };
    case 'guard':
      return {
        r: kind,
        subject: w[0],
        frozen: w[1],
        frozenAt: textOf(w[2]),
        cgroup: textOf(w[3]),
        headroom: number(w[4]),
        stuckInit: number(w[5]),
        blocked: textOf(w[6]),
      };
    case 'gate':
      return { r: kind, why: whyOf(w[0]) };
    case 'survey':
      return { r: kind, id: w[0], why: whyOf(w[1]) };
    case 'identity':
      return { r: kind, when: w[0], init: number(w[1]), start: number(w[2]), state: textOf(w[3]) };
    case 'probe':
    case 'passage':
    case 'terminal':
    case 'stream':
      return {
        r: kind,
        subject: w[0],
        layer: w[1],
        method: w[2],
        attempt: number(w[3]),
        end: w[4],
        code: number(w[5]),
        ms: number(w[6]),
        seen: w[7] === 'true',
        command: [],
        out: '',
        err: w[8] === '-' ? '' : `=${w[8]}`,
        pass: number(w[9]),
      };
    case 'skip':
      return { r: kind, subject: w[0], layer: w[1], why: w[2] };
    case 'dump':
      return { r: kind, of: w[0], pid: number(w[1]), why: textOf(w[2]), dir: '', total: null, cut: true };
    case 'refused':
      return { r: kind, what: w[0], name: textOf(w[1]), why: w[2] };
    case 'left':
      return { r: kind, kind: w[0], subject: w[1], name: textOf(w[2]) };
    case 'end':
      return { r: kind, overdue: number(w[0]) };
    default:
      return null;
  }
}

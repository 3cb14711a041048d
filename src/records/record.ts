import { crc32 } from 'node:zlib';
import * as z from 'zod/mini';
import { opinions, probeNames, subjects } from '../model/probe.ts';

/**
 * What the node script writes: one JSON object a line, with the run's mark in `n` and its kind in `r`.
 * A text is plain, or `=` and base64.
 */
const text = z.codec(z.string(), z.string(), {
  decode: (value) => (value.startsWith('=') ? Buffer.from(value.slice(1), 'base64').toString('utf8') : value),
  encode: (value) => (value.startsWith('=') ? `=${Buffer.from(value).toString('base64')}` : value),
});
const bytes = z.codec(z.string(), z.instanceof(Buffer), {
  decode: (value) => Buffer.from(value.replace(/^=/, ''), 'base64'),
  encode: (value) => `=${value.toString('base64')}`,
});
const count = z.int().check(z.minimum(0));
const probeName = z.enum(probeNames);
const askedSubject = z.enum([...subjects, ...opinions]);

const ending = {
  end: z.enum(['exited', 'timeout']),
  code: z.nullable(count),
  ms: count,
  command: z.array(text),
};
const answer = { attempt: count, ...ending };
const probeFields = {
  subject: askedSubject,
  layer: probeName,
  ...answer,
  method: z.enum(['echo', 'missing-path']),
  /** Whether the word, or the path that cannot exist, came back. */
  seen: z.boolean(),
  /** Of several, where the user wants them repeated. */
  pass: z.optional(count),
  out: text,
  err: text,
};

export const recordSchema = z.discriminatedUnion('r', [
  z.object({
    r: z.literal('hello'),
    userland: z.enum(['host', 'image']),
    /** Milliseconds since the node started; null in the brief. */
    uptime: z.nullable(count),
  }),
  z.object({ r: z.literal('fact'), k: z.string(), v: text }),
  z.object({
    r: z.literal('process'),
    name: text,
    pid: count,
    /** One letter, as in proc(5): R S D T t Z … */
    state: z.string(),
    /** Clock ticks after the node's start. */
    start: count,
    /** `inside`: in the container. `runtime`: runc, or what it starts. */
    role: z.enum(['daemon', 'shim', 'runtime', 'inside']),
    /** Whose shim it is, or in whose container. */
    of: z.enum(['', ...subjects, ...opinions]),
    parent: z.nullable(count),
    threads: z.nullable(count),
    /** Where in the kernel it waits: /proc/PID/wchan. */
    waitsIn: text,
    /** Through which functions of the kernel it got there, the innermost first: /proc/PID/stack. */
    stack: z._default(text, ''),
    /** Open files, and how many it may have. */
    files: z.nullable(count),
    filesMax: z.nullable(count),
    /** The frozen cgroup that a daemon or a shim is in; empty where it is in none. */
    frozenAt: z._default(text, ''),
  }),
  z.object({
    r: z.literal('guard'),
    subject: askedSubject,
    frozen: z.enum(['yes', 'no', 'unknown']),
    cgroup: text,
    /** The highest cgroup that is frozen by itself; empty where none is. */
    frozenAt: text,
    /** Bytes left below the lowest memory limit of the cgroup and its parents; null: no limit was found. */
    headroom: z.nullable(z.int()),
    /** A `runc init` in uninterruptible sleep inside the container. */
    stuckInit: z.nullable(count),
    blocked: z.enum(['', 'frozen', 'memory', 'stuck-init']),
  }),
  z.object({ r: z.literal('gate'), why: z.string() }),
  /** Of one of many containers; the brief has but the beginning of its id. `why`: what speaks against an exec in it. */
  z.object({ r: z.literal('survey'), id: z.string(), why: z.string() }),
  z.object({
    r: z.literal('identity'),
    when: z.enum(['before', 'after']),
    init: z.nullable(count),
    start: z.nullable(count),
    /** As in proc(5); empty where there is no such process. */
    state: z.string(),
  }),
  z.object({ r: z.literal('probe'), ...probeFields }),
  /** The path that cannot exist, asked for at a layer where the target's echo failed or hung: no program has a say in that. */
  z.object({ r: z.literal('passage'), ...probeFields }),
  /** The same probe with a terminal. */
  z.object({ r: z.literal('terminal'), ...probeFields }),
  /** The same probe through the CRI's stream server. */
  z.object({ r: z.literal('stream'), ...probeFields }),
  z.object({ r: z.literal('skip'), subject: askedSubject, layer: probeName, why: z.string() }),
  /** To a question that is no probe: nothing is executed in a container for it. */
  z.object({ r: z.literal('answer'), name: z.string(), ...ending, out: text, err: text }),
  /** Another container of the pod, or its sandbox. */
  z.object({
    r: z.literal('sibling'),
    id: z.string(),
    init: z.nullable(count),
    /** Of its first process; empty where there is none. */
    state: z.string(),
    /** Its runtime has a record of it. */
    recorded: z.boolean(),
  }),
  /** A limit of the container's cgroup or of one above it. */
  z.object({
    r: z.literal('limit'),
    subject: askedSubject,
    what: z.enum(['pids', 'memory']),
    at: text,
    used: z.nullable(count),
    max: count,
    /** How often it was in the way; of memory: how many it killed. */
    hits: z.nullable(count),
  }),
  z.object({
    r: z.literal('cpu'),
    subject: askedSubject,
    when: z.enum(['before', 'after']),
    at: text,
    /** Microseconds of CPU in each period. */
    quota: count,
    period: z.nullable(count),
    periods: z.nullable(count),
    throttled: z.nullable(count),
  }),
  /** Execs that live or lie dead under the target's shim, and the dead in it whose parents do not collect them. */
  z.object({
    r: z.literal('pile'),
    live: count,
    /** Start of the oldest that lives, in clock ticks after the node's start. */
    oldest: z.nullable(count),
    deadOfShim: count,
    deadInside: count,
  }),
  z.object({
    r: z.literal('socket'),
    layer: z.enum(['dockerd', 'containerd', 'shim']),
    /** It is looked at twice: what is there for a moment only proves nothing. */
    look: z.literal([1, 2]),
    path: text,
    listens: z.boolean(),
    /** Connections that nobody has accepted yet. */
    waiting: count,
    /** Bytes that were sent to it and not read. */
    unread: count,
  }),
  z.object({ r: z.literal('log'), of: z.enum(['dockerd', 'containerd', 'crio', 'kubelet', 'runc']), v: text }),
  /** What came of the signal to a daemon at which it tells where its goroutines are; `why` it came to nothing. */
  z.object({
    r: z.literal('dump'),
    of: z.enum(['dockerd', 'containerd']),
    pid: z.nullable(count),
    why: z.string(),
    /** The folder on the node where it writes it. */
    dir: text,
    /** Goroutines that it has. */
    total: z.nullable(count),
    cut: z.boolean(),
  }),
  /** Of those goroutines, the ones that serve requests for containers: a piece of text. */
  z.object({ r: z.literal('goroutines'), of: z.enum(['dockerd', 'containerd']), part: count, v: text }),
  z.object({
    r: z.literal('command'),
    layer: probeName,
    ...answer,
    /** The command itself, though its client may still wait; null where that is not known. */
    ended: z._default(z.nullable(z.boolean()), null),
  }),
  z.object({ r: z.literal('output'), layer: probeName, stream: z.enum(['out', 'err']), part: count, v: bytes }),
  /** What was not believed, for others than the node's root may have put it there. */
  z.object({
    r: z.literal('refused'),
    what: z.enum(['daemon', 'shim', 'monitor', 'runtime', 'program', 'bundle', 'state', 'socket', 'folder', 'process']),
    /** A path, a process id, or a process' name. */
    name: text,
    why: z.enum([
      'user',
      'container',
      'mount-namespace',
      'program',
      'owner',
      'writable',
      'path',
      'name',
      'waiting',
      'ambiguous',
    ]),
  }),
  z.object({
    r: z.literal('left'),
    kind: z.enum(['exec-id', 'docker-exec', 'process', 'file']),
    subject: askedSubject,
    name: text,
    /** Of a process: the highest cgroup above it that is frozen by itself; empty: none is known. */
    frozen: z._default(text, ''),
  }),
  z.object({ r: z.literal('end'), overdue: z.literal([0, 1]) }),
  /**
   * No record of the script's: what stands for one of its lines that is none of these. `at`: the field that it is not,
   * `line`: its checksum, so that each counts once.
   */
  z.object({ r: z.literal('unread'), kind: z.string(), at: z.string(), line: count }),
]);

const probeBrief = ['subject', 'layer', 'method', 'attempt', 'end', 'code', 'ms', 'seen', 'err', 'pass'] as const;

/**
 * What of each kind of record the brief has, in the order of its words. What else the record has is empty there; kinds that
 * are not named are not in it.
 */
export const briefs: { readonly [Kind in NodeRecord['r']]?: readonly (keyof RecordOf<Kind>)[] } = {
  fact: ['k', 'v'],
  process: ['name', 'pid', 'state', 'start', 'role', 'of', 'files', 'filesMax'],
  limit: ['subject', 'what', 'at', 'used', 'max', 'hits'],
  pile: ['live', 'oldest', 'deadOfShim', 'deadInside'],
  socket: ['layer', 'look', 'path', 'listens', 'waiting', 'unread'],
  answer: ['name', 'end', 'code', 'ms'],
  guard: ['subject', 'frozen', 'frozenAt', 'cgroup', 'headroom', 'stuckInit', 'blocked'],
  gate: ['why'],
  survey: ['id', 'why'],
  identity: ['when', 'init', 'start', 'state'],
  probe: probeBrief,
  passage: probeBrief,
  terminal: probeBrief,
  stream: probeBrief,
  skip: ['subject', 'layer', 'why'],
  dump: ['of', 'pid', 'why'],
  refused: ['what', 'name', 'why'],
  left: ['kind', 'subject', 'name'],
  end: ['overdue'],
};

/** What a record says; one that cannot be read is told as that, for something is missing then. */
export function readRecord(value: object): NodeRecord {
  const read = recordSchema.safeParse(value);
  if (read.success) return read.data;
  const kind = 'r' in value && typeof value.r === 'string' ? value.r.slice(0, kindChars) : '';
  return { r: 'unread', kind, at: read.error.issues[0]?.path.join('.') ?? '', line: crc32(JSON.stringify(value)) };
}

/** Of the kind of a record that may be anything. */
const kindChars = 40;

export type NodeRecord = z.infer<typeof recordSchema>;
/** As it stands in a line, or in a report that was saved. */
export type WrittenRecord = z.input<typeof recordSchema>;
export type RecordOf<Kind extends NodeRecord['r']> = Extract<NodeRecord, { r: Kind }>;

/**
 * What marks the records of one run: a word that the node makes, which stands in no argument and in no manifest. The first
 * record carries it, and what carries another is not ours.
 */
export const markPattern = /^[0-9a-f-]{24,36}$/;

/** A record as the script could have written it: the reverse of reading it. */
export const encodeRecord = (record: NodeRecord): WrittenRecord => z.encode(recordSchema, record);

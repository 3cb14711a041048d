import * as z from 'zod/mini';
import { probeNames, subjects } from '../model/probe.ts';

/**
 * What the node script writes: one JSON object a line, with the run's nonce in `n` and its kind in `r`.
 * A text is plain, or `=` and base64.
 */
const text = z.pipe(
  z.string(),
  z.transform((value) => (value.startsWith('=') ? Buffer.from(value.slice(1), 'base64').toString('utf8') : value)),
);
const bytes = z.pipe(
  z.string(),
  z.transform((value) => Buffer.from(value.replace(/^=/, ''), 'base64')),
);
const count = z.int().check(z.minimum(0));
const probeName = z.enum(probeNames);
const askedSubject = z.enum([...subjects, 'second']);

const answer = {
  attempt: count,
  end: z.enum(['exited', 'timeout']),
  code: z.nullable(count),
  ms: count,
  command: z.array(text),
};

export const recordSchema = z.discriminatedUnion('r', [
  z.object({ r: z.literal('hello'), userland: z.enum(['host', 'image']) }),
  z.object({ r: z.literal('fact'), k: z.string(), v: text }),
  z.object({
    r: z.literal('process'),
    name: text,
    pid: count,
    /** One letter, as in proc(5): R S D T t Z … */
    state: z.string(),
    /** Clock ticks after the node's start. */
    start: count,
    /** Where it is a shim: whose. */
    shimOf: z.optional(askedSubject),
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
  z.object({
    r: z.literal('identity'),
    when: z.enum(['before', 'after']),
    init: z.nullable(count),
    start: z.nullable(count),
  }),
  z.object({
    r: z.literal('probe'),
    subject: askedSubject,
    layer: probeName,
    ...answer,
    method: z.enum(['echo', 'missing-path']),
    /** Whether the nonce, or the path that cannot exist, came back. */
    seen: z.boolean(),
    out: text,
    err: text,
  }),
  z.object({ r: z.literal('skip'), subject: askedSubject, layer: probeName, why: z.string() }),
  z.object({ r: z.literal('inventory'), layer: probeName, ...answer, out: text, err: text }),
  z.object({ r: z.literal('command'), layer: probeName, ...answer }),
  z.object({ r: z.literal('output'), layer: probeName, stream: z.enum(['out', 'err']), part: count, v: bytes }),
  z.object({
    r: z.literal('left'),
    kind: z.enum(['exec-id', 'docker-exec', 'process']),
    subject: askedSubject,
    name: text,
  }),
  z.object({ r: z.literal('end'), overdue: z.literal([0, 1]) }),
]);

export type NodeRecord = z.infer<typeof recordSchema>;
export type RecordOf<Kind extends NodeRecord['r']> = Extract<NodeRecord, { r: Kind }>;

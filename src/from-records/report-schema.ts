import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { type Outcome, type Probe, probeNames, subjects } from '../model/probe.ts';
import { imageSources } from '../model/report.ts';
import { name, nodeSchema, targetFields } from '../records/target-schema.ts';

const text = z.string();
const nullable = z.nullable(text);
const count = z.int().check(z.minimum(0));

const durationMs = z.number().check(z.minimum(0));

/** An outcome as a report spells it: every key is there, null where it has no value. */
const outcomeFields = {
  outcome: z.enum(['ok', 'error', 'hang', 'skipped']),
  durationMs: z.nullable(durationMs),
  method: z.nullable(z.enum(['echo', 'missing-path'])),
  exitCode: z.nullable(z.int()),
  text: z.nullable(z.string()),
  reason: z.nullable(z.string()),
};
const outcomeSchema = z.object(outcomeFields);

export const probeSchema = z.object({
  layer: z.enum(probeNames),
  subject: z.enum(subjects),
  ...outcomeFields,
  command: z.readonly(z.array(z.string())),
  flaky: z.boolean(),
  // reports did not always have it
  atFirst: z._default(z.nullable(outcomeSchema), null),
});

const execProbe = z.object({
  ...{ namespace: name('namespace'), pod: name('pod'), podUID: name('uid'), container: name('container') },
  kind: z.enum(['liveness', 'readiness', 'startup']),
  actsAfterSeconds: z.number(),
});
const warning = z.object({
  about: z.enum(['pod', 'node', 'debug-pod']),
  // reports did not always have it
  from: z._default(text, ''),
  ...{ reason: text, message: text, count, lastSeen: nullable },
  // reports did not always have it
  firstSeen: z._default(nullable, null),
});
const successor = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('controller'),
    // reports did not always have it
    group: z._default(nullable, null),
    kind: text,
    name: text,
  }),
  z.object({ by: z.literal('kubelet') }),
  z.object({ by: z.literal('nobody') }),
]);
const startFailure = z.object({
  kind: z.enum(['rejected', 'image', 'mount', 'shell', 'runtime', 'silent']),
  text: z.pipe(
    text,
    z.transform((said) => said.slice(0, limits.eventChars)),
  ),
  mayBeForged: z.exactOptional(z.literal(true)),
});
const transport = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pod'),
    ...{ namespace: name('namespace'), pod: name('pod'), image: text },
    // reports did not always have these
    ownNamespace: z._default(z.boolean(), false),
    imageFrom: z._default(z.nullable(z.enum(imageSources)), null),
    userland: z.enum(['host', 'image']),
    recordsFrom: z.enum(['log', 'termination-message', 'none']),
    failure: nullable,
  }),
  z.object({
    kind: z.enum(['ssh', 'local', 'via', 'records', 'api-server']),
    to: text,
    recordsFrom: z.enum(['output', 'gist']),
  }),
]);

/** What tells that it is a report, and in which version of the format. */
export const headSchema = z.object({ apiVersion: text, kind: z.literal('Report') });

/**
 * Of a report that was saved, what it is drawn from. The rest is drawn again, so it is not read. Records stay as they
 * are: another version may write kinds of them that this one does not know.
 */
export const savedReportSchema = z.object({
  startedAt: z.iso.datetime({ offset: true }),
  durationMs: z.number().check(z.minimum(0)),
  context: nullable,
  target: z.object(targetFields),
  node: nodeSchema,
  probes: z.array(probeSchema),
  terminals: z.array(probeSchema),
  crossChecks: z.array(
    z.object({ name: z.enum(['websocket', 'log', 'missing-path', 'exec', 'crictl-stream']), ...outcomeFields }),
  ),
  surroundings: z.object({
    execProbes: z.array(execProbe),
    // reports did not always have it, nor the deletion
    otherContainers: z._default(z.nullable(count), null),
    warnings: z.array(warning),
    moreWarnings: z._default(count, 0),
    deletion: z._default(z.nullable(z.object({ askedAt: nullable, endsBy: text, finalizers: z.array(text) })), null),
    // reports did not always have it
    successor: z._default(z.nullable(successor), null),
    serving: z.object({ ready: z.boolean(), restartCount: count, lastEnd: nullable }),
  }),
  kubelet: z.array(text),
  stacks: z.nullable(z.unknown()),
  userCommand: z.array(z.object({ command: z.array(text) })),
  transport,
  observed: z.object({
    records: z.array(z.unknown()),
    rounds: z.array(probeSchema),
    logReadable: z.nullable(z.boolean()),
    sameNamespace: z.boolean(),
    startFailure: z.nullable(startFailure),
    sameContainer: z.nullable(z.boolean()),
    kubeletSilent: z.boolean(),
    // reports did not always have it
    sameOwnerIDs: z._default(z.nullable(z.array(text)), null),
  }),
});

export type SavedReport = z.infer<typeof savedReportSchema>;

export function outcomeOf(saved: z.infer<typeof outcomeSchema>): Outcome {
  const took = saved.durationMs ?? 0;
  switch (saved.outcome) {
    case 'ok':
      return { kind: 'ok', durationMs: took, method: saved.method ?? 'echo', ...(saved.text && { more: saved.text }) };
    case 'error':
      return { kind: 'error', durationMs: took, exitCode: saved.exitCode, text: saved.text ?? '' };
    case 'hang':
      return { kind: 'hang', durationMs: took };
    case 'skipped':
      return { kind: 'skipped', reason: saved.reason ?? '' };
  }
}

export const probeOf = (saved: z.infer<typeof probeSchema>): Probe => ({
  name: saved.layer,
  subject: saved.subject,
  command: saved.command,
  outcome: outcomeOf(saved),
  flaky: saved.flaky,
  ...(saved.atFirst && { atFirst: outcomeOf(saved.atFirst) }),
});

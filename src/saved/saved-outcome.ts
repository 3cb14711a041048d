import * as z from 'zod/mini';
import { type Outcome, type Probe, probeNames, subjects } from '../model/probe.ts';

const durationMs = z.number().check(z.minimum(0));

/** An outcome as a report spells it: every key is there, null where it has no value. */
export const outcomeFields = {
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
});

export function outcomeOf(saved: z.infer<typeof outcomeSchema>): Outcome {
  const took = saved.durationMs ?? 0;
  switch (saved.outcome) {
    case 'ok':
      return { kind: 'ok', durationMs: took, method: saved.method ?? 'echo' };
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
});

import { isFailing } from '../evidence/break.ts';
import type { Probe } from '../model/probe.ts';

/** execve's own complaint about the harmless program: every layer has passed the request on, and the kernel refuses it. */
const refusal =
  /\/bin\/echo\\*[`"]?:? (?:\S[^\n]*: )?(exists but it is not executable|permission denied|operation not permitted|exec format error)/i;

/** What the kernel says of /bin/echo, which is there and is not executed; null where it was not asked, or runs. */
export const refusalOf = ({ outcome }: Pick<Probe, 'outcome'>): string | null =>
  outcome.kind === 'error' ? (refusal.exec(outcome.text)?.[1]?.toLowerCase() ?? null) : null;

/**
 * A program that is refused runs by no way. Where one way has started it, or come to another end, those are words of its own.
 * @param column the probes of one subject
 */
export function isRefusedByAll(column: readonly Probe[]): boolean {
  const answered = column.filter(
    (probe) => probe.name !== 'nsenter' && (probe.outcome.kind === 'ok' || probe.outcome.kind === 'error'),
  );
  return answered.length > 0 && answered.every((probe) => isFailing(probe) && refusalOf(probe) !== null);
}

import { limits } from '../../limits.ts';
import { isoSecond } from '../../model/time.ts';
import type { Evidence } from '../../records/evidence.ts';

/** The node's own clock when the script ran, in milliseconds; null where that was not told. */
export function nodeNow(evidence: Evidence | null): number | null {
  const seconds = Number(evidence?.facts['node.time'] || Number.NaN);
  return seconds > 0 && isoSecond(seconds * 1_000) !== null ? seconds * 1_000 : null;
}

/**
 * When a process started, by the node's clock, RFC 3339, right to some seconds: the clock is read a while after the uptime.
 * @param ticks after the node's start; null where the records do not tell when that was
 */
export function timeOfTicks(ticks: number, evidence: Evidence | null): string | null {
  const now = nodeNow(evidence);
  const { uptimeMs = null } = evidence ?? {};
  return now === null || uptimeMs === null ? null : isoSecond(now - uptimeMs + ticks * limits.msPerTick);
}

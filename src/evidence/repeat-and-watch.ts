import { type Probe, probeNames, subjects } from '../model/probe.ts';
import type { Repeats } from '../model/report.ts';
import type { Evidence } from '../records/evidence.ts';
import { lostByCtr } from './probe-matrix.ts';

/** One pass over one layer. */
interface Pass {
  readonly failed: boolean;
  /** Null where no answer came. */
  readonly durationMs: number | null;
}

/**
 * How often each layer was asked, and how it did, from the top to the bottom; empty where each was asked once.
 * @param kubectl the rounds through the API server, in their order
 */
export function repeatsOf(evidence: Evidence | null, kubectl: readonly Probe[]): readonly Repeats[] {
  return probeNames.flatMap((name) =>
    subjects.flatMap((subject) => {
      const passes = name === 'kubectl' ? ofKubectl(kubectl, subject) : onNode(evidence, name, subject);
      return passes.length > 1 ? [{ name, subject, ...summed(passes) }] : [];
    }),
  );
}

const ofKubectl = (rounds: readonly Probe[], subject: Probe['subject']): readonly Pass[] =>
  rounds
    .filter((round) => round.subject === subject && round.outcome.kind !== 'skipped')
    .map(({ outcome, flaky }) => ({
      failed: flaky || outcome.kind !== 'ok',
      durationMs: outcome.kind === 'ok' ? outcome.durationMs : null,
    }));

function onNode(evidence: Evidence | null, name: Probe['name'], subject: Probe['subject']): readonly Pass[] {
  const rows = (evidence?.passes ?? []).filter((row) => row.layer === name && row.subject === subject);
  const byPass = Map.groupBy(rows, ({ pass }) => pass ?? 1);
  return [...byPass.values()].map((attempts) => {
    const isOk = ({ seen, code }: (typeof rows)[number]) => seen && code === 0;
    return {
      failed: !attempts.some(isOk) || attempts.some((row) => !isOk(row) && !lostByCtr(row)),
      durationMs: attempts.findLast(isOk)?.ms ?? null,
    };
  });
}

function summed(passes: readonly Pass[]): Omit<Repeats, 'name' | 'subject'> {
  const times = passes.flatMap(({ durationMs }) => durationMs ?? []).toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
  return {
    runs: passes.length,
    failed: passes.filter(({ failed }) => failed).length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: times.at(-1) ?? null,
  };
}

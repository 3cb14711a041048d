import type { Report } from '../model/report.ts';
import type { Evidence } from '../records/evidence.ts';

/** ISO 8601 with its zone, as dockerd, containerd and runc write it. klog writes none, and its lines are kept. */
const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/;

/** The daemons' lines of the last `withinMs`, by the node's own clock. */
export function recentLogs(evidence: Evidence | null, withinMs: number): Report['logs'] {
  if (!evidence) return [];
  const now = Number(evidence.facts['node.time'] || Number.NaN) * 1_000;
  const isOld = (line: string): boolean => {
    const [at] = moment.exec(line) ?? [];
    return at !== undefined && now - Date.parse(at) > withinMs;
  };
  return evidence.logs.flatMap(({ of, v }) => (isOld(v) ? [] : [{ of, line: v }]));
}

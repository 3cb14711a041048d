import { limits } from '../limits.ts';
import type { Evidence } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';

/** Runtimes below the target's shim that have run for long, or are stopped: it may wait for them. */
export function oldRuntimes(
  evidence: Evidence | null,
): readonly { readonly process: RecordOf<'process'>; readonly ageMs: number }[] {
  const { processes = [], uptimeMs = null, facts = {} } = evidence ?? {};
  return processes
    .filter(({ role, of, parent, pid }) => {
      const isTargets = of === 'target' || String(parent) === facts['target.shim'];
      return role === 'runtime' && isTargets && pid !== evidence?.guard?.stuckInit;
    })
    .flatMap((process) => {
      const ageMs = uptimeMs === null ? null : uptimeMs - process.start * limits.msPerTick;
      const isHeld = process.state === 'T' || process.state === 't';
      return ageMs === null || (ageMs < limits.oldRuntimeMs && !isHeld) ? [] : [{ process, ageMs }];
    });
}

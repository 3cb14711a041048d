import { limits } from '../limits.ts';
import type { Evidence } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';

/** Runtimes that have run for long below the target's shim, which may wait for them. */
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
      return ageMs === null || ageMs < limits.oldRuntimeMs ? [] : [{ process, ageMs }];
    });
}

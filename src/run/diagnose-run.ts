import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseOptions } from '../command-line/invocation.ts';
import type { DebugPod } from '../debug-pod/debug-pod.ts';
import type { ExecClient } from '../kubectl-probe/exec-client.ts';
import type { Report } from '../model/report.ts';
import type { Surroundings } from '../model/surroundings.ts';
import { rereadTarget } from '../target/reread-target.ts';
import type { ResolvedTarget } from '../target/resolve-target.ts';
import { composeReport } from './compose-report.ts';
import { examine } from './examine.ts';
import type { RunPlan } from './plan.ts';
import { podVariants } from './pod-variant.ts';
import type { RunClock } from './run-clock.ts';
import { sameOwnerIDs } from './same-owner-ids.ts';

export interface DiagnoseRun {
  readonly cluster: Cluster;
  readonly invocation: DiagnoseOptions;
  readonly resolved: ResolvedTarget;
  readonly surroundings: Surroundings;
  /** Pods and containers of the target's namespace on its node, by id; null where they are not known. */
  readonly sameOwner: ReadonlySet<string> | null;
  /** What the kubelet tells against exec: filled while the run goes on. */
  readonly kubelet: readonly string[];
  readonly plan: RunPlan;
  readonly client: ExecClient;
  readonly stage: (text: string) => void;
  readonly onCreate: (pod: DebugPod) => void;
  readonly cancelled: AbortSignal;
  readonly clock: RunClock;
  readonly now: () => Date;
  readonly startedAt: Date;
}

/** Examines the node, reads the target again, and puts together what the run found out. */
export async function diagnoseRun(run: DiagnoseRun): Promise<Report> {
  const { cluster, resolved, invocation, plan, surroundings } = run;
  const { target } = resolved;
  const variants = podVariants(target, plan.images);
  const examination = await examine(cluster, target, plan, { ...run, variants });
  const waitedMs = run.now().getTime() - run.startedAt.getTime();
  const after = await rereadTarget(cluster, target, waitedMs, run.now, run.clock.overtimeIsUp);
  return composeReport({
    ...{ target, surroundings, examination, after },
    sameOwnerIDs: sameOwnerIDs(examination.records, run.sameOwner),
    context: cluster.context,
    startedAt: run.startedAt.toISOString(),
    durationMs: run.now().getTime() - run.startedAt.getTime(),
    sameNamespace: plan.namespace === target.namespace,
    command: invocation.command,
    dumpStacks: invocation.dumpStacks,
    kubelet: run.kubelet,
  });
}

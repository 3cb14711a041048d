import type { Cluster } from '../cluster/cluster.ts';
import type { DiagnoseOptions } from '../command-line/invocation.ts';
import { apiClient } from '../kubectl-probe/api-client.ts';
import { askTarget, probeThroughApiServer } from '../kubectl-probe/kubectl-probe.ts';
import type { PodContext } from '../model/pod-context.ts';
import { isOk } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import { composeReport } from './report/compose-report.ts';
import type { RunIds } from './run-ids.ts';

export interface QuickOptions {
  readonly cluster: Cluster;
  readonly target: Target;
  readonly invocation: DiagnoseOptions;
  readonly podContext: Promise<{ readonly podContext: PodContext }>;
  readonly runIds: RunIds;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
}

/**
 * `--quick`: exec through the API server alone, twice, and once with a terminal, with no kubectl in between. Null where one of
 * them does not come through: then the layers below have to be probed. Creates nothing.
 */
export async function quickReport(options: QuickOptions): Promise<Report | null> {
  const { cluster, target, invocation, runIds, startedAt, signal } = options;
  const container = { namespace: target.namespace, name: target.pod, container: target.container };
  const asked = { ...askTarget(runIds.echoWord), container, timeoutMs: invocation.probeTimeoutMs, signal };
  const [first, second, terminal] = await Promise.all([
    probeThroughApiServer(apiClient(cluster), asked),
    probeThroughApiServer(apiClient(cluster), asked),
    invocation.terminal === false ? null : probeThroughApiServer(apiClient(cluster, { terminal: true }), asked),
  ]);
  const all = [first, second, ...(terminal ? [terminal] : [])];
  if (!all.every((probe) => isOk(probe) && !probe.flaky)) return null;
  const { podContext } = await options.podContext;
  return composeReport({
    ...{ target, podContext, kubelet: [], sameOwnerIDs: null },
    examination: {
      transport: { kind: 'api-server', to: '', recordsFrom: 'output' },
      ...{ failure: null, records: [], logReadable: null, kubectl: [first], rounds: [], crossChecks: [] },
      terminals: terminal ? [terminal] : [],
    },
    after: { sameContainer: null, kubeletSilent: false },
    context: cluster.context,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    sameNamespace: true,
    ...{ command: [], dumpStacks: false },
  });
}

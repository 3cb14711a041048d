import { ApiError, type Cluster } from '../cluster/cluster.ts';

/**
 * What the kubelet counts against exec, through the API server's proxy to the node, which mostly administrators may use. One
 * line; null where nothing speaks against it, or it may not be asked. Never rejects.
 */
export async function kubeletFinding(
  cluster: Pick<Cluster, 'getText'>,
  node: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return failedProbes(await cluster.getText(`/api/v1/nodes/${node}/proxy/metrics`, signal));
  } catch (error) {
    // 403: this user may not, or the kubelet does not let the API server; 404: an API server without that proxy
    if (signal.aborted || !(error instanceof ApiError) || error.status < 500) return null;
    return `The API server does not reach the kubelet of node ${node} for its metrics: ${error.message}`;
  }
}

/** Exec probes are exec_sync calls of the kubelet: https://kubernetes.io/docs/reference/instrumentation/metrics/ */
function failedProbes(metrics: string): string | null {
  const count = (name: string): number =>
    Number(
      new RegExp(`^kubelet_runtime_operations_${name}\\{operation_type="exec_sync"\\} (\\S+)$`, 'm').exec(metrics)?.[1],
    );
  const [asked, failed] = [count('total'), count('errors_total')];
  return failed > 0
    ? `Since it started, the kubelet has met ${failed} errors in ${asked} exec probes (exec_sync).`
    : null;
}

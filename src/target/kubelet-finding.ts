import { isAllowed } from '../cluster/access-review.ts';
import { ApiError, type Cluster } from '../cluster/cluster.ts';

/**
 * What the kubelet counts against exec, through the API server's proxy to the node, which mostly administrators may use. One
 * line; null where nothing speaks against it, or it may not be asked. Never rejects.
 */
export async function kubeletFinding(
  cluster: Pick<Cluster, 'getText' | 'create'>,
  node: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    // a request that is refused may look like an attack to those who read the audit log
    if (!(await isAllowed(cluster, undefined, { verb: 'get', resource: 'nodes', subresource: 'proxy' }))) return null;
    const found = failedProbes(await cluster.getText(`/api/v1/nodes/${node}/proxy/metrics`, signal));
    return signal.aborted ? null : found;
  } catch (error) {
    // the API server's own word for what is behind its proxy
    if (signal.aborted || !(error instanceof ApiError) || !/error trying to reach service/.test(error.message))
      return null;
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

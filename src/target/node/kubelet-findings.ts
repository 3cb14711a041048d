import type { Cluster } from '../../cluster/cluster.ts';
import { isAllowed } from '../../cluster/request/access-review.ts';
import { ApiError } from '../../cluster/request/api-error.ts';
import type { Target } from '../../model/target.ts';

type Asked = Pick<Cluster, 'getText' | 'create'>;

/** The API server's own word for what is behind its proxy. */
const notReached = /error trying to reach service/;

/**
 * What the kubelet itself tells against exec, through the API server's proxy to the node, which mostly administrators may
 * use: the errors of its exec probes, and whether it can read the log of the target. Nothing where nothing speaks against
 * it, or it may not be asked. Never rejects.
 * @param tell - is given each finding, a sentence, as soon as it is there: a kubelet may answer one request and not the other
 */
export async function kubeletFindings(
  cluster: Asked,
  { node, namespace, pod, container }: Target,
  signal: AbortSignal,
  tell: (finding: string) => void,
): Promise<void> {
  // a request that is refused may look like an attack to those who read the audit log
  const review = { verb: 'get', resource: 'nodes', subresource: 'proxy' } as const;
  if (!(await isAllowed(cluster, undefined, review, signal))) return;
  const kubelet = `/api/v1/nodes/${node.name}/proxy`;
  const questions = [
    counted(cluster, `${kubelet}/metrics`, node.name, signal),
    unreadLog(cluster, `${kubelet}/containerLogs/${namespace}/${pod}/${container}`, signal),
  ];
  await Promise.all(
    questions.map(async (question) => {
      const finding = await question;
      if (finding !== null && !signal.aborted) tell(finding);
    }),
  );
}

async function counted(cluster: Asked, path: string, node: string, signal: AbortSignal): Promise<string | null> {
  try {
    return failedProbes(await cluster.getText(path, signal));
  } catch (error) {
    if (!(error instanceof ApiError) || !notReached.test(error.message)) return null;
    return `The API server does not reach the kubelet of node ${node} for its metrics: ${error.message}`;
  }
}

/** That it is not reached is told by the metrics, for both go the same way. */
async function unreadLog(cluster: Asked, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    const text = await cluster.getText(path, signal, { tailLines: '1', limitBytes: '1' });
    return insteadOfLog.test(text) ? unread(text.trim()) : null;
  } catch (error) {
    if (!(error instanceof ApiError) || !isOfKubelet(error)) return null;
    return unread(error.message);
  }
}

const unread = (why: string) => `The kubelet cannot read the log of the container: ${why}`;

/**
 * What a kubelet writes where it has said 200 already: https://github.com/kubernetes/kubernetes,
 * pkg/kubelet/kuberuntime/logs. A log would have been cut to a single byte.
 */
const insteadOfLog = /^failed to (try resolving symlinks in path|open log file) /;

/**
 * The kubelet says no with 400 or 500 and a bare text, of which HTTP's own words are made the reason; what comes as an object
 * is the API server's, which did not ask it.
 */
const isOfKubelet = ({ status, reason, isStatus }: ApiError): boolean =>
  !isStatus && ((status === 400 && reason === 'BadRequest') || (status === 500 && reason === 'InternalServerError'));

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

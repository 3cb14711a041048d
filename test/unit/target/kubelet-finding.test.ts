import { describe, expect, it } from 'vitest';
import { kubeletFinding } from '../../../src/target/kubelet-finding.ts';
import { apiError } from '../debug-pod/fake-cluster.ts';

const never = new AbortController().signal;
const finding = (answer: string | Error, signal = never, allowed = true) => {
  const asked: string[] = [];
  const cluster = {
    create: async () => ({ status: { allowed } }),
    async getText(path: string) {
      asked.push(path);
      if (typeof answer === 'string') return answer;
      throw answer;
    },
  };
  return kubeletFinding(cluster, 'node1', signal).then((line) => ({ line, asked }));
};
const metrics = (failed: number) => `# HELP kubelet_runtime_operations_total [ALPHA] Cumulative number
kubelet_runtime_operations_errors_total{operation_type="container_status"} 3
${failed > 0 ? `kubelet_runtime_operations_errors_total{operation_type="exec_sync"} ${failed}\n` : ''}kubelet_runtime_operations_total{operation_type="exec"} 9
kubelet_runtime_operations_total{operation_type="exec_sync"} 1.2e+03
`;

describe('what the kubelet counts', () => {
  it('is asked through the proxy to the node', async () =>
    expect((await finding(metrics(0))).asked).toEqual(['/api/v1/nodes/node1/proxy/metrics']));
  it.each<[string, string | Error, string | null]>([
    ['errors', metrics(7), 'Since it started, the kubelet has met 7 errors in 1200 exec probes (exec_sync).'],
    ['none', metrics(0), null],
    ['something else', 'hello', null],
    ['nothing that the kubelet would tell', apiError(403), null],
    ['nothing, for the API server has trouble of its own', apiError(500, 'etcdserver: request timed out'), null],
    [
      'nothing, for it is not reached',
      apiError(503, 'error trying to reach service: dial tcp 10.0.0.5:10250: connect: connection refused'),
      'The API server does not reach the kubelet of node node1 for its metrics: error trying to reach service: dial tcp 10.0.0.5:10250: connect: connection refused',
    ],
  ])('%s', async (_, answer, line) => expect((await finding(answer)).line).toBe(line));
  it('is not asked for by those who may not', async () =>
    expect(await finding(metrics(7), never, false)).toEqual({ line: null, asked: [] }));
  it('is not told late', async () => expect((await finding(apiError(503), AbortSignal.abort())).line).toBeNull());
});

import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/cluster/request/api-error.ts';
import { kubeletFindings } from '../../../../src/target/node/kubelet-findings.ts';
import { apiError } from '../../debug-pod/fake-cluster.ts';
import { report } from '../../report/build-report.ts';

const never = new AbortController().signal;
const { target } = report();

interface Answers {
  readonly metrics?: string | Error;
  readonly log?: string | Error;
  readonly allowed?: boolean;
}

const findings = async ({ metrics: counts = '', log = 'a line', allowed = true }: Answers, signal = never) => {
  const asked: string[] = [];
  const cluster = {
    create: async () => ({ status: { allowed } }),
    async getText(path: string) {
      asked.push(path);
      const answer = path.endsWith('/metrics') ? counts : log;
      if (typeof answer === 'string') return answer;
      throw answer;
    },
  };
  const told: string[] = [];
  await kubeletFindings(cluster, target, signal, (finding) => told.push(finding));
  return { told, asked };
};
const metrics = (failed: number) => `# HELP kubelet_runtime_operations_total [ALPHA] Cumulative number
kubelet_runtime_operations_errors_total{operation_type="container_status"} 3
${failed > 0 ? `kubelet_runtime_operations_errors_total{operation_type="exec_sync"} ${failed}\n` : ''}kubelet_runtime_operations_total{operation_type="exec"} 9
kubelet_runtime_operations_total{operation_type="exec_sync"} 1.2e+03
`;

const { namespace, pod, container, node } = target;
const proxy = `/api/v1/nodes/${node.name}/proxy`;
const refused = 'error trying to reach service: dial tcp 10.0.0.5:10250: connect: connection refused';

describe('what the kubelet itself tells', () => {
  it('is asked through the proxy to the node', async () =>
    expect((await findings({ metrics: metrics(0) })).asked).toEqual([
      `${proxy}/metrics`,
      `${proxy}/containerLogs/${namespace}/${pod}/${container}`,
    ]));
  it.each<[string, Answers, readonly string[]]>([
    [
      'errors of exec probes',
      { metrics: metrics(7) },
      ['Since it started, the kubelet has met 7 errors in 1200 exec probes (exec_sync).'],
    ],
    ['none', { metrics: metrics(0) }, []],
    ['something else', { metrics: 'hello' }, []],
    ['nothing that the kubelet would tell', { metrics: apiError(403), log: apiError(403) }, []],
    ['nothing of a container that it does not know', { log: apiError(404) }, []],
    [
      'nothing, for the API server has trouble of its own',
      {
        metrics: apiError(500, 'etcdserver: request timed out'),
        log: new ApiError('etcdserver: request timed out', 'GET /x', 'https://x', 500, 'InternalError'),
      },
      [],
    ],
    [
      'nothing, for the API server does not ask it: it proxies to no address of that kind',
      { log: new ApiError('address not allowed', 'GET /x', 'https://x', 400, 'BadRequest', {}, true) },
      [],
    ],
    [
      'that it cannot read the log, for its runtime does not answer',
      { log: new ApiError('rpc error: code = DeadlineExceeded', 'GET /x', 'https://x', 500, 'InternalServerError') },
      ['The kubelet cannot read the log of the container: rpc error: code = DeadlineExceeded'],
    ],
    [
      'that the log is not there, which it says in place of the log',
      { log: 'failed to try resolving symlinks in path "/var/log/pods/x/0.log": no such file or directory' },
      [
        'The kubelet cannot read the log of the container: failed to try resolving symlinks in path "/var/log/pods/x/0.log": no such file or directory',
      ],
    ],
    [
      'nothing, for it is not reached, which is told once',
      { metrics: apiError(503, refused), log: apiError(503, refused) },
      [`The API server does not reach the kubelet of node ${node.name} for its metrics: ${refused}`],
    ],
  ])('%s', async (_, answers, told) => expect((await findings(answers)).told).toEqual(told));
  it('is not asked for by those who may not', async () =>
    expect(await findings({ metrics: metrics(7), allowed: false })).toEqual({ told: [], asked: [] }));
  it('is told at once, though the kubelet may never answer the other request', async () => {
    const cluster = {
      create: async () => ({ status: { allowed: true } }),
      getText: (path: string) =>
        path.endsWith('/metrics') ? Promise.resolve(metrics(7)) : new Promise<string>(() => {}),
    };
    const told = await new Promise((resolve) => void kubeletFindings(cluster, target, never, resolve));
    expect(told).toMatch(/7 errors/);
  });
  it('is not told late', async () =>
    expect((await findings({ metrics: apiError(503, refused) }, AbortSignal.abort())).told).toEqual([]));
});

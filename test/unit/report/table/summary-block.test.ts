import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../src/model/report.ts';
import { renderTable } from '../../../../src/report/table/render-table.ts';
import { report } from '../build-report.ts';
import { situations } from '../situations.ts';

const shim = situations['shim hangs'] ?? report();
const summaryBlock = (one: Report, width = 80, unicode = true) =>
  renderTable(one, { width, color: false, unicode }).split('\n\n')[0] ?? '';

it('tells all in the order in which it is asked for', () =>
  expect(summaryBlock(shim, 100).split('\n')).toEqual([
    'When:           2026-03-01 03:12:45 UTC, took 12.8s, context prod-eu',
    'Pod:            default/nginx1, container nginx (3f2a1b0c9d8e)',
    'Node:           node1: Ready, lease renewed 4s ago',
    'Verdict:        fault at shim, scope container, confidence high',
    '                The shim of this container (pid 4211) does not answer; containerd answers for other',
    '                containers.',
    'Serving:        the pod is being deleted (requested 2026-03-01 03:10:00 UTC, its processes have',
    '                until 2026-03-01 03:15:00 UTC, finalizers example.org/keep), NOT ready, the last one',
    '                ended (exit code 137, OOMKilled)',
    'Affected:       This container only, as far as this run saw. Next: default/nginx1 (container nginx)',
    '                is restarted by the kubelet 21 s after its liveness probe (exec) begins to fail. 2',
    '                more below.',
    'Since:          03:08 UTC (4m ago) at the latest: an exec in containerd waits for a shim since then;',
    '                not before 2026-02-27 10:00 UTC (41h ago): container nginx started then',
    'Recent changes: 03:02 UTC (10m ago): containerd, dockerd started; 02:31 UTC (41m ago): the node',
    '                became Ready',
    'Avoid:          Do not restart containerd: it serves others. Do not repeat kubectl exec: it queues.',
    'Shell:          on the node, as root',
    `    runc --root /var/run/docker/runtime-runc/moby exec -t ${shim.target.containerID} sh`,
    'Fix:            ends all of nginx1, and nothing else',
    '    kubectl delete pod -n default nginx1',
    'Evidence lost:  the log of container nginx (not saved); the kernel stacks of the shim (in this',
    '                report)',
    'Owner:          whoever runs the nodes',
  ]));

it.each([80, 120, 200])('in %i columns, with the same words', (width) =>
  expect(summaryBlock(shim, width).replace(/\s+/g, ' ')).toBe(summaryBlock(shim, 60).replace(/\s+/g, ' ')),
);
it('in ASCII', () =>
  expect(summaryBlock({ ...shim, context: 'prod\u2013eu' }, 80, false)).toContain('context prod-eu\n'));

describe('is short', () => {
  it('where nothing is wrong', () => expect(summaryBlock(report()).split('\n')).toHaveLength(5));
  it('where it knows little', () =>
    expect(
      summaryBlock(report({ verdict: { ...shim.verdict, ...unknown }, context: null })).match(/^\w[\w ]*(?=:)/gm),
    ).toEqual([...['When', 'Pod', 'Node', 'Verdict', 'Serving', 'Affected', 'Next']]));
});

const unknown = { owner: null, remedy: null, avoid: [], wayIn: null, notTested: [] } as const;

it('tells nothing twice: what stands above is not in the blocks below', () => {
  const text = renderTable(shim, { width: 200, color: false, unicode: true });
  for (const once of [shim.verdict.summary, 'kubectl delete pod', 'runc --root', '21 s after', 'NOT ready']) {
    // the table of probes has the command of runc, too
    expect(text.split('\nPROBE')[0]?.split(once)).toHaveLength(2);
    expect(text.slice(text.indexOf('\nWhy:')).split(once)).toHaveLength(1);
  }
});

describe('whether the application serves', () => {
  const told = (changes: Partial<Report>) =>
    /^Serving: +(.*)$/m.exec(summaryBlock({ ...shim, ...changes }, 200))?.[1] ?? '';
  const leaving = shim.surroundings.deletion;
  const ready = { ...shim.surroundings, deletion: null, serving: { ready: true, restartCount: 0, lastEnd: 'ended' } };
  const silent = { ...shim.target.node, lease: { renewTime: '2026-03-01T03:09:45.000Z', ageSeconds: 180 } };
  const row = { layer: 'container', pid: null, says: '' } as const;
  const gone = { ...row, state: 'missing' } as const;
  const local = { kind: 'local', to: '', recordsFrom: 'output' } as const;
  it.each<[string, Partial<Report>, string]>([
    ['it is ready', { surroundings: ready }, 'it is ready'],
    [
      'somebody has deleted its pod',
      { surroundings: { ...ready, deletion: leaving && { ...leaving, finalizers: [] } } },
      'it is ready; the pod is being deleted (requested 2026-03-01 03:10:00 UTC, its processes have until 2026-03-01 03:15:00 UTC)',
    ],
    [
      'exec works: only what is out of the ordinary',
      { surroundings: ready, verdict: report().verdict },
      'the last one ended',
    ],
    [
      'its kubelet is silent',
      { surroundings: ready, target: { ...shim.target, node: silent } },
      'it was ready, as the kubelet last reported',
    ],
    [
      'it is frozen, and no readiness knows',
      { surroundings: ready, verdict: { ...shim.verdict, cause: 'container-frozen' } },
      'NO, it is frozen, though the API server has it as ready',
    ],
    ['its process is gone', { inventory: [gone] }, 'NO, its first process is gone'],
    [
      'its process is a zombie',
      { inventory: [{ ...row, state: 'stopped' }] },
      'not known: its first process has ended, and is not gone',
    ],
    [
      'its process is stopped',
      { surroundings: ready, inventory: [{ ...row, state: 'running', says: 'process 7 is stopped (T)' }] },
      'NO, its first process is stopped (SIGSTOP), though the API server has it as ready',
    ],
    ['nobody was asked', { transport: local }, ''],
    [
      'nobody was asked, and its process is gone',
      { transport: local, inventory: [gone] },
      'NO, its first process is gone',
    ],
    ['an init container serves nobody', { target: { ...shim.target, containerKind: 'init' } }, ''],
  ])('%s', (_, changes, expected) => expect(told(changes)).toBe(expected));
});

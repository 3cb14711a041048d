import type { Report } from '../../../src/model/report.ts';
import { onClient, onNode, toRead } from '../../../src/model/step.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { byPod, error, ids, report, skipped } from './build-report.ts';

const noCrictl = skipped('no crictl on the node');
const ownNamespace = skipped('the control is probed on the node only');

const execProbe = {
  namespace: 'default',
  pod: 'nginx1',
  podUID: '0d4f7a52-6a43-4c5e-9a55-3f8f0a1b2c3d',
  container: 'nginx',
} as const;

type Fault = Extract<Verdict, { status: 'fault' }>;
type Inconclusive = Extract<Verdict, { status: 'inconclusive' }>;

export const fault = (verdict: Partial<Fault>): Fault => ({
  status: 'fault',
  layer: null,
  candidates: [],
  scope: null,
  confidence: 'high',
  confidenceReason: 'the probes leave one layer',
  likely: [],
  unlikely: [],
  summary: 'Exec is broken.',
  because: ['The probes say so.'],
  cause: null,
  besides: null,
  nextSteps: [],
  remedy: null,
  avoid: [],
  owner: null,
  wayIn: null,
  noWayIn: null,
  notTested: [],
  ...verdict,
});

const inconclusive = (verdict: Partial<Inconclusive>): Inconclusive => ({
  ...fault({}),
  status: 'inconclusive',
  layer: null,
  confidence: 'low',
  confidenceReason: 'the evidence does not decide',
  ...verdict,
});

const deletePod = 'kubectl delete pod -n default nginx1';
const deletion = onClient(deletePod, { note: 'ends all of nginx1, and nothing else', action: 'delete-pod' });
const runc = `runc --root /var/run/docker/runtime-runc/moby exec -t ${ids.target} sh`;

/** Runs as users meet them, one of every kind that the report can tell. */
export const situations: Readonly<Record<string, Report>> = {
  healthy: report({
    target: { kubectl: 'ok', crictl: noCrictl, docker: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
    control: { kubectl: ownNamespace, crictl: noCrictl, docker: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
  }),

  'works, and nothing can fork': report({
    target: { kubectl: 'ok', crictl: noCrictl, docker: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
    control: { kubectl: ownNamespace, crictl: noCrictl, docker: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
    verdict: {
      ...fault({}),
      ...{ status: 'degraded', layer: 'container', candidates: ['container'], scope: 'container' },
      cause: 'pids-exhausted',
      summary: 'Exec into container nginx works, but nothing can fork in it.',
      because: ['The container has 6 of at most 6 processes and threads: what forks in it fails.'],
      nextSteps: [toRead('End some of what leaks, from the node: ends those processes.')],
      owner: 'application',
      notTested: ['a terminal (-t): every probe ran without one'],
    },
    findings: [
      {
        ...{ code: 'pids-exhausted', layer: 'container', by: 'facts' },
        summary: 'The container has 6 of at most 6 processes and threads: what forks in it fails.',
        evidence: ['pids: 6 of 6'],
      },
    ],
  }),

  'shim hangs': report({
    durationMs: 12_810,
    target: { kubectl: 'hang', crictl: noCrictl, docker: 'hang', ctr: 'hang', runc: 'ok', nsenter: 'ok' },
    control: { kubectl: ownNamespace, crictl: noCrictl, docker: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
    stacks: {
      reason: '',
      daemons: [
        {
          ...{ of: 'dockerd', pid: 812, missing: 'it is stopped, and was not signalled', goroutines: null, cut: false },
          waiting: [],
        },
        {
          ...{ of: 'containerd', pid: 640, missing: '', goroutines: 95, cut: true },
          waiting: [
            {
              ...{ count: 12, state: 'select', minutes: 4, waitsFor: 'shim' },
              functions: [
                'github.com/containerd/ttrpc.(*Client).Call',
                'github.com/containerd/containerd/runtime/v2/task.(*taskClient).Exec',
                'github.com/containerd/containerd/runtime/v2.(*shimTask).Exec',
                'github.com/containerd/containerd/services/tasks.(*local).Exec',
                'github.com/containerd/containerd.(*task).Exec',
                'github.com/containerd/containerd/pkg/cri/server.(*streamRuntime).Exec',
              ],
            },
          ],
        },
      ],
    },
    verdict: fault({
      layer: 'shim',
      candidates: ['shim'],
      scope: 'container',
      summary: 'The shim of this container (pid 4211) does not answer; containerd answers for other containers.',
      because: [
        'ctr hangs on the target (no answer in 10.0 s) and answers on the control in 0.07 s: containerd itself works.',
        'runc answers on the target in 0.04 s: the runtime and the container are fine.',
        'An older, ordinary container of another pod answers through ctr.',
      ],
      wayIn: onNode(runc, {}),
      nextSteps: [
        onNode('cat /proc/4211/status /proc/4211/wchan', { note: 'what the shim waits for' }),
        deletion,
        toRead('Restart the node; this kills everything on it:'),
        onClient('ssh node1 reboot'),
      ],
      remedy: {
        step: deletion,
        ends: 'pod',
        destroys: [
          { what: 'the log of container nginx', saved: false },
          { what: 'the kernel stacks of the shim', saved: true },
        ],
      },
      avoid: [
        { what: 'restart containerd', why: 'it serves others' },
        { what: 'repeat kubectl exec', why: 'it queues' },
      ],
      owner: 'node',
      notTested: ['crictl: not on the node.', 'a terminal (-t): every probe ran without one'],
    }),
    since: {
      atTheLatest: { at: '2026-03-01T03:08:00Z', restsOn: 'an exec in containerd waits for a shim since then' },
      notBefore: { at: '2026-02-27T10:00:00Z', restsOn: 'container nginx started then' },
    },
    changedBefore: [
      { at: '2026-03-01T03:02:10Z', what: 'containerd started' },
      { at: '2026-03-01T03:02:04Z', what: 'dockerd started' },
      { at: '2026-03-01T02:31:00Z', what: 'the node became Ready' },
      { at: '2026-03-01T02:30:00Z', what: 'the node started' },
    ],
    inventory: [
      { layer: 'api-server', state: 'running', pid: null, says: 'running' },
      { layer: 'dockerd', state: 'running', pid: 4242, says: 'running, process 4242' },
      {
        layer: 'containerd',
        state: 'no-answer',
        pid: null,
        says: 'knows the container; did not answer for its task in 3.1 s, and lists it as UNKNOWN',
      },
      { layer: 'shim', state: 'stopped', pid: 4211, says: 'process 4211 is stopped (T)' },
    ],
    kubelet: ['Since it started, the kubelet has met 7 errors in 1200 exec probes (exec_sync).'],
    breaksNext: [
      { ...execProbe, kind: 'liveness', actsAfterSeconds: 21 },
      { ...execProbe, kind: 'readiness', actsAfterSeconds: 31 },
      { ...execProbe, kind: 'startup', actsAfterSeconds: 41 },
    ],
    surroundings: {
      otherContainers: 1,
      deletion: { askedAt: '2026-03-01T03:10:00Z', endsBy: '2026-03-01T03:15:00Z', finalizers: ['example.org/keep'] },
      successor: { by: 'controller', group: 'apps', kind: 'ReplicaSet', name: 'nginx1-5d9c7b' },
      execProbes: [{ ...execProbe, kind: 'liveness', actsAfterSeconds: 21 }],
      warnings: [
        {
          about: 'pod',
          from: 'kubelet',
          reason: 'Unhealthy',
          message: 'Liveness probe errored: rpc error: code = DeadlineExceeded',
          count: 7,
          firstSeen: '2026-03-01T03:09:10Z',
          lastSeen: '2026-03-01T03:12:40Z',
        },
      ],
      moreWarnings: 0,
      serving: { ready: false, restartCount: 2, lastEnd: 'ended (exit code 137, OOMKilled)' },
    },
    logs: [{ of: 'containerd', line: 'level=error msg="failed to handle container TaskExit event"' }],
    secondOpinions: [
      {
        startedSecondsAgo: 86_400,
        label: '',
        containerID: '77'.repeat(32),
        probes: [
          {
            name: 'docker',
            command: ['docker', 'exec', '77'.repeat(32)],
            outcome: { kind: 'ok', durationMs: 61, method: 'echo' },
          },
          {
            name: 'ctr',
            command: ['ctr', 'tasks', 'exec'],
            outcome: { kind: 'ok', durationMs: 70, method: 'missing-path' },
          },
        ],
      },
    ],
    crossChecks: [
      { name: 'crictl-stream', outcome: { kind: 'ok', durationMs: 90, method: 'echo' } },
      { name: 'websocket', outcome: error('error sending request: dial tcp 127.0.0.1:34955: connection refused\n') },
    ],
    leftBehind: [
      {
        what: 'An exec id of this run, held by the hung shim; it goes when the shim does.',
        remove: onNode(
          `ctr -a /var/run/docker/containerd/containerd.sock -n moby tasks delete --exec-id exec-doctor-8d1f0a6b-ctr ${ids.target}`,
        ),
        node: 'node1',
      },
    ],
  }),

  'containerd hangs': report({
    runtime: 'containerd',
    durationMs: 13_400,
    target: { kubectl: 'hang', crictl: 'hang', ctr: 'hang', runc: 'ok', nsenter: 'ok' },
    control: { kubectl: ownNamespace, crictl: 'hang', ctr: 'hang', runc: 'ok', nsenter: 'ok' },
    verdict: fault({
      candidates: ['containerd', 'shim'],
      scope: 'node',
      confidence: 'medium',
      cause: 'run-full',
      summary: 'containerd or the shims below it do not answer for any container of node1.',
      because: ['crictl and ctr hang on target and control.', 'runc answers on both in 0.04 s.'],
      wayIn: onNode(`runc --root /run/containerd/runc/k8s.io exec -t ${ids.target} sh`, {}),
      nextSteps: [
        onNode('kill -USR1 $(pidof -s containerd)', { note: 'saves what containerd waits for; changes nothing' }),
        onNode('systemctl restart containerd', { note: 'running containers keep running' }),
      ],
      notTested: ['A second container: every probe at containerd hung.'],
    }),
    findings: [
      {
        code: 'run-full',
        layer: 'containerd',
        by: 'facts',
        summary: 'The file system /run is full: containerd cannot create the files of a new exec.',
        evidence: ['run.size: 64 MiB', 'run.available: 0'],
      },
    ],
  }),

  'frozen container': report({
    runtime: 'containerd',
    target: Object.fromEntries([
      ...['kubectl', 'crictl', 'ctr', 'runc'].map((name) => [
        name,
        skipped('the container is frozen: an exec would hang until it is thawed (--force-probe overrules)'),
      ]),
      ['nsenter', 'ok'],
    ]),
    control: { kubectl: ownNamespace, crictl: 'ok', ctr: 'ok', runc: 'ok', nsenter: 'ok' },
    verdict: fault({
      layer: 'container',
      candidates: ['container'],
      scope: 'pod',
      summary: "The cgroup of the target's pod is frozen: its processes do not run, and nothing new can start in it.",
      because: ['cgroup.freeze of the pod is 1 and cgroup.events of the container says frozen 1.'],
      nextSteps: [
        toRead('Find out who froze it before you thaw it.'),
        onNode(
          'echo 0 > /sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod0d4f7a52_6a43_4c5e_9a55_3f8f0a1b2c3d.slice/cgroup.freeze',
        ),
      ],
    }),
    findings: [
      {
        code: 'parent-frozen',
        layer: 'container',
        by: 'facts',
        summary: 'The pod is frozen.',
        evidence: ['freezer.parent: 1'],
      },
    ],
  }),

  'debug pod did not start': report({
    durationMs: 31_000,
    about: {
      node: {
        ...report().target.node,
        ready: {
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: '2026-03-01T03:10:25Z',
        },
        lease: { renewTime: '2026-03-01T03:09:45.000Z', ageSeconds: 180 },
      },
    },
    target: {
      kubectl: error(
        'Error from server: error dialing backend: dial tcp 10.77.0.2:10250: connect: connection refused\n',
      ),
      ...Object.fromEntries(
        ['crictl', 'docker', 'ctr', 'runc', 'nsenter'].map((name) => [name, skipped('the debug pod did not start')]),
      ),
    },
    transport: {
      ...byPod,
      recordsFrom: 'none',
      failure: 'not started within 20s: the kubelet has not taken it up (no event)',
    },
    verdict: inconclusive({
      candidates: ['kubelet', 'cri', 'dockerd', 'containerd', 'container'],
      likely: [
        { layer: 'kubelet', reason: 'it gave no sign of life while this ran' },
        { layer: 'cri', reason: 'no new pod starts on the node either' },
        { layer: 'dockerd', reason: 'no new pod starts on the node either' },
        { layer: 'containerd', reason: 'no new pod starts on the node either' },
      ],
      unlikely: [
        {
          layer: 'container',
          reason: 'new pods do not start either, and need nothing of this container',
        },
      ],
      scope: 'node',
      summary:
        'The kubelet of node1 does not answer, and nothing could be run on the node to see what is broken below it.',
      because: [
        'kubectl: connection refused by port 10250 of the node.',
        'The node lease was renewed 180 s ago, every 10 s is normal.',
      ],
      nextSteps: [onNode('systemctl status kubelet'), onNode('journalctl -u kubelet -n 50')],
      notTested: ['Every layer below the kubelet.'],
    }),
  }),

  'runc fails, own command': report({
    target: {
      kubectl: error(
        'Defaulted container "nginx" out of: nginx, log\nerror: Internal error occurred: error executing command in container: command terminated with exit code 126\n',
        1,
      ),
      docker: error('OCI runtime exec failed: exec failed: unable to start container process\n', 126),
      ctr: error(
        'time="2026-03-01T03:12:46Z" level=warning msg="DEPRECATION: CRI API v1alpha2"\nctr: runc did not terminate successfully: exit status 127\n',
      ),
      runc: error('', null),
      nsenter: 'ok',
    },
    control: {
      docker: error('OCI runtime exec failed: exec failed: unable to start container process\n', 126),
      nsenter: 'ok',
    },
    verdict: fault({ layer: 'runc', candidates: ['runc'], scope: 'node', confidence: 'high' }),
    command: [
      {
        probe: 'nsenter',
        command: ['ls', '-l', "it's"],
        outcome: 'skipped',
        ended: null,
        exitCode: null,
        durationMs: 0,
        stdout: '',
        stderr: '',
        reason: 'never by nsenter',
        truncated: false,
      },
      {
        probe: 'docker',
        command: ['ls', '-l', "it's"],
        outcome: 'exited',
        ended: true,
        exitCode: 2,
        durationMs: 120,
        stdout: '',
        stderr: "ls: it's: No such file or directory\n",
        reason: '',
        truncated: false,
      },
      {
        probe: 'ctr',
        command: ['ls', '-l', "it's"],
        outcome: 'hang',
        ended: false,
        exitCode: null,
        durationMs: 10_000,
        stdout: 'a\n',
        stderr: '',
        reason: '',
        truncated: true,
      },
    ],
  }),

  'client only': report({
    target: {
      kubectl: error('error: You must be logged in to the server (Unauthorized)\n'),
      docker: 'ok',
      ctr: 'ok',
      runc: 'ok',
      nsenter: 'ok',
    },
    verdict: fault({ layer: 'client-path', candidates: ['client-path'], scope: 'client', confidence: 'medium' }),
    context: null,
    about: { startedAt: null, node: { ...report().target.node, ready: null, lease: null } },
  }),
};

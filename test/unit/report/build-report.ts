import { notAsked } from '../../../src/model/pod-context.ts';
import { type Outcome, type Probe, type ProbeName, probeNames, type Subject } from '../../../src/model/probe.ts';
import type { Report } from '../../../src/model/report.ts';
import { type RuntimeFamilyName, runtimeFamilies } from '../../../src/model/runtime-family.ts';
import type { Verdict } from '../../../src/model/verdict.ts';

/** A word for the usual outcome of its kind, or the whole of it. */
type Said = 'ok' | 'hang' | Outcome;
export type Column = Partial<Record<ProbeName, Said>>;

export const error = (text: string, exitCode: number | null = 1): Outcome => ({
  kind: 'error',
  durationMs: 42,
  exitCode,
  text,
});
export const skipped = (reason: string): Outcome => ({ kind: 'skipped', reason });

interface Situation extends Partial<Omit<Report, 'probes' | 'target'>> {
  readonly runtime?: RuntimeFamilyName;
  readonly target?: Column;
  readonly control?: Column;
  readonly about?: Partial<Report['target']>;
}

/** A complete report of a situation; what is not named is a healthy run's. */
export function report({ runtime = 'docker', target = {}, control = {}, about = {}, ...rest }: Situation = {}): Report {
  return {
    startedAt: '2026-03-01T03:12:45.120Z',
    durationMs: 3_240,
    toolVersion: '0.1.0',
    fromFile: false,
    context: 'prod-eu',
    target: { ...nginx(runtime), ...about },
    probes: [...column('target', runtime, target), ...column('control', runtime, control)],
    verdict: healthy,
    terminals: [],
    repeats: [],
    crossChecks: [],
    findings: [],
    since: null,
    changedBefore: [],
    inventory: [],
    breaksNext: [],
    surroundings: notAsked,
    kubelet: [],
    secondOpinions: [],
    stacks: null,
    command: [],
    leftBehind: [],
    transport: byPod,
    logs: [],
    observed: {
      records: [],
      rounds: [],
      logReadable: true,
      sameNamespace: true,
      startFailure: null,
      sameContainer: true,
      kubeletSilent: false,
      sameOwnerIDs: null,
    },
    facts: { 'docker.version': '20.10.24', 'runc.root': '/var/run/docker/runtime-runc/moby' },
    ...rest,
  };
}

export const byPod = {
  kind: 'pod',
  ownNamespace: false,
  namespace: 'default',
  pod: 'exec-doctor-x7k2p',
  image: 'nginx:1.27',
  imageFrom: 'sandbox',
  userland: 'host',
  recordsFrom: 'log',
  failure: null,
} as const satisfies Report['transport'];

export const ids = {
  target: '3f2a1b0c9d8e7f605142332415a6b7c8d9eafb0c1d2e3f405162738495a6b7c8',
  control: '9b8a7c6d5e4f30211203f4e5d6c7b8a99a8b7c6d5e4f30211203f4e5d6c7b8a9',
};

const healthy: Verdict = {
  status: 'healthy',
  layer: null,
  candidates: [],
  scope: null,
  confidence: 'high',
  confidenceReason: 'every layer that was tested answered',
  likely: [],
  unlikely: [],
  summary: 'Exec works through every layer at the moment.',
  because: ['All probes of the target answered with the word.'],
  cause: null,
  besides: null,
  nextSteps: [],
  remedy: null,
  avoid: [],
  owner: null,
  wayIn: null,
  noWayIn: null,
  notTested: [],
};

function nginx(runtime: RuntimeFamilyName): Report['target'] {
  return {
    namespace: 'default',
    pod: 'nginx1',
    podUID: '0d4f7a52-6a43-4c5e-9a55-3f8f0a1b2c3d',
    container: 'nginx',
    containerKind: 'regular',
    containerID: ids.target,
    runtime,
    image: 'nginx:1.27',
    restartCount: 0,
    startedAt: '2026-02-27T10:00:00Z',
    node: {
      name: 'node1',
      ready: {
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        lastTransitionTime: '2026-02-27T09:58:11Z',
      },
      unschedulable: false,
      lease: { renewTime: '2026-03-01T03:12:41.000Z', ageSeconds: 4.12 },
      kubeletVersion: 'v1.20.2',
      runtimeVersion: runtime === 'docker' ? 'docker://20.10.24' : 'containerd://1.7.24',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      kernelVersion: '6.1.0-28-amd64',
      operatingSystem: 'linux',
      architecture: 'amd64',
      address: '10.77.0.2',
    },
  };
}

function column(subject: Subject, runtime: RuntimeFamilyName, said: Column): Probe[] {
  const names = runtimeFamilies.find((family) => family.name === runtime)?.probes ?? probeNames;
  return names.flatMap((name) => {
    const outcome = said[name];
    if (outcome === undefined) return [];
    const command = commands(runtime, ids[subject], subject === 'target' ? 'nginx1' : 'exec-doctor-x7k2p')[name];
    return [
      { name, subject, command, outcome: typeof outcome === 'string' ? usual(outcome, name) : outcome, flaky: false },
    ];
  });
}

function usual(word: 'ok' | 'hang', name: ProbeName): Outcome {
  if (word === 'hang') return { kind: 'hang', durationMs: 10_000 };
  const durationMs = { kubectl: 160, crictl: 90, docker: 64, ctr: 71, runc: 38, nsenter: 4 }[name];
  return { kind: 'ok', durationMs, method: name === 'nsenter' ? 'missing-path' : 'echo' };
}

const echoWord = '8d1f0a6bc3e94f7299d05be17a64c3f2';

function commands(runtime: RuntimeFamilyName, id: string, pod: string): Record<ProbeName, string[]> {
  const [socket, namespace, root] =
    runtime === 'docker'
      ? ['/var/run/docker/containerd/containerd.sock', 'moby', '/var/run/docker/runtime-runc/moby']
      : ['/run/containerd/containerd.sock', 'k8s.io', '/run/containerd/runc/k8s.io'];
  const words = (line: string) => line.split(' ');
  return {
    kubectl: words(`kubectl --context prod-eu exec -n default ${pod} -c nginx -- /bin/echo ${echoWord}`),
    crictl: words(`crictl --timeout 10s exec -s ${id} /bin/echo ${echoWord}`),
    docker: words(`docker exec ${id} /bin/echo ${echoWord}`),
    ctr: words(
      `ctr -a ${socket} -n ${namespace} tasks exec --exec-id exec-doctor-${echoWord}-ctr ${id} /bin/echo ${echoWord}`,
    ),
    runc: words(`runc --root ${root} exec ${id} /bin/echo ${echoWord}`),
    nsenter: words(`nsenter -t 4242 -m -u -i -n -p -C -r -w -- /exec-doctor-${echoWord}`),
  };
}

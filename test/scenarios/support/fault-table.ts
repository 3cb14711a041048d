import type { Code } from '../../../src/model/code.ts';
import type { Layer } from '../../../src/model/layer.ts';
import type { Scope, Verdict } from '../../../src/model/verdict.ts';
import { type Mode, variantOf } from './lab-facts.ts';

/** What the verdict has to say. */
export interface Expected {
  readonly status: Verdict['status'];
  /** Null where nothing is broken, or the evidence does not decide. */
  readonly layer: Layer | null;
  readonly scope: Scope | null;
  /** The verdict's cause; of a healthy container, a finding. Null: there is none. */
  readonly code: Code | null;
}

/** Faults of the lab that no diagnosis can be held to, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'shim-killed':
    'containerd ends the container with its shim, and the kubelet starts a new one: a moment later nothing is broken. Where containerd is down meanwhile, it is the fault exit-missed',
};

export interface FaultScenario {
  /** As lab/fault takes it. */
  readonly fault: string;
  /** The user has a way onto the node, and takes it. */
  readonly by?: 'ssh';
  readonly expected: Expected;
  /** Where the same fault shows otherwise, for a reason. */
  readonly where?: Partial<Record<Mode, Partial<Expected> & { readonly why: string }>>;
  /** Where the lab has no such fault, and why; null where a variant has it, and what it varies has not. */
  readonly notIn?: Partial<Record<Mode, string | null>>;
  /** The target; else pod/nginx1. */
  readonly target?: readonly string[];
  readonly flags?: readonly string[];
  /** What the report may say to have left behind, which the broken layer keeps also when it is mended. */
  readonly leaves?: RegExp;
  /** Among those that every change is tested with; `fast`: but for the virtual machine, which takes a minute for each. */
  readonly everyChange?: 'fast' | 'anywhere';
}

const fault = (layer: Layer | null, scope: Scope | null, code: Code | null): Expected => ({
  ...{ status: 'fault', layer, scope, code },
});
const degraded = (layer: Layer, scope: Scope, code: Code): Expected => ({
  ...{ status: 'degraded', layer, scope, code },
});
const open = (code: Code | null): Expected => ({ status: 'inconclusive', layer: null, scope: null, code });
const healthy = (code: Code | null): Expected => ({ status: 'healthy', layer: null, scope: null, code });

const bySsh = { by: 'ssh', notIn: { embedded: 'the way by ssh is tried with real Kubernetes' } } as const;
const noDockerd = {
  containerd: 'the node has no dockerd',
  modern: 'the node has no dockerd',
  crio: 'the node has no dockerd',
};
const noContainerd = { notIn: { crio: 'the node has no containerd' } } as const;
const noShim = { notIn: { crio: 'the node has no shims' } } as const;
const onlyCrio = 'the node has no CRI-O';
const crioAlone = {
  notIn: { embedded: onlyCrio, docker: onlyCrio, containerd: onlyCrio, modern: onlyCrio },
} as const;
const answersItself = "the API server is Kubernetes' own, and says what it says";
const answers = {
  notIn: { docker: answersItself, containerd: answersItself, modern: answersItself, crio: answersItself },
} as const;
const realKubelet = { embedded: 'the embedded control plane has no kubelet of that kind' };
const noPressure = 'the kernel of the virtual machine keeps no account of pressure';
const oneCPU = 'what hangs above the runtime alone looks like what is slow where one CPU has much to do';
const crunIsMissing = { code: 'runtime-missing', why: 'there it is crun' } as const;
const noSecondRuntime = 'in the lab dockerd alone has a second runtime';
const noUserLimit = 'only docker sets a limit of processes by user';
const cgroup2 = { modern: 'cgroup v2 has no such thing', 'modern-docker': 'cgroup v2 has no such thing' };
const noRunNeeded = { ...healthy(null), why: 'an exec by CRI-O writes next to nothing there' } as const;
const crioWritesIt = { layer: 'cri', code: 'crio-tmp-unusable', why: 'CRI-O itself writes there' } as const;
const runcOrProgram = {
  ...open(null),
  why: "CRI-O passes on the words and exit code of runc as a program's, so either may have said it",
} as const;
const noWords = {
  ...open(null),
  why: "the debug pod's event has an exit code alone, and nothing was examined on the node",
} as const;
const waitLess = ['--pod-start-timeout=8s'];
const everyChange = 'anywhere';
const everyFastChange = { everyChange: 'fast' } as const;

/** Every fault of the lab, from the API server down, and what the verdict on it has to be. */
export const faultTable: readonly FaultScenario[] = [
  { fault: 'tmp-full space', expected: fault('containerd', 'node', 'tmp-unusable'), where: { crio: crioWritesIt } },
  { fault: 'tmp-full read-only', expected: fault('containerd', 'node', 'tmp-unusable'), where: { crio: crioWritesIt } },
  {
    fault: 'tmp-missing',
    expected: fault('containerd', 'node', 'tmp-unusable'),
    notIn: {
      embedded: "the node's /tmp is the machine's",
      docker: "the node's /tmp is the machine's",
      containerd: "the node's /tmp is the machine's",
      crio: "the node's /tmp is the machine's",
      'modern-docker': null,
    },
  },
  { fault: 'exec-forbidden', expected: fault('api-server', 'client', 'exec-forbidden') },
  {
    fault: 'admission-denies-exec',
    expected: fault('api-server', null, 'admission-webhook-fails'),
    notIn: { embedded: 'the embedded control plane has no admission webhooks' },
  },
  { fault: 'api-server-slow', expected: healthy(null) },
  // what the API server says in the place of a kubelet that works, and serves the log
  { fault: 'api-server-answers tunnel', ...answers, expected: fault('api-server', 'node', 'tunnel-down') },
  {
    fault: 'api-server-answers tunnel-at-times',
    ...answers,
    expected: fault('api-server', 'node', 'tunnel-down'),
    ...everyFastChange,
  },
  { fault: 'api-server-answers eof', ...answers, expected: fault('api-server', 'node', 'tunnel-down') },
  { fault: 'api-server-answers dial-timeout', ...answers, expected: fault('api-server', 'node', 'tunnel-down') },
  {
    fault: 'api-server-answers certificate',
    ...answers,
    expected: fault('api-server', 'node', 'api-server-cert-refused'),
  },
  { fault: 'api-server-answers no-way', ...answers, expected: fault('api-server', 'node', 'kubelet-unreachable') },
  {
    fault: 'api-server-answers kubelet-forbids',
    ...answers,
    expected: fault('api-server', 'node', 'kubelet-refuses-api-server'),
    ...everyFastChange,
  },
  { fault: 'api-server-answers policy', ...answers, expected: fault('api-server', null, 'admission-denies-exec') },
  { fault: 'api-server-answers webhook', ...answers, expected: fault('api-server', null, 'admission-denies-exec') },
  { fault: 'api-server-answers busy', ...answers, expected: fault('api-server', 'cluster', 'api-server-busy') },
  { fault: 'api-server-answers etcd', ...answers, expected: fault('api-server', 'cluster', 'etcd-unwell') },
  { fault: 'api-server-answers balancer', ...answers, expected: fault('client-path', 'client', 'balancer-answers') },
  // the way from the API server to the kubelet, which is the API server's to go
  {
    fault: 'kubelet-unreachable reject',
    expected: fault('api-server', 'node', 'kubelet-unreachable'),
    ...everyFastChange,
  },
  {
    fault: 'kubelet-unreachable drop',
    expected: fault('api-server', 'node', 'kubelet-unreachable'),
    ...everyFastChange,
  },
  {
    fault: 'kubelet-cert-wrong name',
    expected: fault('kubelet', 'node', 'kubelet-certificate-invalid'),
    notIn: realKubelet,
  },
  {
    fault: 'kubelet-cert-wrong expired',
    expected: fault('kubelet', 'node', 'kubelet-certificate-invalid'),
    notIn: { ...realKubelet, containerd: 'as in mode docker', modern: 'as in mode docker' },
  },
  { fault: 'kubelet-cert-wrong missing', expected: fault('kubelet', 'node', 'tls-internal-error'), notIn: realKubelet },
  { fault: 'debug-handlers-off', expected: fault('kubelet', 'node', 'debug-handlers-off'), notIn: realKubelet },
  // of what hangs above the runtime alone, no layer says a word
  {
    fault: 'stream-server-drop',
    expected: fault(null, 'node', null),
    where: { crio: { layer: 'cri', why: 'nothing else stands between the kubelet and the runtime' } },
    notIn: { ...realKubelet, modern: oneCPU, 'modern-crun': oneCPU, 'modern-docker': oneCPU },
  },
  // with the default of 20 s for the pod's start: it takes a missed renewal of its lease to tell that one which hangs is silent
  { fault: 'kubelet-down', expected: fault('kubelet', 'node', 'kubelet-not-reporting'), everyChange },
  { fault: 'kubelet-hang', expected: fault('kubelet', 'node', 'kubelet-not-reporting') },
  // no pod can start, and nobody says why: it takes another way to the node
  { fault: 'dockerd-hang', expected: open(null), notIn: noDockerd, flags: waitLess },
  {
    fault: 'dockerd-down alone',
    expected: fault('dockerd', 'node', 'dockerd-down'),
    notIn: noDockerd,
    flags: waitLess,
  },
  // what guards dockerd, or stands before it
  {
    fault: 'docker-refuses-exec plugin',
    expected: fault('dockerd', 'node', 'docker-refuses-exec'),
    notIn: noDockerd,
    everyChange,
  },
  {
    fault: 'docker-loses-output',
    expected: degraded('dockerd', 'node', 'output-lost'),
    notIn: noDockerd,
    everyChange,
  },
  // dockerd tries for half a minute before it says so
  {
    fault: 'docker-plugin-down',
    expected: open(null),
    notIn: noDockerd,
    flags: waitLess,
  },
  {
    fault: 'docker-socket-removed',
    expected: fault('dockerd', 'node', 'dockerd-down'),
    notIn: noDockerd,
    leaves: /an exec that the kubelet created in dockerd/,
  },
  {
    fault: 'docker-refuses-exec proxy',
    expected: fault('dockerd', 'node', 'docker-refuses-exec'),
    notIn: noDockerd,
    leaves: /an exec that the kubelet created in dockerd/,
  },
  {
    fault: 'exit-missed nginx1',
    expected: fault('dockerd', 'container', 'docker-up-process-gone'),
    notIn: noDockerd,
  },
  {
    fault: 'user-removed',
    expected: fault('dockerd', 'container', 'user-missing'),
    notIn: noDockerd,
    target: ['pod/user1'],
  },
  { fault: 'crio-hang', ...crioAlone, expected: open(null), flags: waitLess },
  { fault: 'crio-down', ...crioAlone, expected: fault(null, null, 'runtime-endpoint-dead'), flags: waitLess },
  { fault: 'containerd-hang', ...noContainerd, expected: open(null), flags: waitLess, everyChange },
  {
    fault: 'dockerd-fds',
    expected: fault('dockerd', 'node', 'dockerd-out-of-fds'),
    notIn: noDockerd,
    flags: waitLess,
  },
  {
    // nothing but an event tells of it, which others could have written
    fault: 'containerd-fds',
    ...noContainerd,
    expected: open(null),
    where: {
      embedded: { ...healthy(null), why: 'dockerd has its connection, and makes the pipes itself' },
      docker: { ...healthy(null), why: 'dockerd has its connection, and makes the pipes itself' },
    },
    flags: waitLess,
  },
  {
    fault: 'containerd-down',
    ...noContainerd,
    expected: fault('containerd', 'node', 'containerd-down'),
    flags: waitLess,
  },
  // no pod can start, and its event says why, on a small machine only after 10 s; what exec fails with says it of inodes alone
  { fault: 'run-full space', expected: open(null), where: { crio: noRunNeeded } },
  {
    fault: 'run-full inodes',
    expected: fault('containerd', 'node', 'run-inodes-exhausted'),
    where: { crio: noRunNeeded },
  },
  {
    fault: 'rootfs-full',
    expected: healthy(null),
    where: {
      modern: { ...fault(null, null, 'tmp-unusable'), why: 'there /tmp is on the same disk' },
      'modern-docker': { ...fault(null, null, 'tmp-unusable'), why: 'there /tmp is on the same disk' },
    },
  },
  { fault: 'shim-hang nginx1', ...noShim, expected: fault('shim', 'container', 'shim-stopped'), everyChange },
  { fault: 'several-hang nginx1 neighbour', ...noShim, expected: fault('shim', 'several-containers', 'shim-stopped') },
  {
    fault: 'runc-waits nginx1',
    ...noShim,
    expected: fault('shim', 'container', 'shim-waits-for-runc'),
    where: {
      modern: {
        ...healthy('shim-waits-for-runc'),
        why: 'the shim of containerd 1.7 starts the next exec all the same',
      },
      'modern-docker': {
        ...healthy('shim-waits-for-runc'),
        why: 'the shim of containerd 1.7 starts the next exec all the same',
      },
    },
  },
  { fault: 'shim-misses-exits nginx1', ...noShim, expected: fault('shim', 'container', 'shim-unresponsive') },
  { fault: 'shim-fds nginx1', ...noShim, expected: fault('shim', 'container', 'shim-out-of-fds') },
  {
    fault: 'runc-missing',
    expected: fault('runc', 'node', 'runc-missing'),
    where: { 'modern-crun': crunIsMissing, crio: noWords },
    flags: waitLess,
    everyChange,
  },
  {
    fault: 'runc-not-executable noexec',
    expected: fault('runc', 'node', 'runc-missing'),
    where: {
      crio: noWords,
      'modern-crun': {
        code: 'runc-failed',
        why: 'containerd has the path of crun, so it is found, and may not be run',
      },
    },
    flags: waitLess,
  },
  {
    fault: 'runc-not-executable format',
    expected: fault('runc', 'node', 'runc-failed'),
    where: { crio: noWords },
    flags: waitLess,
  },
  { fault: 'runc-broken fail', expected: fault('runc', 'node', 'runc-failed'), everyChange },
  { fault: 'runc-broken hang', expected: fault('runc', 'node', 'runc-hung'), ...everyFastChange },
  {
    fault: 'runc-slow',
    expected: degraded('runc', 'node', 'slow-layer'),
    // it takes 4 s
    flags: ['--probe-timeout=10s'],
  },
  { fault: 'runc-state nginx1', expected: fault('container', 'container', 'runc-state-damaged'), ...everyFastChange },
  { fault: 'runc-state-all', expected: fault('container', 'several-containers', 'runc-state-damaged') },
  { fault: 'runc-state-deleted nginx1', expected: fault('container', 'container', 'runc-state-missing') },
  {
    fault: 'runtime-missing',
    expected: fault('runc', 'several-containers', 'runtime-missing'),
    notIn: { containerd: noSecondRuntime, modern: noSecondRuntime, crio: noSecondRuntime },
    target: ['pod/gpu1'],
    everyChange,
  },
  { fault: 'frozen nginx1', expected: fault('container', 'container', 'container-frozen'), ...everyFastChange },
  { fault: 'frozen-parent nginx1', expected: fault('container', 'pod', 'parent-frozen'), everyChange },
  {
    fault: 'paused nginx1',
    notIn: { crio: 'the lab pauses by docker or ctr' },
    expected: fault('container', 'container', 'container-paused'),
    where: {
      containerd: { code: 'container-frozen', why: 'only dockerd tells a pause apart from a freezer' },
      modern: { code: 'container-frozen', why: 'only dockerd tells a pause apart from a freezer' },
    },
    everyChange,
  },
  {
    fault: 'pids-limit nginx1',
    expected: degraded('container', 'container', 'pids-exhausted'),
    where: {
      modern: {
        ...fault('container', 'container', 'pids-exhausted'),
        why: 'there the limit holds for the threads of runc itself',
      },
      'modern-docker': {
        ...fault('container', 'container', 'pids-exhausted'),
        why: 'there the limit holds for the threads of runc itself',
      },
      'modern-crun': { ...degraded('container', 'container', 'pids-exhausted'), why: 'crun has no threads' },
    },
  },
  { fault: 'memory-limit nginx1', expected: open('memory-headroom') },
  {
    fault: 'oom-kill-disabled nginx1',
    expected: fault('container', 'container', 'oom-kill-disabled'),
    notIn: cgroup2,
    everyChange,
  },
  {
    fault: 'cpu-throttled nginx1',
    expected: degraded('container', 'container', 'cpu-throttled'),
    flags: ['--probe-timeout=20s'],
  },
  {
    fault: 'cgroup-removed nginx1',
    expected: fault('container', 'container', 'cgroup-missing'),
    where: {
      modern: { ...healthy('cgroup-missing'), why: 'on cgroup v2 runc joins the cgroup of the first process' },
      'modern-docker': { ...healthy('cgroup-missing'), why: 'on cgroup v2 runc joins the cgroup of the first process' },
      'modern-crun': { ...fault('container', 'container', 'cgroup-missing'), why: 'crun looks for its freezer first' },
    },
  },
  {
    fault: 'cpuset-empty nginx1',
    expected: fault('container', 'container', 'cpuset-empty'),
    notIn: cgroup2,
    everyChange,
  },
  { fault: 'child-frozen nginx1', expected: healthy('child-frozen') },
  { fault: 'text-busy nginx1', expected: open('program-busy'), where: { crio: runcOrProgram } },
  {
    fault: 'environment-full',
    expected: fault('container', 'container', 'arguments-too-long'),
    where: { crio: runcOrProgram },
    target: ['pod/env1'],
  },
  {
    fault: 'uid-processes',
    expected: fault('container', 'container', 'uid-out-of-processes'),
    notIn: { containerd: noUserLimit, modern: noUserLimit, crio: noUserLimit },
    target: ['pod/user2'],
  },
  { fault: 'cwd-deleted nginx1', expected: fault('container', 'container', 'workdir-missing'), everyChange },
  {
    fault: 'proc-hidden nginx1',
    expected: fault('container', 'container', 'proc-not-visible'),
    where: { 'modern-crun': { ...healthy(null), why: "crun does not need the container's /proc" } },
  },
  {
    fault: 'dev-null-missing nginx1',
    expected: fault('container', 'container', 'dev-null-missing'),
    where: {
      'modern-crun': { ...healthy(null), why: 'crun does not look at it' },
      crio: { ...healthy(null), why: 'runc 1.5 does not need it' },
    },
  },
  {
    fault: 'bundle-moved nginx1',
    ...noContainerd,
    expected: fault('container', 'container', 'bundle-missing'),
    where: { 'modern-crun': { layer: 'shim', why: 'crun has a copy, but the shim has it write its log there' } },
  },
  {
    fault: 'root-noexec nginx1',
    expected: fault('container', 'container', 'root-noexec'),
    where: { crio: { ...runcOrProgram, code: 'root-noexec' } },
  },
  {
    fault: 'pty-missing nginx1',
    expected: fault('container', 'container', 'pty-unavailable'),
    where: { crio: { ...healthy(null), why: 'runc 1.5 does not need it' } },
  },
  {
    fault: 'node-busy',
    expected: healthy('node-under-pressure'),
    notIn: { modern: noPressure, 'modern-crun': noPressure, 'modern-docker': noPressure },
  },
  { fault: 'init-uninterruptible nginx1', expected: healthy('process-uninterruptible') },
  {
    fault: 'init-zombie nginx1',
    expected: fault('container', 'container', 'init-dying'),
  },
  { fault: 'runc-init-stuck nginx1', expected: open('runc-init-stuck') },
  { fault: 'zombies nginx1', expected: healthy('zombies-pile-up') },
  { fault: 'exec-pile-up nginx1', ...noShim, expected: healthy('exec-pile-up') },
  // no debug pod can start, or nobody reaches it
  { fault: 'kubelet-unreachable reject', ...bySsh, expected: fault('api-server', 'node', 'kubelet-unreachable') },
  {
    fault: 'kubelet-unreachable drop',
    ...bySsh,
    ...everyFastChange,
    expected: fault('api-server', 'node', 'kubelet-unreachable'),
  },
  { fault: 'kubelet-down', ...bySsh, expected: fault('kubelet', 'node', 'kubelet-refused') },
  { fault: 'kubelet-hang', ...bySsh, expected: fault('kubelet', 'node', 'kubelet-stopped') },
  {
    fault: 'dockerd-hang',
    ...bySsh,
    expected: fault('dockerd', 'node', 'dockerd-stopped'),
    notIn: { ...bySsh.notIn, ...noDockerd },
  },
  {
    fault: 'docker-plugin-down',
    ...bySsh,
    expected: fault('dockerd', 'node', 'docker-plugin-down'),
    notIn: { ...bySsh.notIn, ...noDockerd },
  },
  {
    fault: 'dockerd-fds',
    ...bySsh,
    expected: fault('dockerd', 'node', 'dockerd-out-of-fds'),
    notIn: { ...bySsh.notIn, ...noDockerd },
  },
  {
    fault: 'containerd-fds',
    ...bySsh,
    notIn: { ...bySsh.notIn, ...noContainerd.notIn },
    expected: fault('containerd', 'node', 'containerd-out-of-fds'),
    where: {
      docker: {
        ...degraded('containerd', 'node', 'containerd-out-of-fds'),
        why: 'dockerd has its connection, and makes the pipes itself',
      },
    },
  },
  {
    fault: 'crio-hang',
    ...bySsh,
    expected: fault('cri', 'node', 'cri-stopped'),
    notIn: { ...bySsh.notIn, ...crioAlone.notIn },
  },
  {
    fault: 'containerd-hang',
    ...bySsh,
    notIn: { ...bySsh.notIn, ...noContainerd.notIn },
    everyChange,
    expected: fault('containerd', 'node', 'containerd-stopped'),
  },
  {
    fault: 'several-hang nginx1 neighbour',
    ...bySsh,
    notIn: { ...bySsh.notIn, ...noShim.notIn },
    expected: fault('shim', 'several-containers', 'shim-stopped'),
  },
  {
    fault: 'runc-missing',
    ...bySsh,
    expected: fault('runc', 'node', 'runc-missing'),
    where: {
      'modern-crun': crunIsMissing,
      crio: {
        layer: null,
        scope: null,
        code: 'runc-missing',
        why: 'CRI-O says only that it failed, and there is no runc to probe',
      },
    },
  },
];

/** What the row is called, here and in the documents. */
export const nameOf = ({ fault, by }: FaultScenario): string => (by ? `${fault}, by ${by}` : fault);

/** Its recording in each mode. */
export const recordingOf = (scenario: FaultScenario): string => nameOf(scenario).replace(',', '').replaceAll(' ', '-');

/** What is expected of a fault in one mode. */
export function expectedIn(scenario: FaultScenario, mode: Mode): Expected {
  const { why: _, ...different } = differenceIn(scenario, mode) ?? {};
  return { ...scenario.expected, ...different };
}

/** How it shows there, if otherwise; a variant is as what it varies, where nothing else is said. */
export const differenceIn = ({ where }: FaultScenario, mode: Mode) => where?.[mode] ?? where?.[variantOf[mode] ?? mode];

/** Why it cannot be had in that mode; undefined where it can. */
export function missingIn({ notIn }: FaultScenario, mode: Mode): string | undefined {
  const own = notIn?.[mode];
  return (own === undefined ? notIn?.[variantOf[mode] ?? mode] : own) ?? undefined;
}

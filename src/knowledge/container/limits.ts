import type { CommandNames } from '../command-names.ts';
import { childFrozen, frozen, oomKillDisabled } from '../detectors/container.ts';
import {
  cpuThrottled,
  hasOthersThanFirst,
  hasRoom,
  isLimitOfPidsKnown,
  littleMemory,
  memoryAtLimit,
  pidsAtLimit,
  podsAtLimit,
  podsLittleMemory,
} from '../detectors/limits.ts';
import type { Entry } from '../entry.ts';
import { deletePod, fromOutside } from '../steps.ts';

const usedAndAllowed = ({ cgroup }: CommandNames): string =>
  `cat ${cgroup('memory', 'memory.current', 'memory.usage_in_bytes')} ${cgroup('memory', 'memory.max', 'memory.limit_in_bytes')}`;

/** The cgroup of the container: its limits, and its freezer. */
export const limitEntries = [
  {
    code: 'pids-exhausted',
    title: 'the container or its pod has reached its limit of processes and threads',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /read init-p: connection reset by peer/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer: unknown',
      },
      {
        pattern: /pthread_create failed: Resource temporarily unavailable/,
        example: 'runtime/cgo: pthread_create failed: Resource temporarily unavailable',
      },
      {
        pattern: /fork: (?:retry: )?Resource temporarily unavailable|can't fork: Resource temporarily unavailable/,
        example: 'bash: fork: retry: Resource temporarily unavailable',
      },
    ],
    detect: { run: pidsAtLimit, strength: 'likely', beats: ['zombies-pile-up'] },
    refuted: hasRoom('pids'),
    traits: { owner: 'application', degrades: 'nothing can fork in it' },
    meaning:
      'A leak of threads or zombies has used up pids.max of the container or its pod, so runc cannot start in there (or it can, and the shell cannot fork). The first of these texts also appears when there is too little memory.',
    confirm: [
      {
        run: ({ cgroup }) => `cat ${cgroup('pids', 'pids.current')} ${cgroup('pids', 'pids.max')}`,
        on: 'node',
        note: 'how many there are, and how many may be',
        besides: 'with cgroup v1 below /sys/fs/cgroup/pids',
      },
      'The same in the folders above, up to that of the pod.',
    ],
    fix: [
      fromOutside,
      {
        run: ({ pidsFolder }) => `(cd ${pidsFolder} && echo $(($(cat pids.current) + 64)) >pids.max)`,
        on: 'node',
        note: 'room for 64 more at once; ends nothing, and only puts it off',
        besides:
          'CGROUP is that of the container or of its pod, whichever has the limit; v1: below /sys/fs/cgroup/pids',
        action: 'harmless',
        when: isLimitOfPidsKnown,
      },
      {
        read: 'End some of what leaks, from the node, but not its first process, with which the container ends: ends those processes.',
        action: 'end-processes',
        when: hasOthersThanFirst,
      },
      'Raise podPidsLimit of the kubelet or --pids-limit of docker, and fix the leak.',
      { ...deletePod, verified: ['containerd 1.7'] },
    ],
    sources: [
      'opencontainers/runc#4083',
      'opencontainers/runc#1914',
      'podman-container-tools/podman#17647',
      'kubernetes/kubernetes#95814',
    ],
  },
  {
    code: 'pods-at-limit',
    title: 'the cgroup of all pods, or of a class of them, has reached its limit of processes or memory',
    layers: ['container'],
    scope: null,
    frequency: 'rarely',
    texts: [],
    detect: {
      run: podsAtLimit,
      strength: 'likely',
      beats: ['pids-exhausted', 'memory-exhausted', 'zombies-pile-up', 'program-killed', 'older-containers-hit'],
    },
    traits: { owner: 'node', degrades: 'nothing new runs in the pods of the node, or gets killed' },
    meaning:
      'The kubelet puts all pods below one cgroup (kubepods) and limits that to what it may hand out: memory, and, if it reserves some for the system, processes. At that limit nothing forks in any of these pods, or the kernel kills there, whatever their own limits are. Deleting this pod frees no more than what it used.',
    confirm: [
      {
        run: ({ pid }) => `cat /proc/${pid}/cgroup`,
        on: 'node',
        note: 'the cgroups; the one that is named lies above that of the pod',
      },
      'Read pids.current and pids.max there; of memory memory.current and memory.max, with cgroup v1 memory.usage_in_bytes and memory.limit_in_bytes.',
      { run: 'systemd-cgtop -1 --order=tasks --depth=5', on: 'node', note: 'which of them have so many processes' },
    ],
    fix: [
      {
        read: 'Raise the limit of the cgroup that is named: write a larger number into its pids.max, or into memory.max. Ends nothing; a restart of the kubelet sets it again.',
        action: 'harmless',
      },
      'Find the pod that uses the most of it, and fix that one, or move it to another node.',
      'Correct what the kubelet reserves: kubeReserved, systemReserved and enforceNodeAllocatable in its configuration.',
    ],
    sources: ['https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/'],
  },
  {
    code: 'memory-exhausted',
    title: 'the container has no memory left for an exec',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /(?:possibly OOM-killed[^\n]{0,40}?)?read init-p: connection reset by peer|possibly OOM-killed/,
        example: 'possibly OOM-killed caused: read init-p: connection reset by peer',
        isSecond: true,
      },
      {
        pattern: /container init was OOM-killed/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
      },
      {
        pattern: /runc:\[2:INIT\] invoked oom-killer/,
        example: 'kernel: runc:[2:INIT] invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
      },
    ],
    detect: { run: memoryAtLimit, strength: 'likely', beats: ['cpu-throttled', 'program-killed'] },
    refuted: hasRoom('memory'),
    traits: { owner: 'application', execMayKill: true },
    meaning:
      'An exec runs inside the memory limit of the container, runc itself included (1 to 10 MB and more, by version). At the limit the kernel kills what is new, or the main process, and then the container ends.',
    confirm: [
      {
        run: usedAndAllowed,
        on: 'node',
        note: 'what it uses, and what it may use',
        besides: 'with cgroup v1 memory.usage_in_bytes, memory.limit_in_bytes below /sys/fs/cgroup/memory',
      },
      {
        run: ({ cgroup }) => `cat ${cgroup('memory', 'memory.events', 'memory.oom_control')}`,
        on: 'node',
        note: 'oom_kill grows',
        besides: 'with cgroup v1 memory.oom_control',
      },
      { run: 'dmesg -T | grep -iE "oom|killed process"', on: 'node' },
    ],
    fix: [
      fromOutside,
      'Raise the memory limit: replaces the pods of the workload, except where in-place resize is on.',
      'No further exec or exec probe meanwhile: each of them may end the container.',
    ],
    sources: [
      'opencontainers/runc#2812',
      'opencontainers/runc#1980',
      'concourse/concourse#6180',
      'moby/moby#41167',
      'podman-container-tools/podman#1579',
    ],
  },
  {
    code: 'memory-headroom',
    title: 'the container or its pod is close to its memory limit',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: littleMemory, strength: 'proof', beats: ['runc-init-stuck'] },
    traits: { execMayKill: true },
    meaning:
      'It works, but there is so little left below its limit (or that of its pod) that an exec might get it killed. So a diagnosis executes nothing in it.',
    confirm: [
      {
        run: usedAndAllowed,
        on: 'node',
        note: 'what it uses, and what it may use',
        besides: 'with cgroup v1 below /sys/fs/cgroup/memory',
      },
      {
        run: ({ cgroup }) => `grep -E "inactive_file|^anon |^rss " ${cgroup('memory', 'memory.stat')}`,
        on: 'node',
        note: 'inactive_file can be given back',
      },
    ],
    fix: [
      fromOutside,
      'Raise the memory limit: replaces the pods of the workload, except where in-place resize is on.',
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} --force-probe`,
        note: 'probes all the same: may end the container',
      },
    ],
    sources: [
      'opencontainers/runc#1980',
      'opencontainers/runc#2812',
      'https://docs.kernel.org/admin-guide/cgroup-v2.html',
    ],
  },
  {
    code: 'pods-memory-headroom',
    title: 'the cgroup of all pods, or of a class of them, is close to its memory limit',
    layers: ['container'],
    scope: null,
    frequency: 'rarely',
    texts: [],
    detect: { run: podsLittleMemory, strength: 'proof', beats: ['runc-init-stuck', 'memory-headroom'] },
    traits: { owner: 'node', execMayKill: true },
    meaning:
      'There is so little left below the limit of a cgroup above the pods that an exec into any of them might get a process of any of them killed. So a diagnosis executes nothing there. The limits of the container and of its pod are not what is near, and more memory for them helps nothing.',
    confirm: [
      {
        run: ({ pid }) => `cat /proc/${pid}/cgroup`,
        on: 'node',
        note: 'the cgroups; the one that is named lies above that of the pod',
      },
      'Read memory.current and memory.max there; with cgroup v1 memory.usage_in_bytes and memory.limit_in_bytes.',
    ],
    fix: [
      {
        read: 'Raise the limit of the cgroup that is named: write a larger number into its memory.max, with cgroup v1 memory.limit_in_bytes. Ends nothing; a restart of the kubelet sets it again.',
        action: 'harmless',
      },
      'Find the pod that uses the most of it, and fix that one, or move it to another node.',
      'Correct what the kubelet reserves: kubeReserved, systemReserved and enforceNodeAllocatable in its configuration.',
    ],
    sources: ['https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/'],
  },
  {
    code: 'oom-kill-disabled',
    title: 'no memory is left, and the kernel kills nothing',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: {
      run: oomKillDisabled,
      strength: 'proof',
      beats: ['memory-headroom', 'runc-init-stuck'],
    },
    traits: { owner: 'application', execWaits: true },
    meaning:
      'With oom_kill_disable (cgroup v1; docker run --oom-kill-disable) the kernel ends nothing at the limit: every process of the container that needs more memory stands still until some is freed; an exec does so at once. It hangs, and is not killed.',
    confirm: [
      {
        run: ({ cgroup }) => `cat ${cgroup('memory', 'memory.oom_control')}`,
        on: 'node',
        note: 'oom_kill_disable 1; under_oom 1: something waits',
      },
    ],
    fix: [
      fromOutside,
      {
        run: ({ cgroup }) => `f=${cgroup('memory', 'memory.limit_in_bytes')}; echo $(($(cat $f) + 67108864)) >$f`,
        on: 'node',
        note: 'gives it 64 MiB more: what waits goes on; ends nothing',
        action: 'harmless',
        verified: ['docker 20.10', 'containerd 1.6'],
      },
      {
        run: ({ cgroup }) => `echo 0 >${cgroup('memory', 'memory.oom_control')}`,
        on: 'node',
        note: 'lets the kernel kill there as everywhere: may end the first process, and so the container',
        action: 'end-processes',
      },
      'Raise the memory limit: what waits goes on. In the spec it replaces the pods of the workload.',
    ],
    sources: ['https://docs.kernel.org/admin-guide/cgroup-v1/memory.html', 'moby/moby#14440'],
  },
  {
    code: 'cpu-throttled',
    title: 'the container gets too little CPU for an exec to be quick',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [],
    detect: { run: cpuThrottled, strength: 'likely', beats: ['older-containers-hit'] },
    traits: {
      owner: 'application',
      leavesOpen: true,
      degrades: 'it is slow, because the container gets too little CPU',
    },
    meaning:
      'What is executed shares the CPU limit of the container, and most of the time it is made to wait. Nothing hangs, all is slow, and exec probes time out.',
    confirm: [
      {
        run: ({ cgroup }) => `cat ${cgroup('cpu', 'cpu.stat')}`,
        on: 'node',
        given: 'twice',
        note: 'do nr_throttled and the time beside it grow',
        besides: 'v1: below /sys/fs/cgroup/cpu',
      },
      {
        run: ({ cgroup }) => `cat ${cgroup('cpu', 'cpu.max', 'cpu.cfs_quota_us')}`,
        on: 'node',
        note: 'microseconds allowed in each period',
      },
    ],
    fix: [
      'A longer timeoutSeconds, or cheaper probes.',
      'Raise or remove the CPU limit: replaces the pods of the workload.',
    ],
    sources: ['kubernetes/kubernetes#82987', 'https://docs.kernel.org/admin-guide/cgroup-v2.html'],
  },
  {
    code: 'container-frozen',
    title: 'the cgroup of the container is frozen',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /cannot exec in a paused container/,
        example: 'exec failed: cannot exec in a paused container (use --ignore-paused to override): unknown',
      },
      {
        pattern: /the container `[^`\n]{1,100}` is paused/,
        example: 'OCI runtime exec failed: the container `ID` is paused: unknown',
      },
    ],
    detect: { run: frozen('itself'), strength: 'proof', beats: ['memory-headroom'] },
    traits: { runKnowsTheSteps: true, frozen: true },
    meaning:
      'The kernel lets nothing in it run: a pause, a checkpoint, a runc that was killed before it thawed what it had frozen, or a security agent. runc before 1.1 does not refuse: there the exec hangs and cannot be ended.',
    confirm: [
      {
        run: ({ cgroup }) => `cat ${cgroup('freezer', 'cgroup.freeze', 'freezer.state')}`,
        on: 'node',
        note: '1; v1: /sys/fs/cgroup/freezer/CGROUP/freezer.state FROZEN',
      },
      {
        run: ({ cgroup }) => `grep -i frozen ${cgroup('freezer', 'cgroup.events', 'freezer.state')}`,
        on: 'node',
        note: 'what holds',
      },
    ],
    fix: [
      'Find out first who froze it: a pause, a checkpoint or backup, a security agent. What docker has paused: docker unpause.',
      {
        run: ({ id }) => `ctr -n k8s.io tasks resume ${id} || echo 0 >/sys/fs/cgroup/CGROUP/cgroup.freeze`,
        on: 'node',
        only: 'containerd',
        note: 'resumes it or, where the runtime knows of no pause, thaws it; ends nothing',
        action: 'thaw',
        verified: ['containerd 1.6', 'containerd 1.7'],
      },
      {
        run: 'echo THAWED >/sys/fs/cgroup/freezer/CGROUP/freezer.state',
        on: 'node',
        only: 'docker',
        given: 'with cgroup v1',
        note: 'resumes it; ends nothing',
        action: 'thaw',
        verified: ['docker 20.10'],
      },
    ],
    versions: 'runc 1.0 with the systemd driver froze containers at each update, and could leave them so.',
    sources: [
      'opencontainers/runc#3223',
      'containers/crun#727',
      'kubernetes/kubernetes#104280',
      'kubernetes/kubernetes#102508',
      'opencontainers/runc#5325',
    ],
  },
  {
    code: 'parent-frozen',
    title: 'a cgroup above the container is frozen: that of its pod, or more',
    layers: ['container'],
    scope: 'pod',
    frequency: 'rarely',
    texts: [],
    detect: { run: frozen('parent'), strength: 'proof', beats: ['memory-headroom'] },
    traits: { runKnowsTheSteps: true, frozen: true },
    meaning:
      'With cgroup v2 runc looks at the cgroup of the container only, which is not frozen by itself, so it goes in and hangs. All containers below the frozen one are affected.',
    confirm: [
      {
        run: ({ cgroup }) => `grep . ${cgroup('freezer', 'cgroup.events', 'freezer.parent_freezing')}`,
        on: 'node',
        note: '1, while cgroup.freeze beside it is 0',
      },
      {
        run: ({ cgroup }) => `cat ${cgroup('freezer', '../cgroup.freeze', '../freezer.self_freezing')}`,
        on: 'node',
        note: '1, here or further up; v1: freezer.parent_freezing is 1',
      },
    ],
    fix: [
      {
        run: 'echo 0 >/sys/fs/cgroup/CGROUP/../cgroup.freeze',
        on: 'node',
        given: 'the one that is frozen, once you know who froze it',
        note: 'with cgroup v1 THAWED into freezer.state; ends nothing',
        action: 'thaw',
        verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'],
      },
    ],
    sources: ['opencontainers/runc#3072', 'opencontainers/runc#3065'],
  },
  {
    code: 'child-frozen',
    title: 'a cgroup that the container has made below its own is frozen, with its first process in it',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: { run: childFrozen, strength: 'context' },
    traits: { owner: 'application', firstProcess: 'the first process of the container does nothing: it is frozen' },
    meaning:
      'Something in the container uses its own freezer: systemd, a nested docker, a supervisor. The container itself is not frozen, and an exec gets in. What is in that cgroup stands still, and with cgroup v1 looks like a process in uninterruptible sleep.',
    confirm: [
      {
        run: ({ pid }) => `cat /proc/${pid}/cgroup`,
        on: 'node',
        note: 'in which cgroup it is: one below that of the container',
      },
      {
        run: ({ pid }) =>
          `grep -H . /sys/fs/cgroup/freezer$(sed -n "s/.*:freezer://p" /proc/${pid}/cgroup)/freezer.state`,
        on: 'node',
        note: 'FROZEN; with cgroup v2 cgroup.freeze is 1',
      },
    ],
    fix: ['Find out who froze it in there: it goes on when thawed.'],
    sources: ['https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html'],
  },
] as const satisfies readonly Entry[];

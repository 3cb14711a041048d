import { firstProcessLives, processDying, processGone, runcInitStuck } from '../detectors/container.ts';
import { hungVolume, inFrozenCgroup, traced, uninterruptible } from '../detectors/processes.ts';
import type { Entry } from '../entry.ts';
import { deletePod, drainNode } from '../steps.ts';

/** Processes that the kernel does not let go on, and what they wait for. */
export const kernelEntries = [
  {
    code: 'runc-init-stuck',
    title: 'a runc init hangs in the kernel, inside the container',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: runcInitStuck, strength: 'proof', beats: ['container-process-gone', 'init-dying'] },
    traits: { takesNoSignal: true },
    meaning:
      'An exec that was caught on its way in (often by the freezer, beside a runc update) and can neither go on nor be killed. Every further exec may join it, so a diagnosis executes nothing there.',
    confirm: [
      {
        run: 'cat /proc/PROCESS/stack',
        on: 'node',
        given: 'PROCESS is that runc init',
        note: '__refrigerator is the freezer, else a file system or a lock',
      },
      { run: 'cat /sys/fs/cgroup/freezer/CGROUP/freezer.state', on: 'node', given: 'cgroup v1' },
    ],
    fix: [
      {
        run: 'echo THAWED >/sys/fs/cgroup/freezer/CGROUP/freezer.state',
        on: 'node',
        given: 'cgroup v1, where it is the freezer',
        note: 'resumes it',
        action: 'thaw',
      },
      'A newer runc, and no runc update beside execs.',
      drainNode,
    ],
    sources: [
      'opencontainers/runc#2753',
      'opencontainers/runc#4481',
      'opencontainers/runc#3663',
      'opencontainers/runc#4534',
      'opencontainers/runc#2767',
    ],
  },
  {
    code: 'runc-init-half-dead',
    title: 'the seccomp profile of the container kills a thread of runc init',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    traits: { owner: 'application' },
    meaning:
      'With the action KILL a system call that runc init needs ends that thread only, the rest waits for it for ever, and so does runc. It shows as a zombie that still has threads. A privileged container has no profile and works.',
    confirm: [
      {
        run: 'ls /proc/PROCESS/task',
        on: 'node',
        given: 'PROCESS is a runc init with State Z',
        note: 'other threads are there',
      },
      { run: 'dmesg -T | grep type=1326', on: 'node', note: 'comm="runc:[2:INIT]", and the number of the call' },
    ],
    fix: [
      {
        run: 'grep -q runc /proc/PROCESS/comm && kill -9 PROCESS',
        on: 'node',
        given: 'PROCESS is that runc init',
        note: 'ends this exec only',
        action: 'kill-runtime',
      },
      'In the profile ERRNO or KILL_PROCESS instead of KILL: replaces the pods of the workload.',
    ],
    sources: ['opencontainers/runc#5431'],
  },
  {
    code: 'container-process-gone',
    title: 'the first process of the container has ended, and the container is called running still',
    layers: ['container', 'shim', 'containerd', 'dockerd'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /error executing setns process: exit status 1\b/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: error executing setns process: exit status 1: unknown',
      },
      {
        pattern: /cannot exec in a stopped container/,
        example: 'OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown',
      },
      {
        pattern: /the container `[^`\n]{1,100}` is not running/,
        example: 'OCI runtime exec failed: the container `ID` is not running: unknown',
      },
      { pattern: /cannot exec in a deleted state/, example: 'cannot exec in a deleted state: unknown' },
    ],
    detect: {
      run: processGone,
      strength: 'proof',
      beats: ['docker-up-process-gone', 'cgroup-missing', 'bundle-missing'],
    },
    refuted: firstProcessLives,
    traits: { owner: 'node' },
    meaning:
      'There is nothing left to exec into, though the container is called running. Somebody on the way up lost the news of its end.',
    confirm: [
      { run: ({ pid }) => `ls /proc/${pid}/exe`, on: 'node', note: 'no such process' },
      { run: 'dmesg -T | grep -i "killed process"', on: 'node', note: 'was it killed for memory' },
    ],
    fix: [
      deletePod,
      'Who lost it: kubectl exec-doctor explain with shim-alive-container-dead, docker-up-process-gone, exit-events-lost.',
    ],
    sources: ['awslabs/amazon-eks-ami#1933', 'containerd/containerd#2438', 'moby/moby#33192'],
  },
  {
    code: 'init-dying',
    title: 'the container is ending and cannot end',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /nsenter: (?:failed to|cannot) open \/proc\/\d{1,10}\/ns\/\w{1,20}: No such file or directory/,
        example: 'nsenter: failed to open /proc/20542/ns/ipc: No such file or directory',
      },
    ],
    detect: {
      run: processDying,
      strength: 'proof',
      beats: ['docker-up-process-gone', 'cgroup-missing', 'bundle-missing'],
    },
    traits: { takesNoSignal: true },
    meaning:
      'Its first process has been killed, and the kernel waits for a child of it that cannot die (in D on a volume, or traced). Its namespaces are gone already, so nothing can enter, stop or remove it. Or the process id is another one by now.',
    confirm: [
      {
        run: ({ pid }) => `grep State /proc/${pid}/status; cat /proc/${pid}/stack`,
        on: 'node',
        note: 'what it waits for; zap_pid_ns_processes there: for a child that cannot end',
      },
      { run: 'grep -l "^State:.D" /proc/[0-9]*/status', on: 'node', note: 'which process it waits for' },
    ],
    fix: [
      {
        read: 'Free what keeps a process of the container from ending: a volume (State D) or a tracer (t). Ends nothing that works.',
        action: 'harmless',
      },
      drainNode,
    ],
    sources: ['moby/moby#31614'],
  },
  {
    code: 'volume-hung',
    title: 'a volume of the container does not answer',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /transport endpoint is not connected|stale (?:NFS )?file handle/i,
        example: 'transport endpoint is not connected',
      },
    ],
    detect: { run: hungVolume, strength: 'likely', beats: ['zombies-pile-up', 'process-uninterruptible'] },
    traits: { takesNoSignal: true },
    meaning:
      'An NFS, fuse or ceph mount lost its server or daemon. What touches it hangs in the kernel and survives every signal: an exec whose working directory is there, ls and df on the node, dockerd or the kubelet themselves.',
    confirm: [
      {
        run: ({ pid }) => `grep -E " (nfs4?|cifs|ceph|fuse[.a-z]*) " /proc/${pid}/mountinfo`,
        on: 'node',
        note: 'the candidates',
      },
      { run: 'grep -H . /proc/[0-9]*/wchan 2>/dev/null | grep -E "nfs|rpc_wait|fuse"', on: 'node', note: 'who waits' },
    ],
    fix: [
      'Bring the server back: all that hangs goes on.',
      {
        run: 'echo 1 >/sys/fs/fuse/connections/N/abort',
        on: 'node',
        given: 'fuse only, N of that mount',
        note: 'its reads and writes fail',
      },
      { run: 'umount -f -l FILE', on: 'node', given: 'FILE is the mount point', note: 'open files on it are lost' },
    ],
    sources: ['moby/moby#41427', 'containerd/containerd#1722', 'kubernetes/kubernetes#94829', 'canonical/lxd#3664'],
  },
  {
    code: 'kernel-stuck',
    title: 'processes hang in the kernel of the node',
    layers: ['container', 'runc'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /blocked for more than \d{1,5} seconds/,
        example: 'INFO: task runc:[2:INIT]:12345 blocked for more than 120 seconds.',
      },
    ],
    traits: { owner: 'node', takesNoSignal: true },
    meaning:
      'A lock of a file system, overlay or cgroups is never released. It begins with one container and spreads over the node, often after a kernel update.',
    confirm: [
      { run: 'dmesg -T | grep -A 20 "blocked for more than"', on: 'node', note: 'where in the kernel' },
      { run: 'grep -l "^State:.D" /proc/[0-9]*/status', on: 'node', note: 'all that hang' },
      { run: 'uname -r', on: 'node', note: 'new since it began?' },
    ],
    fix: [drainNode, 'Boot the kernel from before, and keep to it.'],
    sources: ['awslabs/amazon-eks-ami#1071', 'kubernetes/kubernetes#45419', 'opencontainers/runc#3759'],
  },
  {
    code: 'process-frozen',
    title: 'a process of the chain is in a cgroup that is frozen',
    layers: ['shim', 'containerd', 'dockerd', 'cri', 'kubelet'],
    scope: null,
    frequency: 'rarely',
    texts: [],
    detect: {
      run: inFrozenCgroup,
      strength: 'proof',
      beats: ['bundle-missing', 'cgroup-missing', 'task-missing', 'kubelet-not-reporting'],
    },
    // whoever froze it
    traits: { owner: null, runKnowsTheSteps: true },
    meaning:
      'The kernel does not let it run until that cgroup is thawed; a signal, even SIGKILL, waits as long with cgroup v1, where it looks like uninterruptible sleep (D). A backup, a checkpoint, a security agent, or a job manager that froze more than its own.',
    confirm: [
      {
        run: ({ shim }) => `cat /proc/${shim}/cgroup`,
        on: 'node',
        note: 'its freezer cgroup, or of the daemon; then freezer.state there, with v2 cgroup.freeze',
      },
    ],
    fix: [
      {
        run: 'echo THAWED >/sys/fs/cgroup/freezer/CGROUP/freezer.state',
        on: 'node',
        given: 'once it is known who froze it',
        note: 'resumes it; ends nothing. With cgroup v2: 0 into cgroup.freeze',
        action: 'thaw',
      },
    ],
    sources: ['https://docs.kernel.org/admin-guide/cgroup-v1/freezer-subsystem.html'],
  },
  {
    code: 'process-traced',
    title: 'a process of the chain is held by a debugger or strace',
    layers: ['shim', 'containerd', 'dockerd', 'cri', 'kubelet', 'runc'],
    scope: null,
    frequency: 'rarely',
    texts: [],
    detect: { run: traced, strength: 'likely', beats: ['process-uninterruptible'] },
    // somebody's debugger
    traits: { owner: null, runKnowsTheSteps: true },
    meaning:
      'The kernel lets it run only as its tracer says, and that one stands still. A shim blocks its own containers, a daemon the whole node.',
    confirm: [
      {
        run: ({ shim }) => `grep -E "State|TracerPid" /proc/${shim}/status`,
        on: 'node',
        note: 't, and who traces it; or of the daemon',
      },
    ],
    fix: ['End the tracer (strace, gdb, delve): the process goes on.'],
    sources: ['docker/for-linux#891', 'https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'process-uninterruptible',
    title: 'a process of the chain waits in the kernel (D) and takes no signal',
    layers: ['shim', 'containerd', 'dockerd', 'cri', 'kubelet', 'runc'],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: uninterruptible, strength: 'likely', beats: ['state-disagreement'] },
    // somebody's disk or storage
    traits: {
      owner: null,
      runKnowsTheSteps: true,
      takesNoSignal: true,
      firstProcess: 'the first process of the container does nothing: it waits in the kernel (D)',
    },
    meaning:
      'For a moment that is normal, for any process that reads from a disk. Where it stays so, it waits for storage or for a lock of the kernel, and not even SIGKILL ends it.',
    confirm: [
      {
        run: ({ shim }) => `cat /proc/${shim}/stack`,
        on: 'node',
        given: 'some times',
        note: 'always the same? or of the daemon',
      },
      { run: 'cat /proc/pressure/io', on: 'node' },
    ],
    fix: ['Act on what it waits for: volume-hung, kernel-stuck. Do not wait for it, and do not kill its parent.'],
    sources: [
      'kubernetes/kubernetes#45419',
      'awslabs/amazon-eks-ami#1071',
      'https://man7.org/linux/man-pages/man5/proc_pid_status.5.html',
    ],
  },
] as const satisfies readonly Entry[];

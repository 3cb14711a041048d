import { execsPileUp, outputHeld, zombiesPileUp } from '../detectors/execs.ts';
import { tmpIsGone, tmpUnusable } from '../detectors/limits.ts';
import { saidByProbes } from '../detectors/probes.ts';
import { shimOutOfFiles } from '../detectors/processes.ts';
import type { Entry } from '../entry.ts';
import { deletePod } from '../steps.ts';

/** What many execs, or their leavings, do to a shim. */
export const shimLoadEntries = [
  {
    code: 'shim-out-of-fds',
    title: 'the shim has no file descriptors left',
    layers: ['shim'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:pty\.sock|runc-process\d{0,20})[^\n]{0,60}: too many open files/,
        example:
          'failed to create runc console socket: listen unix /tmp/pty958159641/pty.sock: socket: too many open files: unknown',
      },
    ],
    detect: { run: shimOutOfFiles, strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { degrades: 'its shim may open no more files' },
    meaning:
      'It leaks some with every exec, and after thousands of them (exec probes) it has reached its limit. runc by itself gets in.',
    confirm: [
      { run: ({ shim }) => `ls /proc/${shim}/fd | wc -l`, on: 'node', note: 'how many' },
      { run: ({ shim }) => `grep "open files" /proc/${shim}/limits`, on: 'node', note: 'of how many' },
    ],
    fix: [
      {
        run: ({ shim }) => `prlimit --pid ${shim} --nofile=1048576:1048576`,
        on: 'node',
        note: 'room for more at once; ends nothing, and only puts it off',
        action: 'raise-file-limit',
        verified: ['containerd 1.7'],
      },
      {
        run: ({ pod }) => `kubectl delete pod ${pod}`,
        note: 'after that: ends all of the pod; before it, with containerd, the pod hangs in Terminating',
        action: 'delete-pod',
        verified: ['docker 20.10'],
      },
      'Upgrade containerd or docker.',
    ],
    sources: ['docker/for-linux#374', 'moby/moby#30063', 'containerd/containerd#4641'],
  },
  {
    code: 'tmp-unusable',
    title: 'the shim cannot use its /tmp, which is full, gone or read-only',
    layers: ['shim', 'containerd'],
    scope: 'several-containers',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:open|write) \/tmp\/(?!exec-process-|pidfile)\S{1,200}: no space left on device/,
        example: 'OCI runtime exec failed: write /tmp/runc-process882272435: no space left on device: unknown',
      },
      {
        // of descriptors the shim itself has too few
        pattern: /(?:open|write) \/tmp\/runc-process\d{0,20}: (?!too many open files)[a-z][a-z /-]{2,60}/,
        example: 'open /tmp/runc-process123: no such file or directory: unknown',
      },
      {
        pattern: /mkdir \/tmp\/pty\d{0,20}: (?!too many open files)[a-z][a-z /-]{2,60}/,
        example: 'mkdir /tmp/pty958159641: no such file or directory: unknown',
      },
    ],
    detect: { run: tmpUnusable, strength: 'proof', beats: ['shim-waits-for-runc'] },
    meaning:
      'For each exec the shim writes a small file below /tmp, as it sees it: with PrivateTmp that is a folder of the unit, which a restart or a cleaner of /tmp may have removed. Or the disk is read-only or fails, the folder takes no new file (chattr +i), or the shim may write none (its limit of file sizes). runc by hand needs no such file and works.',
    confirm: [
      { run: ({ shim }) => `ls -ld /proc/${shim}/root/tmp`, on: 'node', note: 'is it there' },
      { run: ({ shim }) => `grep " /tmp " /proc/${shim}/mountinfo`, on: 'node', note: 'mounted from where, and ro?' },
    ],
    fix: [
      {
        run: ({ shim }) => `df -hT /proc/${shim}/root/tmp; du -xah -d 1 /proc/${shim}/root/tmp | sort -h | tail -n 5`,
        on: 'node',
        note: 'is it a tmpfs, and what fills it',
        when: saidByProbes('no space left'),
      },
      {
        run: ({ shim }) => `mkdir -m 1777 /proc/${shim}/root/tmp`,
        on: 'node',
        given: 'where it is gone',
        note: 'ends nothing',
        action: 'make-folder',
        when: tmpIsGone,
      },
      // the mount of the node, which only steps into that mount namespace
      {
        run: ({ shim }) => `mount -i -n -N ${shim} -o remount,rw /tmp`,
        on: 'node',
        given: 'if it is a separate mount and read-only',
        note: 'ends nothing. util-linux 2.33 or newer',
        action: 'remount',
        when: saidByProbes('read-only file system'),
        verified: ['docker 20.10'],
      },
      {
        run: ({ shim }) => `mount -i -n -N ${shim} -o remount,size=75% /tmp`,
        on: 'node',
        given: 'if it is a tmpfs',
        note: "gives it more room at once, of the node's memory; ends nothing. util-linux 2.33 or newer",
        action: 'remount',
        when: saidByProbes('no space left'),
        verified: ['docker 20.10'],
      },
      {
        run: ({ shim }) => `chattr -i /proc/${shim}/root/tmp`,
        on: 'node',
        given: 'where it takes no new file: operation not permitted',
        note: 'lsattr -d shows an i; ends nothing. Find out first who set it',
        action: 'harmless',
        when: saidByProbes('operation not permitted'),
      },
      {
        run: ({ shim }) => `prlimit --pid ${shim} --fsize=unlimited`,
        on: 'node',
        given: 'where no file may grow: file too large',
        note: 'ends nothing',
        action: 'raise-file-limit',
        when: saidByProbes('file too large'),
      },
      { read: 'On a disk that is full: free space there. Ends nothing.', action: 'harmless' },
      'Switch PrivateTmp off for containerd and docker, and keep cleaners of /tmp away from it.',
    ],
    sources: ['docker/for-linux#374', 'siderolabs/talos#9007'],
  },
  {
    code: 'exec-pile-up',
    title: 'more execs are open in this container than ever end',
    layers: ['shim', 'container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: execsPileUp, strength: 'likely', beats: ['exit-events-lost', 'cpu-throttled'] },
    traits: { owner: 'application' },
    meaning:
      'Exec probes, or clients that hang, start execs faster than they end. Each one holds a process, descriptors and memory, and the more there are, the sooner the shim itself locks up.',
    confirm: [
      {
        run: ({ id }) => `ls -A /run/containerd/io.containerd.runtime.v2.task/k8s.io/${id} | grep -c "[.]pid"`,
        on: 'node',
        note: 'pid files of execs',
      },
      {
        run: ({ pod }) => `kubectl get pod ${pod} -o yaml | grep -A 8 -E "(liveness|readiness|startup)Probe"`,
        note: 'exec probes, period and timeout',
      },
    ],
    fix: [
      { read: 'End clients that hang (kubectl exec, docker exec): ends those execs only.', action: 'end-execs' },
      'Fewer exec probes, or probes by HTTP: replaces the pods of the workload.',
      deletePod,
    ],
    sources: ['containerd/containerd#2709', 'containerd/containerd#2438', 'kubernetes/kubernetes#81042'],
  },
  {
    code: 'output-held-by-child',
    title: 'the command has ended, but a child of it still holds its output',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [],
    detect: { run: outputHeld, strength: 'context' },
    meaning:
      'An exec returns when its output is closed, not when its command ends. A background process that inherited stdout or stderr keeps it open, so exec hangs, or a probe comes back minutes after its timeout, with every layer in order.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- true`, note: 'returns at once' },
      {
        run: 'readlink /proc/*/fd/1 | sort | uniq -c | sort -n | tail',
        on: 'node',
        note: 'a pipe that a later process still holds',
      },
    ],
    fix: [
      {
        read: 'Start the background process as: command </dev/null >/dev/null 2>&1 &   (ends nothing).',
        action: 'harmless',
      },
      'End that child: the exec returns at once.',
      'For probes set drain_exec_sync_io_timeout in the configuration of containerd.',
    ],
    versions: 'drain_exec_sync_io_timeout: in the 1.6 line since containerd 1.6.30 (containerd/containerd#9768).',
    sources: [
      'moby/moby#33039',
      'kubernetes/kubernetes#44371',
      'moby/moby#41052',
      'containerd/containerd#9568',
      'containerd/containerd#7832',
      'containerd/containerd#10094',
      'docker/cli#4553',
    ],
  },
  {
    code: 'zombies-pile-up',
    title: 'ended processes of execs are not reaped',
    layers: ['container', 'shim'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [{ pattern: /<defunct>/, example: '[sh] <defunct>' }],
    detect: { run: zombiesPileUp, strength: 'likely', beats: ['exec-pile-up'] },
    meaning:
      'Zombies whose parent is the first process of the container: the image has no init that reaps, and probes that timed out leave their children to it, until the limit of processes is reached. Zombies of the shim: the shim does not reap any more, and exec hangs.',
    confirm: [
      {
        run: 'grep -l "^State:.Z" /proc/[0-9]*/status',
        on: 'node',
        note: 'the zombies; grep PPid in these files: SHIM or PID',
      },
      {
        run: ({ cgroup }) => `cat ${cgroup('pids', 'pids.current')} ${cgroup('pids', 'pids.max')}`,
        on: 'node',
        note: 'how many there are, and how many may be',
        besides: 'with cgroup v1 below /sys/fs/cgroup/pids',
      },
    ],
    fix: [
      deletePod,
      'An init in the image (tini), or shareProcessNamespace in the pod: replaces the pods of the workload.',
    ],
    sources: [
      'moby/moby#40145',
      'containerd/containerd#4255',
      'Mirantis/cri-dockerd#124',
      'kubernetes/kubernetes#81042',
      'containerd/containerd#5153',
    ],
  },
] as const satisfies readonly Entry[];

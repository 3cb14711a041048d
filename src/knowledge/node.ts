import { diskFull, runFull, runInodesExhausted } from './detectors/limits.ts';
import { outOfMemory, outOfProcesses, underPressure } from './detectors/node.ts';
import { daemonOutOfFiles } from './detectors/processes.ts';
import type { Entry } from './entry.ts';
import { drainNode, restartContainerd, restartDockerd } from './steps.ts';

/** What the whole node runs out of. */
export const nodeEntries = [
  {
    code: 'node-out-of-processes',
    title: 'the node, or the service of the daemon, can start no more processes',
    layers: ['containerd', 'dockerd', 'runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /fork\/exec \S{1,200}: resource temporarily unavailable/,
        example: 'fork/exec /usr/bin/containerd-shim-runc-v2: resource temporarily unavailable',
      },
    ],
    detect: { run: outOfProcesses, strength: 'likely', beats: ['older-containers-hit'] },
    meaning:
      'pid_max or threads-max is reached by something that leaks threads, or TasksMax of the unit of docker or containerd (then runc by hand still works).',
    confirm: [
      {
        run: 'cat /proc/loadavg /proc/sys/kernel/pid_max /proc/sys/kernel/threads-max',
        on: 'node',
        note: 'behind the slash in the first line is how many there are',
      },
      { run: 'systemctl show containerd docker -p TasksCurrent -p TasksMax', on: 'node' },
    ],
    fix: [
      {
        run: 'systemctl set-property --runtime containerd TasksMax=infinity',
        on: 'node',
        given: 'or docker',
        note: 'works at once, ends nothing',
        action: 'harmless',
      },
      { run: 'sysctl -w kernel.pid_max=4194304', on: 'node', note: 'works at once, ends nothing', action: 'harmless' },
      { read: 'End the program that leaks: ends that program.', action: 'end-processes' },
    ],
    sources: ['kubernetes/kubernetes#79466', 'goharbor/harbor#15944', 'moby/moby#36980'],
  },
  {
    code: 'dockerd-out-of-fds',
    title: 'dockerd has no file descriptors left',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /Error response from daemon: (?![^\n]{0,300}(?:pty\.sock|runc-process|start shim: ))[^\n]{0,300}: too many open files/,
        example: 'Error response from daemon: open /var/lib/docker/overlay2/1f2e/lower: too many open files',
      },
      {
        pattern: /(?<=[\s"])(?:\/var)?\/run\/docker\/containerd\/(?!daemon\/)[^\n]{0,300}: too many open files/,
        example:
          'failed to open stdout fifo: failed to open /var/run/docker/containerd/06596f/2970ce-stdout with O_PATH: open /var/run/docker/containerd/06596f/2970ce-stdout: too many open files',
      },
    ],
    detect: { run: daemonOutOfFiles('dockerd'), strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { degrades: 'dockerd may open no more files' },
    meaning:
      'It leaks some with execs or with logs that are followed, and has reached its limit. Whatever needs one more file fails, for every container of the node; what runs goes on, and ctr and runc get in.',
    confirm: [
      { run: ({ dockerd }) => `ls /proc/${dockerd}/fd | wc -l`, on: 'node', note: 'how many' },
      { run: ({ dockerd }) => `grep "open files" /proc/${dockerd}/limits`, on: 'node', note: 'of how many' },
    ],
    fix: [
      {
        run: ({ dockerd }) => `prlimit --pid ${dockerd} --nofile=1048576:1048576`,
        on: 'node',
        note: 'room for more at once; ends nothing, and only puts it off',
        action: 'raise-file-limit',
      },
      restartDockerd,
      'Upgrade docker.',
    ],
    sources: ['docker/for-linux#374', 'moby/moby#30063'],
  },
  {
    code: 'containerd-out-of-fds',
    title: 'containerd has no file descriptors left',
    layers: ['containerd', 'cri'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /(?<=[\s"])\/run\/containerd\/(?!io\.containerd\.runtime)[^\n]{0,300}: too many open files/,
        example:
          'failed to create exec "7caf1b": failed to open /run/containerd/io.containerd.grpc.v1.cri/containers/20d578/io/3337/7caf1b-stdout with O_PATH: open /run/containerd/io.containerd.grpc.v1.cri/containers/20d578/io/3337/7caf1b-stdout: too many open files',
      },
      {
        pattern: /failed to start shim: [^\n]{0,300}: too many open files/,
        example:
          'Error response from daemon: failed to start shim: start failed: : pipe2: too many open files: unknown',
      },
      {
        pattern:
          /rpc error: code = \w{1,20} desc = (?![^\n]{0,1000}(?:from daemon|OCI runtime|shim task|dial ))[^\n]{0,1000}: too many open files/,
        example:
          'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to generate sandbox container spec: could not get the daemon oom_score_adj: open /proc/self/oom_score_adj: too many open files',
      },
    ],
    detect: { run: daemonOutOfFiles('containerd'), strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { degrades: 'containerd may open no more files' },
    meaning:
      'It has reached its limit, mostly by a leak. Its CRI plugin is the same process, so the kubelet gets no further than ctr does; what runs goes on under its shims, and runc gets in.',
    confirm: [
      { run: ({ containerd }) => `ls /proc/${containerd}/fd | wc -l`, on: 'node', note: 'how many' },
      { run: ({ containerd }) => `grep "open files" /proc/${containerd}/limits`, on: 'node', note: 'of how many' },
    ],
    fix: [
      {
        run: ({ containerd }) => `prlimit --pid ${containerd} --nofile=1048576:1048576`,
        on: 'node',
        note: 'room for more at once; ends nothing, and only puts it off',
        action: 'raise-file-limit',
      },
      restartContainerd,
      'Upgrade containerd.',
    ],
    sources: ['containerd/containerd#4641', 'https://man7.org/linux/man-pages/man1/prlimit.1.html'],
  },
  {
    code: 'run-full',
    title: '/run of the node is full',
    layers: ['containerd', 'shim', 'dockerd'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern: /(?:write|symlink \S{1,400}|open|link) \/(?:var\/)?run\/\S{1,400}: no space left on device/,
        example:
          'write /run/containerd/io.containerd.runtime.v2.task/k8s.io/ID/.EXECID.pid: no space left on device: unknown',
      },
    ],
    detect: { run: runFull, strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { nothingStartsMeanwhile: true, noRoomInRun: true },
    meaning:
      '/run is a small file system in memory where containerd, shims and runc keep a file for every exec. With no room there, nothing can be entered or started; runc by hand may still get in.',
    confirm: [
      { run: 'df -h /run; df -i /run', on: 'node', note: 'room, and inodes' },
      { run: 'du -xh /run 2>/dev/null | sort -h | tail', on: 'node', note: 'who fills it' },
      { run: 'find /run -xdev -name log.json -size +1M', on: 'node', note: 'logs of exec probes' },
    ],
    fix: [
      {
        run: 'mount -o remount,size=50% /run',
        on: 'node',
        note: 'more room at once, of memory; ends nothing',
        action: 'remount',
      },
      'Remove what does not belong there; of the folders of containers nothing but a log.json that has grown.',
      'Upgrade runc or containerd, where it is log.json.',
    ],
    sources: [
      'opencontainers/runc#3253',
      'k3s-io/k3s#4327',
      'digitalocean/doks-debug#6',
      'moby/moby#40287',
      'https://docs.kernel.org/filesystems/tmpfs.html',
    ],
  },
  {
    code: 'run-inodes-exhausted',
    title: '/run of the node can hold no more files',
    layers: ['containerd', 'shim', 'dockerd'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:mkdir|creating fifo|mkfifo|symlink) \/(?:var\/)?run\/\S{1,400}: no space left on device/,
        example: 'mkdir /run/containerd/fifo/3145: no space left on device',
      },
    ],
    detect: { run: runInodesExhausted, strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { nothingStartsMeanwhile: true, noRoomInRun: true },
    meaning:
      'Mostly there is room, but not one inode left: leftovers of thousands of containers or execs, each a small file. New folders and FIFOs are the first thing that fails.',
    confirm: [
      { run: 'df -i /run; df -h /run', on: 'node', note: 'inodes, and room' },
      {
        run: 'for d in /run/*/; do echo "$(find "$d" -xdev | wc -l) $d"; done | sort -n | tail',
        on: 'node',
        note: 'who has so many',
      },
    ],
    fix: [
      {
        run: 'mount -o remount,nr_inodes=1M /run',
        on: 'node',
        note: 'more of them at once; ends nothing',
        action: 'remount',
        verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'],
      },
      'Remove leftovers of containers that are gone, of those only.',
    ],
    sources: [
      'moby/moby#22095',
      'docker/for-linux#214',
      'kata-containers/kata-containers#6622',
      'https://docs.kernel.org/filesystems/tmpfs.html',
    ],
  },
  {
    code: 'node-out-of-memory',
    title: 'the node has no memory for another process',
    layers: ['containerd', 'dockerd', 'runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:fork\/exec|starting) \S{1,200}: cannot allocate memory/,
        example: 'fork/exec /usr/bin/runc: cannot allocate memory',
      },
    ],
    detect: { run: outOfMemory, strength: 'likely', beats: ['older-containers-hit'] },
    meaning:
      'Its memory is used up, or it may not promise more (overcommit_memory 2, CommitLimit). What is started next fails, and the kernel begins to kill.',
    confirm: [
      { run: 'grep -E "MemAvailable|CommitLimit|Committed_AS" /proc/meminfo', on: 'node' },
      { run: 'cat /proc/sys/vm/overcommit_memory; cat /proc/pressure/memory', on: 'node' },
      { run: 'dmesg -T | grep -i "out of memory"', on: 'node' },
    ],
    fix: ['End or move what takes so much: ends that workload here.', drainNode],
    sources: ['moby/moby#40287', 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },
  {
    code: 'disk-full',
    title: 'a disk of the node is full, or was made read-only',
    layers: ['shim', 'containerd', 'dockerd'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern:
          /(?:write|open|mkdir|creating fifo) \/(?!dev\/|run\/|var\/run\/|tmp\/|sys\/)\S{1,400}: no space left on device/,
        example: 'write /var/lib/docker/overlay2/619b007ac33eacab-init/link: no space left on device',
      },
      {
        // not below the root of a container that is made: what its pod mounts there may be read-only
        pattern: /\/(?:var\/lib|var\/run|run)\/(?!\S{0,400}\/rootfs\/)\S{1,400}: read-only file system/,
        example: 'mkdir /var/lib/docker: read-only file system',
      },
    ],
    detect: { run: diskFull, strength: 'likely', beats: ['shim-unresponsive', 'process-uninterruptible'] },
    meaning:
      'Shim and daemons write a little for every exec, also to /tmp and /var/lib. A disk that turned read-only by itself has had errors.',
    confirm: [
      { run: 'df -h / /tmp /var/lib/containerd /var/lib/docker; df -i / /tmp', on: 'node', note: 'room, and inodes' },
      { run: 'grep " ro," /proc/1/mountinfo', on: 'node', note: 'read-only ones' },
      { run: 'dmesg -T | grep -iE "i/o error|remount"', on: 'node' },
    ],
    fix: [
      {
        run: 'crictl rmi --prune',
        on: 'node',
        note: 'removes images that no container uses, they are pulled again later; docker image prune -a likewise',
      },
      'Remove old logs and leftovers in /tmp.',
      'A disk with errors: drain the node; a remount only hides it.',
      drainNode,
    ],
    sources: [
      'siderolabs/talos#9007',
      'moby/moby#40287',
      'docker/docs#11397',
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
    ],
  },
  {
    code: 'node-under-pressure',
    title: 'the whole node is short of CPU, memory or disk',
    layers: [],
    scope: 'node',
    frequency: 'often',
    texts: [{ pattern: /The node was low on resource: \w/, example: 'The node was low on resource: memory.' }],
    detect: { run: underPressure, strength: 'context' },
    meaning:
      'Exec is slow, and so is all else there; no layer is at fault. Time-outs say little on such a node, and the kubelet may evict pods.',
    confirm: [
      {
        run: 'cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io',
        on: 'node',
        note: 'avg10 of the lines some and full',
      },
      { run: ({ node }) => `kubectl describe node ${node}`, note: 'MemoryPressure, DiskPressure, PIDPressure' },
    ],
    fix: ['Find who takes so much (kubectl top pods -A), and move or limit it: ends it here.', 'Then try again.'],
    sources: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      'https://docs.kernel.org/accounting/psi.html',
    ],
  },
] as const satisfies readonly Entry[];

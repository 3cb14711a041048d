import { endedBy, killedBySeccomp, neverStarted } from '../detectors/execve.ts';
import type { Entry } from '../entry.ts';
import { deletePod, drainNode, fromOutside } from '../steps.ts';

/** Every layer has passed the request on, and the kernel does not start the program in the container, or ends it at once. */
export const startEntries = [
  {
    code: 'arguments-too-long',
    title: 'the kernel starts no program with an environment, or arguments, as large as that (E2BIG)',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?<![/\w])exec \/\S{1,300}: argument list too long|exec user process caused:? \\{0,3}"?argument list too long/,
        example: 'exec /bin/sh: argument list too long',
      },
      { pattern: /(?<!\w)exec: Argument list too long/, example: 'exec: Argument list too long' }, // crun
    ],
    detect: { run: neverStarted('argument list too long'), strength: 'proof' },
    traits: { owner: 'application' },
    meaning:
      'The program was never started. All variables and arguments together may take a quarter of the stack limit (2 MiB as a rule), and one of them 128 KiB. An exec has the variables of the container, those of all services of its namespace too; its first process may just have fitted in.',
    confirm: [
      { run: ({ pid }) => `tr "\\0" "\\n" </proc/${pid}/environ | wc -lc`, on: 'node', note: 'variables, and bytes' },
      { run: ({ pid }) => `grep stack /proc/${pid}/limits`, on: 'node', note: 'a quarter of that is allowed' },
      'Short of an own argument or standard input that is too long: kubectl exec with a shorter command works.',
    ],
    fix: [
      fromOutside,
      'Files instead of large variables (a ConfigMap as a volume): replaces the pods of the workload.',
      'enableServiceLinks: false in the spec, where it is the variables of many services: replaces the pods of the workload.',
    ],
    sources: ['https://man7.org/linux/man-pages/man2/execve.2.html', 'kubernetes/kubernetes#84539'],
  },
  {
    code: 'uid-out-of-processes',
    title: 'the user of the container may start no more processes on the node (EAGAIN)',
    layers: ['container'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?<![/\w])exec \/\S{1,300}: resource temporarily unavailable|exec user process caused:? \\{0,3}"?resource temporarily unavailable/,
        example: 'exec /bin/sh: resource temporarily unavailable',
      },
      { pattern: /(?<!\w)exec: Resource temporarily unavailable/, example: 'exec: Resource temporarily unavailable' }, // crun
    ],
    detect: { run: neverStarted('resource temporarily unavailable'), strength: 'proof' },
    traits: { owner: null },
    meaning:
      'The program was never started. Its container has a limit of processes for each user (ulimit -u), and the kernel counts all processes of that number on the node, in whatever container. So one that leaks takes the room of all others with the same user; root is not held to it.',
    confirm: [
      { run: ({ pid }) => `grep processes /proc/${pid}/limits`, on: 'node', note: 'how many are allowed' },
      {
        run: ({ pid }) =>
          `ps -L -U $(stat -c %u /proc/${pid}) -o pid,comm,cgroup --no-headers | sort | uniq -c | sort -n | tail`,
        on: 'node',
        note: 'who has how many, in all containers of the node',
      },
    ],
    fix: [
      {
        read: 'End what leaks, in whichever container it is: ends those processes.',
        action: 'end-processes',
        conditional: true,
      },
      'A separate user for each workload (runAsUser), or no limit by user: --default-ulimit of dockerd, and podPidsLimit of the kubelet instead.',
    ],
    sources: ['moby/moby#31424', 'https://man7.org/linux/man-pages/man2/execve.2.html'],
  },
  {
    code: 'program-busy',
    title: 'somebody has the program open for writing, so the kernel does not start it (ETXTBSY)',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?<![/\w])exec \/\S{1,300}: text file busy|exec user process caused:? \\{0,3}"?text file busy/,
        example: 'exec /app/run.sh: text file busy',
      },
      { pattern: /(?<!\w)exec: Text file busy/, example: 'exec: Text file busy' }, // crun
    ],
    detect: { run: neverStarted('text file busy'), strength: 'proof' },
    traits: { owner: 'application' },
    meaning:
      'The program was never started. Something still writes that file, or has only forgotten to close it: an update in place, a copy into the container that hangs, a script that was made a moment ago. Other programs of the container run.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- sh -c "echo here"`, note: 'does another program of the image run' },
      {
        run: 'ls -l /proc/[0-9]*/fd 2>/dev/null | grep FILE',
        on: 'node',
        note: 'FILE as in the text: who has it open',
      },
    ],
    fix: [
      'Let the process that writes it end: then it runs at once.',
      'Write programs to a file of another name, and rename it: no process meets a half of it then.',
    ],
    sources: ['moby/moby#9547', 'https://man7.org/linux/man-pages/man2/execve.2.html'],
  },
  {
    code: 'program-unreadable',
    title: 'the program cannot be read from its disk (EIO)',
    layers: ['container'],
    scope: null,
    frequency: 'rarely',
    texts: [
      {
        pattern:
          /(?<![/\w])exec \/\S{1,300}: input\/output error|exec user process caused:? \\{0,3}"?input\/output error/,
        example: 'exec /bin/sh: input/output error',
      },
      { pattern: /(?<!\w)exec: Input\/output error/, example: 'exec: Input/output error' }, // crun
    ],
    detect: { run: neverStarted('input/output error'), strength: 'proof' },
    traits: { owner: 'node' },
    meaning:
      'The program was never started: the disk, or the volume, that its file lies on gives an error. What is in memory already goes on. Whatever needs that disk is affected.',
    confirm: [
      { run: 'dmesg -T | grep -iE "i/o error|remount|corrupt"', on: 'node', note: 'which disk' },
      { run: ({ pid }) => `grep " / / " /proc/${pid}/mountinfo`, on: 'node', note: 'where its root lies' },
    ],
    fix: ['Repair the disk, or the image below: pull it again.', drainNode],
    sources: ['https://man7.org/linux/man-pages/man2/execve.2.html'],
  },
  {
    code: 'program-killed',
    title: 'what is started in the container is killed at once (SIGKILL, exit code 137)',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: endedBy('SIGKILL'), strength: 'likely', beats: ['zombies-pile-up'] },
    traits: { owner: null },
    meaning:
      'It was started, and something ends it before it says a word: the OOM killer, for lack of memory in the container or on the node, an agent of the node that forbids it, or a person. No layer does that.',
    confirm: [
      {
        run: 'dmesg -T | grep -iE "oom|killed process"',
        on: 'node',
        note: 'the OOM killer logs which process and why',
      },
      {
        run: ({ cgroup }) => `cat ${cgroup('memory', 'memory.events', 'memory.oom_control')}`,
        on: 'node',
        note: 'does oom_kill grow with each exec',
      },
      'Which agent of the node watches what is executed: Tetragon, Falco Talon, KubeArmor and the like log what they end.',
    ],
    fix: [
      { run: 'dmesg -T | grep -iE "oom|killed process" | tail', on: 'node', note: 'was it for lack of memory' },
      'Of an agent that watches what is executed: its rule has to allow it. For lack of memory see memory-exhausted.',
      fromOutside,
    ],
    sources: ['https://man7.org/linux/man-pages/man7/signal.7.html', 'https://tetragon.io/docs/concepts/enforcement/'],
  },
  {
    code: 'program-crashed',
    title: 'the requested program crashes at its start',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: endedBy('SIGSEGV', 'SIGBUS', 'SIGILL'), strength: 'proof' },
    traits: { owner: 'application' },
    meaning:
      'Every layer has started it, and it ends by a signal that it caused itself: 139 is SIGSEGV (a damaged or too old C library; on kernels with vsyscall=none programs of CentOS 6 and the like), 135 SIGBUS (its file was cut off), 132 SIGILL (built for a newer CPU).',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- sh -c "echo here"`, note: 'does another program of the image run' },
      { run: 'dmesg -T | grep -E "segfault|trap invalid opcode|vsyscall"', on: 'node', note: 'where, and why' },
    ],
    fix: [
      'An image that fits to kernel and CPU of the node; of a file that was damaged in there a new container.',
      deletePod,
    ],
    sources: ['docker/for-linux#58', 'https://man7.org/linux/man-pages/man7/signal.7.html'],
  },
  {
    code: 'seccomp-kills',
    title: 'the seccomp profile of the container kills what is started in it (SIGSYS, exit code 159)',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /type=1326[^\n]{0,400}sig=31/,
        example:
          'audit: type=1326 audit(1700000000.1:5): auid=0 uid=0 pid=4711 comm="echo" exe="/bin/busybox" sig=31 arch=c000003e syscall=1',
      },
    ],
    detect: { run: killedBySeccomp, strength: 'proof' },
    traits: { owner: 'application' },
    meaning:
      'The profile kills (KILL, KILL_PROCESS) whatever makes a system call that it does not allow, and the requested program makes one. The first process does not need it. A privileged container has no profile and works.',
    confirm: [
      { run: 'dmesg -T | grep type=1326', on: 'node', note: 'comm, and the number of the system call' },
      { run: ({ pid }) => `grep Seccomp /proc/${pid}/status`, on: 'node', note: '2: it has a profile' },
    ],
    fix: [fromOutside, 'Allow that call in the profile, or let it answer ERRNO: replaces the pods of the workload.'],
    sources: [
      'https://man7.org/linux/man-pages/man2/seccomp.2.html',
      'https://kubernetes.io/docs/tutorials/security/seccomp/',
    ],
  },
] as const satisfies readonly Entry[];

import type { Entry } from '../entry.ts';
import { drainNode, fromOutside } from '../steps.ts';

/** What breaks at runc itself, or between it and the kernel. */
export const runcEntries = [
  {
    code: 'runc-missing',
    title: 'the shim finds no runc that it can execute',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?<!process: )exec: "?(?:[^"\s]{1,200}\/)?(?:docker-)?runc"?: executable file not found/,
        example: 'OCI runtime exec failed: exec: "runc": executable file not found in $PATH: unknown',
      },
      {
        pattern: /runc not installed on system/,
        example: 'rpc error: code = 2 desc = "shim error: runc not installed on system"',
      },
      {
        pattern: /fork\/exec \S{0,200}\/(?:docker-)?runc: no such file or directory/,
        example: 'fork/exec /usr/local/sbin/runc: no such file or directory',
      },
    ],
    traits: { nothingStartsMeanwhile: true },
    meaning:
      'The program was removed, renamed (an upgrade, a half-installed package), is not executable or on a file system that is mounted noexec, or is not in the PATH of containerd or dockerd. Running containers go on; nothing can be started or entered.',
    confirm: [
      {
        run: 'ls -l /usr/bin/runc /usr/sbin/runc /usr/local/sbin/runc',
        on: 'node',
        note: 'is one there, and executable (x)',
      },
      {
        run: ({ shim }) => `tr "\\0" "\\n" </proc/${shim}/environ | grep ^PATH`,
        on: 'node',
        note: 'the PATH that counts',
      },
    ],
    fix: [
      {
        read: 'Put runc back where it was, of the same version, or make it executable again (chmod +x; mount -o remount,exec): works at once, ends nothing. A package that also holds containerd or dockerd may restart them.',
        action: 'harmless',
      },
      fromOutside,
    ],
    sources: ['podman-container-tools/podman#9459', 'podman-container-tools/buildah#1309', 'moby/moby#22705'],
  },
  {
    code: 'runtime-missing',
    title: 'the runtime that the container was made with is not where the shim looks for it',
    layers: ['runc'],
    scope: 'several-containers',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?<!process: )exec: "?(?:[^"\s]{1,200}\/)?(?:crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?)"?: executable file not found/,
        example:
          'OCI runtime exec failed: exec: "nvidia-container-runtime": executable file not found in $PATH: unknown',
      },
      {
        pattern:
          /fork\/exec \S{0,200}\/(?:crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?): no such file or directory/,
        example: 'fork/exec /usr/bin/crun: no such file or directory: unknown',
      },
    ],
    traits: { ofItsRuntime: true, nothingStartsMeanwhile: true },
    meaning:
      'Each container has the runtime that it was made with, by its RuntimeClass or by what was the default then, and runc is another program. The one that the text names was removed, renamed, or is not in the PATH of containerd or dockerd. What was made with it goes on, and nothing of it can be entered or stopped; all others are served.',
    confirm: [
      { run: 'ls -l FILE', on: 'node', given: 'FILE is the program, as the text names it', note: 'is it there' },
      {
        run: ({ shim }) => `tr "\\0" "\\n" </proc/${shim}/environ | grep ^PATH`,
        on: 'node',
        note: 'the PATH that counts, where the text has no folder',
      },
      {
        run: 'grep -rn "BinaryName\\|default_runtime_name" /etc/containerd',
        on: 'node',
        note: 'how containerd is configured for it',
      },
      { run: 'cat /etc/docker/daemon.json', on: 'node', only: 'docker', note: 'runtimes, default-runtime' },
    ],
    fix: [
      {
        read: 'Install the program that is missing again, from the package that it came with: works at once, ends nothing. nvidia-container-runtime comes with nvidia-container-toolkit, or with the GPU operator of NVIDIA.',
        action: 'harmless',
      },
      fromOutside,
    ],
    sources: ['NVIDIA/nvidia-container-runtime#98', 'moby/moby#22705'],
  },
  {
    code: 'runc-failed',
    title: 'runc itself dies before it can say why',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /unable to retrieve OCI runtime error[^\n]{0,300}?(?:: [\w./-]{1,100} did not terminate success?fully(?:: exit status \d{1,3})?|$)/m,
        example:
          'OCI runtime exec failed: unable to retrieve OCI runtime error (open .../log.json: no such file or directory): runc did not terminate successfully: exit status 2',
      },
      {
        // the shim says so of the program that it is configured with, by name or by path
        pattern: /[\w./-]{1,100} did not terminate success?fully(?:: exit status \d{1,3})?/,
        example: 'OCI runtime exec failed: /usr/bin/crun did not terminate successfully: exit status 127: unknown',
      },
      {
        pattern: /(?:runc|crun): error while loading shared libraries/,
        example:
          'runc: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory',
      },
      {
        pattern: /fork\/exec \S{0,200}\/(?:docker-)?(?:runc|crun): (?:exec format error|permission denied)/,
        example: 'fork/exec /usr/bin/runc: exec format error',
      },
    ],
    meaning:
      'The shim found neither a log nor a word of it: a missing library, a build for another machine, no right to execute it, a full /run, or a kill for lack of memory. Run by hand it shows the reason.',
    confirm: [
      { run: ({ runtime }) => `${runtime} --version`, on: 'node', note: 'says the reason, mostly' },
      { run: 'df -h /run; df -i /run', on: 'node', note: 'no room for its log' },
      { run: 'dmesg -T | grep -iE "runc|killed process"', on: 'node', note: 'a crash, or killed for memory' },
    ],
    fix: [
      {
        read: 'Fix what the runtime says when it is run by hand: reinstall its package and libraries. Works at once, ends nothing.',
        action: 'harmless',
      },
      fromOutside,
    ],
    sources: ['moby/moby#35906', 'moby/moby#40287', 'docker/for-linux#374'],
  },
  {
    code: 'runc-starts-nothing',
    title: 'what the shim calls as runc ends well, and has started nothing',
    layers: ['runc'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        // containerd 1.6 has lost a letter of the pid to the end of the line
        pattern: /failed to retrieve OCI runtime exec pid?: /,
        example:
          'failed to retrieve OCI runtime exec pi: open /run/containerd/io.containerd.runtime.v2.task/k8s.io/ID/EXEC.pid: no such file or directoryd: unknown',
      },
    ],
    meaning:
      'runc writes the process id of what it has started to a file, and the shim found none though runc had ended with 0: something in its place (a wrapper, another program of that name) does not do what runc does, or does it by hand only.',
    confirm: [
      { run: 'runc --version', on: 'node', note: 'what says so is runc itself, and not a wrapper' },
      { run: 'file -L "$(command -v runc)"', on: 'node', note: 'a script is a wrapper' },
      {
        run: ({ shim }) => `tr "\\0" "\\n" </proc/${shim}/environ | grep ^PATH`,
        on: 'node',
        note: 'in which the shim looks for it: the first runc there counts',
      },
    ],
    fix: [
      {
        read: 'Put runc itself back where the shim finds it, from the package that the node uses: works at once, ends nothing.',
        action: 'harmless',
      },
      fromOutside,
    ],
    sources: ['https://github.com/containerd/containerd/blob/v1.6.20/pkg/process/exec.go'],
  },
  {
    code: 'runc-hung',
    title: 'every runc on the node hangs',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [],
    traits: { plainHang: [] },
    meaning:
      'Also for fresh containers, and also by hand. What it waits for is mostly in the kernel (a cgroup lock, a file system, the freezer) or in systemd; otherwise its program is not the one that it should be.',
    confirm: [
      {
        run: 'ps -C runc,crun,docker-runc -o pid,stat,etime,wchan:30,args',
        on: 'node',
        note: 'which hang, and in what: one with D in STAT cannot be killed',
      },
      {
        run: ({ runtime }) => `timeout 5 ${runtime} --version`,
        on: 'node',
        note: 'if it hangs as well, it is the program itself',
      },
      { run: 'cat /proc/PROCESS/wchan /proc/PROCESS/stack', on: 'node', given: 'PROCESS is a runc that hangs' },
      { run: 'timeout 5 systemctl is-system-running', on: 'node', note: 'no answer: systemd-bus-unresponsive' },
    ],
    fix: [
      {
        read: 'Kill the runc that hang with exec in their line (kill -KILL PID): ends these execs only. Leave create and delete alone: they start and end pods. If the next runc hangs as well, whoever runs the nodes is needed; a reboot comes last.',
        action: 'end-execs',
        conditional: true,
      },
      'Find out what they wait for, and act on that: see kubectl exec-doctor explain for kernel-stuck, volume-hung and systemd-bus-unresponsive.',
      drainNode,
    ],
    sources: ['moby/moby#40817', 'opencontainers/runc#2314', 'kubernetes/kubernetes#45419'],
  },
  {
    code: 'runc-init-pipe-broken',
    title: 'what runc starts inside the container dies before it can speak',
    layers: ['runc', 'container'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /error writing config to pipe: write init-p: broken pipe/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: error writing config to pipe: write init-p: broken pipe: unknown',
      },
      {
        pattern: /read init-p: connection reset by peer/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: read init-p: connection reset by peer: unknown',
        isSecond: true,
      },
      { pattern: /procReady not received/, example: 'procReady not received' },
      {
        // where a container is to start
        pattern: /(?:can't get|getting the) final child's pid from pipe(?:: | caused[ :\\"]{1,10})EOF/i,
        example:
          "OCI runtime create failed: runc create failed: unable to start container process: can't get final child's PID from pipe: EOF: unknown",
      },
      {
        // crun's words for the same
        pattern: /OCI runtime exec failed: fail startup/,
        example: 'OCI runtime exec failed: fail startup: unknown',
      },
      {
        pattern: /could not ensure we are a cloned binary/,
        example: 'nsenter: could not ensure we are a cloned binary: Invalid argument',
      },
      {
        // runc since 1.2
        pattern: /unable to create safe \/proc\/self\/exe clone for runc init/,
        example:
          'exec failed: unable to create safe /proc/self/exe clone for runc init: could not seal fd: invalid argument',
      },
    ],
    meaning:
      'A runc that is too new for the kernel (vendor kernels, old ones), a seccomp profile of the host, or a limit of the container. After an upgrade it affects the whole node, otherwise this container: look at its limits of processes and memory first.',
    confirm: [
      {
        run: ({ runtime, root, id }) => `${runtime} --debug --root ${root} exec ${id} true`,
        on: 'node',
        note: 'the last line of nsexec is where it died',
      },
      { run: 'runc --version; uname -r', on: 'node', note: 'which came last' },
    ],
    fix: [
      {
        run: 'kubectl exec-doctor explain pids-exhausted',
        note: 'and memory-exhausted: where it is this container only',
      },
      {
        // root in the container can make it look so for the one
        read: 'If other containers are affected too, since an upgrade: go back to the previous runc, which ends nothing.',
        action: 'harmless',
        conditional: true,
      },
    ],
    versions: 'Seen since runc 1.3.1 on an arm64 vendor kernel 6.1 (opencontainers/runc#4916).',
    sources: [
      'opencontainers/runc#4916',
      'moby/moby#51135',
      'moby/moby#38876',
      'opencontainers/runc#1270',
      'opencontainers/runc#4905',
      'moby/moby#40835',
    ],
  },
  {
    code: 'setns-fails',
    title: 'runc cannot join a namespace of the container',
    layers: ['runc', 'container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /setns process(?: for init)?(?:: | caused[ :\\"]{1,10})exit status (?!1\b)\d{1,3}/,
        example:
          'rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused "process_linux.go:83: executing setns process caused \\"exit status 15\\""',
      },
      {
        pattern: /failed to setns into \w{1,10} namespace/,
        example: 'nsexec-1[1889891]: failed to setns into net namespace: Operation not permitted',
      },
      {
        // crun's
        pattern: /setns\(pid=\d{1,10}, \w{1,20}\): /,
        example: 'crun: setns(pid=87793, CLONE_NEWUSER): Operation not permitted',
      },
      {
        pattern: /setns `[^`\n]{1,100}`: /,
        example: 'cannot setns `/proc/1525717/ns/cgroup`: Operation not permitted',
      },
    ],
    meaning:
      'Kernel and runc do not agree about one of them: a user namespace with another owner, rootless setups, kernels as old as 3.10; or the container is just ending. The exit status is only a place in the code of that runc.',
    confirm: [
      {
        run: ({ runtime, root, id }) => `${runtime} --debug --root ${root} exec ${id} true`,
        on: 'node',
        note: 'which namespace',
      },
      { run: ({ pid }) => `ls -l /proc/${pid}/ns`, on: 'node', note: 'readable? if not, the container is ending' },
    ],
    fix: [fromOutside, 'Upgrade runc or the kernel.'],
    sources: [
      'opencontainers/runc#4390',
      'opencontainers/runc#1130',
      'opencontainers/runc#3575',
      'rootless-containers/usernetes#28',
      'moby/moby#34488',
      'containers/crun#1264',
      'containers/podman#6149',
    ],
  },
  {
    code: 'rlimit-refused',
    title: 'the runtime may not set the limits (ulimit) that the container was made with',
    layers: ['runc', 'container'],
    scope: null,
    frequency: 'rarely',
    texts: [
      {
        pattern: /error setting rlimits for ready process(?:: error setting rlimit type \d{1,2})?/,
        example:
          'OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown',
      },
      {
        // crun's
        pattern: /setrlimit `RLIMIT_\w{1,20}`: /,
        example: 'setrlimit `RLIMIT_NPROC`: Operation not permitted',
      },
    ],
    meaning:
      'They are set again for each exec. The kernel refuses more open files than fs.nr_open to everybody, and any hard limit above its own to a runtime without CAP_SYS_RESOURCE, as in a node that is a container itself. Type 6 are processes, 7 open files, 8 locked memory.',
    confirm: [
      { run: 'cat /proc/sys/fs/nr_open', on: 'node', note: 'lower than what the container was given?' },
      { run: ({ pid }) => `cat /proc/${pid}/limits`, on: 'node', note: 'what it was given' },
    ],
    fix: [
      'Where fs.nr_open was lowered: raise it again, which ends nothing.',
      'Lower the default ulimits of the runtime, or those of the container: replaces the pods.',
    ],
    sources: [
      'https://man7.org/linux/man-pages/man2/setrlimit.2.html',
      'containers/podman#17358',
      'containers/podman#19634',
    ],
  },
] as const satisfies readonly Entry[];

import { commandDiffers, commandRunsOn } from '../detectors/execs.ts';
import type { Entry } from '../entry.ts';

/** The request came down to execve: no layer is at fault, the command is. */
export const programEntries = [
  {
    code: 'program-missing',
    title: 'the image has no such program',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern:
          /exec: \\{0,7}"(?:(?<=process: exec: \\{0,7}")|(?!(?:(?:docker-)?runc|crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?)\\{0,7}"|containerd-shim))[^"\\\s]{1,300}\\{0,7}": executable file not found/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "bash": executable file not found in $PATH: unknown',
      },
      {
        pattern: /exec: \\{0,7}"[^"\\\s]{1,300}\\{0,7}": stat \S{1,300}: no such file or directory/,
        example:
          'OCI runtime exec failed: exec failed: container_linux.go:349: starting container process caused "exec: \\"bin/bash\\": stat bin/bash: no such file or directory": unknown',
      },
      {
        pattern: /executable file `[^`\s]{1,300}` not found/,
        example:
          'OCI runtime exec failed: executable file `bash` not found in $PATH: No such file or directory: unknown',
      },
    ],
    meaning:
      'Exec works: the request came all the way down, and the container has no such file. Alpine has sh but no bash; distroless and scratch images have no shell at all.',
    confirm: [{ run: ({ pod }) => `kubectl exec ${pod} -- sh -c "echo here"`, note: 'is there at least a shell' }],
    fix: [
      'Run what is there, mostly sh instead of bash.',
      {
        run: ({ pod, container }) => `kubectl debug ${pod} -it --image=busybox --target=${container}`,
        note: 'brings its own programs; stays in the pod until that is deleted',
      },
    ],
    sources: [
      'docker/for-linux#963',
      'nigelpoulton/TheK8sBook#30',
      'containerd/containerd#3597',
      'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_debug',
    ],
  },
  {
    code: 'command-as-one-word',
    title: 'a whole command line was given as the name of one program',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern:
          /exec: \\{0,7}"(?![A-Z]:)[^"\\\n]{1,200} [^"\\\n]{1,200}\\{0,7}": (?:executable file not found|stat [^\n]{1,300}: no such file)/,
        example: 'exec: "ls -la": executable file not found in $PATH: unknown',
      },
      {
        pattern: /executable file `(?![A-Z]:)[^`\n]{1,200} [^`\n]{1,200}` not found/,
        example: 'executable file `ls -la` not found in $PATH: No such file or directory',
      },
    ],
    meaning: 'Exec starts programs, it is no shell: it looked for a file whose name holds the spaces and all.',
    confirm: ['The name between the quotes in the text has a space in it.'],
    fix: [
      { run: ({ pod }) => `kubectl exec ${pod} -- ls -la`, note: 'separate words' },
      { run: ({ pod }) => `kubectl exec ${pod} -- sh -c "ls -la | wc -l"`, note: 'where it has to be a shell' },
    ],
    sources: ['kubernetes/kubernetes#7688', 'kubernetes/kubernetes#43663'],
  },
  {
    code: 'program-loader-missing',
    title: 'the program is there, and what it needs to start is not',
    layers: [],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?<![/\w])exec \/\S{1,300}: no such file or directory|exec user process caused:? "?no such file or directory/,
        example: 'standard_init_linux.go:228: exec user process caused: no such file or directory',
      },
      { pattern: /(?<!\w)exec: No such file or directory$/m, example: 'exec: No such file or directory' }, // crun
    ],
    meaning:
      'The kernel complains of its interpreter: a program for glibc on an image with musl, a script whose first line names a shell that is not there, or ends in CR LF.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec ${pod} -- head -c 60 FILE`,
        note: 'FILE as in the text: a script? which interpreter, and a ^M at its end',
      },
      'On a copy of it: file and ldd say which loader it wants.',
    ],
    fix: ['Call the interpreter yourself (sh FILE), or fix the image.'],
    sources: ['opencontainers/runc#3237', 'moby/moby#29420'],
  },
  {
    code: 'exec-format',
    title: 'the program is for another kind of machine, or a script without its first line',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /(?<!\/(?:docker-)?(?:runc|crun): )exec format error/,
        example: 'exec /bin/x: exec format error',
      },
      { pattern: /(?<!\w)exec: Exec format error$/m, example: 'exec: Exec format error' }, // crun
    ],
    meaning:
      'Exec works: the kernel of the node cannot run this file. An image for arm64 on amd64, or a script that does not begin with #!.',
    confirm: [
      {
        run: ({ node }) => `kubectl get node ${node} -o jsonpath={.status.nodeInfo.architecture}`,
        note: 'what the node is',
      },
      { run: ({ pod }) => `kubectl exec ${pod} -- head -c 20 FILE`, note: 'FILE as in the text: ELF, or a script' },
    ],
    fix: ['An image of the right architecture.', 'Call the interpreter yourself: kubectl exec POD -- sh FILE'],
    sources: ['samos123/gke-node-ca-importer#2', 'stefanprodan/podinfo#21', 'bitnami/containers#67386'],
  },
  {
    code: 'program-permission',
    title: 'the user of the container may not execute this file',
    layers: [],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /exec: \\{0,7}"[^"\n]{1,300}": permission denied|(?<![/\w])(?:exec|eaccess) \/\S{1,300}: permission denied/,
        example: 'exec: "/etc": permission denied',
      },
      {
        pattern: /the path `[^`\n]{1,300}` (?:exists but it is not executable|is not a regular file)/,
        example:
          'OCI runtime exec failed: the path `/etc/hosts` exists but it is not executable: Operation not permitted: unknown',
      },
    ],
    meaning:
      'Exec works: the file is no program (no x bit, or a folder), lies on a mount with noexec, or the container runs as a user that may not read it. The exit code is 126.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- ls -l FILE`, note: 'FILE as in the text' },
      { run: ({ pod }) => `kubectl exec ${pod} -- id`, note: 'as whom' },
      { run: ({ pod }) => `kubectl exec ${pod} -- cat /proc/mounts`, note: 'noexec?' },
    ],
    fix: [
      { run: ({ pod }) => `kubectl exec ${pod} -- sh FILE`, note: 'for a script' },
      'Fix the file or the mount: replaces the pods of the workload.',
    ],
    sources: ['opencontainers/runc#591'],
  },
  {
    code: 'user-missing',
    title: 'the container has no such user',
    layers: ['container', 'dockerd'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /unable to find (?:user|group) [^\s:]{1,100}: no matching entries in (?:passwd|group) file/,
        example: 'Error response from daemon: unable to find user deno: no matching entries in passwd file',
      },
    ],
    traits: { owner: 'application' },
    meaning:
      'A name was given with -u (or runAsUser, or USER in the image), and /etc/passwd of the container does not have it. If it names root, the file is hidden by a mount or the storage below is gone.',
    confirm: [
      {
        run: ({ id }) => `docker inspect -f {{.Config.User}} ${id}`,
        on: 'node',
        note: 'the user that it is to run as',
      },
    ],
    fix: ['Give a number instead of the name: runAsUser: 1000, say.'],
    sources: ['podman-container-tools/podman#2566', 'podman-container-tools/podman#6953', 'bewcloud/bewcloud#87'],
  },
  {
    code: 'git-bash-path',
    title: 'the shell of Windows has rewritten the path',
    layers: [],
    scope: 'client',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /\b[A-Z]:\/[^"\n]{1,200}"?: (?:executable file not found|no such file or directory)/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: exec: "C:/Program Files/Git/usr/bin/bash": stat C:/Program Files/Git/usr/bin/bash: no such file or directory: unknown',
      },
    ],
    meaning: 'Git Bash (MSYS) turned /bin/bash into a path on your machine before kubectl or docker saw it.',
    confirm: ['The text has a path with a drive letter that you did not type.'],
    fix: [
      { run: ({ pod }) => `kubectl exec -it ${pod} -- //bin/sh`, note: 'two slashes, in Git Bash' },
      { run: ({ pod }) => `MSYS_NO_PATHCONV=1 kubectl exec -it ${pod} -- /bin/sh`, note: 'or PowerShell, or cmd' },
    ],
    sources: ['kubernetes-sigs/kind#3728', 'docker/for-win#3678', 'Rbillon59/jmeter-k8s-starterkit#1'],
  },
  {
    code: 'exit-code-of-command',
    title: 'the command ran, and the exit code is its own',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        // it looks ahead, so that it ends where it begins: any other text is nearer to a cause
        pattern:
          /^(?![\s\S]{0,65536}?(?:OCI runtime|oci runtime|exec failed|rpc error|unable to |Error response))(?=[\s\S]{0,65536}?command terminated with exit code \d)/,
        example: 'command terminated with exit code 137',
      },
    ],
    traits: { onlyOfCommands: true },
    meaning:
      'Exec works. 1 and the like are the command itself; 126 and 127 are mostly its shell that could not run something; above 128 it is a signal: 137 is SIGKILL, by the OOM killer or because the container was stopped meanwhile, 139 SIGSEGV, a crash, 143 SIGTERM, 159 SIGSYS, a seccomp profile that kills.',
    confirm: [
      { run: ({ pod }) => `kubectl describe pod ${pod}`, note: '137: restarted, OOMKilled?' },
      {
        run: ({ cgroup }) => `cat ${cgroup('memory', 'memory.events', 'memory.oom_control')}`,
        on: 'node',
        note: '137: does oom_kill grow; with cgroup v1 memory.oom_control',
      },
    ],
    fix: ['For 137 see memory-exhausted; the others are the affair of the command.'],
    sources: [
      'opencontainers/runc#591',
      'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/',
    ],
  },
  {
    code: 'command-runs-on',
    title: 'the command itself does not end, while a harmless one is answered',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [],
    detect: { run: commandRunsOn, strength: 'context' },
    meaning:
      'Exec works: every layer answered /bin/echo. The command takes long, waits for input (exec without -i gives it none, but a pager or a prompt may wait all the same), or waits for something that does not come: a lock, a database, a network mount.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- true`, note: 'returns at once' },
      {
        run: 'ls -l /proc/PROCESS/fd; cat /proc/PROCESS/wchan',
        on: 'node',
        given: 'PROCESS of the command',
        note: 'what it waits for',
      },
    ],
    fix: ['Put timeout 10 before it, where the image has that: it ends by itself, and its exec with it.'],
    sources: ['https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/'],
  },
  {
    code: 'command-differs',
    title: 'the command works at one layer and fails at another',
    layers: [],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: { run: commandDiffers, strength: 'context' },
    meaning:
      'Exec works at every layer, and yet the command does not do the same everywhere. Each client sets another environment: docker and the kubelet give user, variables and working directory of the container, runc and ctr those of its spec. Or the command keeps state: the second run finds what the first has left.',
    confirm: [
      { run: ({ pod }) => `kubectl exec-doctor ${pod} --at-every-layer -- env`, note: 'what differs by layer' },
    ],
    fix: ['Let the command set what it needs by itself: its folder and its variables, with sh -c.'],
    sources: ['https://kubernetes.io/docs/reference/kubectl/generated/kubectl_exec/'],
  },
] as const satisfies readonly Entry[];

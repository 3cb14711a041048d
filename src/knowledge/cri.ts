import { saidByProbes } from './detectors/probes.ts';
import { stopped } from './detectors/processes.ts';
import type { Entry } from './entry.ts';
import { deletePod, restartContainerd } from './steps.ts';

/** What breaks at the CRI: dockershim, cri-dockerd, containerd's CRI plugin, CRI-O. */
export const criEntries = [
  {
    code: 'stream-url-without-scheme',
    title: 'cri-dockerd names its stream server without http:, and a kubelet of 1.36 takes it for HTTPS',
    layers: ['cri'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern:
          /Post "?\/\/[^\s"]{1,100}\/(?:cri\/)?(?:exec|attach)\/[\w-]{1,40}"?: http: server gave HTTP response to HTTPS client/,
        example:
          'error: Internal error occurred: error sending request: Post "//[::]:33733/cri/exec/p09n54Wf": http: server gave HTTP response to HTTPS client',
      },
    ],
    meaning:
      'Every kubectl exec and attach to every container of the docker nodes fails, while logs and port-forward work, and so do docker exec and crictl exec -s. The address that cri-dockerd hands out has no scheme (it begins with //), and since 1.36 the kubelet, which now speaks to it itself, assumes HTTPS.',
    confirm: [
      { run: ({ node }) => `kubectl get node ${node} -o wide`, note: 'kubelet 1.36 or newer, runtime docker' },
      { run: ({ id }) => `docker exec ${id} true`, on: 'node', note: 'works' },
    ],
    fix: [
      'Switch the feature gate off (--feature-gates=ExtendWebSocketsToKubelet=false) for the kubelets of docker nodes, or for the API server: restarts that program only, containers go on.',
      'A cri-dockerd whose stream address has Scheme: "http", once there is one: restarts cri-dockerd only.',
    ],
    versions:
      'Kubernetes 1.36 and newer, where ExtendWebSocketsToKubelet is on, with cri-dockerd up to 0.4.4 at least. Not with Kubernetes 1.35 and older, and not with containerd.',
    sources: [
      'Mirantis/cri-dockerd#569',
      'Mirantis/cri-dockerd#560',
      'docker/desktop-feedback#500',
      'kubernetes/minikube#22921',
      'kubernetes-sigs/kubespray#13360',
      'k3s-io/k3s#14017',
    ],
  },
  {
    code: 'stream-server-down',
    title: "nothing answers at the CRI's stream server",
    layers: ['cri'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /Post "?http:\/\/[^\s"]{1,100}\/(?:cri\/)?exec\/[\w-]{1,40}"?: dial tcp \S{1,100}: (?:connect: )?connection refused/,
        example:
          'error sending request: Post "http://127.0.0.1:34955/exec/gU1PMC4l": dial tcp 127.0.0.1:34955: connect: connection refused',
      },
      {
        pattern:
          /error dialing backend: dial tcp (?:127\.0\.0\.1|\[::1\]|localhost):(?!10250\b)\d{1,5}: (?:connect: |getsockopt: )?(?:connection refused|i\/o timeout)/,
        example:
          'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:32923: connect: connection refused',
      },
    ],
    meaning:
      'For an exec the runtime hands out the address of its own small server, which has died or never came up; or a packet filter of the node stands before it. ExecSync does not use it, so exec probes and crictl exec -s work. From inside a pod crictl says the same because 127.0.0.1 is the pod itself there.',
    confirm: [
      { run: ({ id }) => `crictl exec -s ${id} true`, on: 'node', note: 'works, and without -s it does not' },
      {
        run: "ss -ltn 'sport = :34955'",
        on: 'node',
        given: 'the port as in the text',
        note: 'no listener; where there is one, a packet filter stands before it',
      },
      { run: 'iptables-save | grep -w 34955', on: 'node', given: 'if there is a listener', note: 'the rule that does' },
    ],
    fix: [restartContainerd, 'Upgrade containerd and its NRI plugins, where some are started by it.'],
    sources: ['containerd/containerd#8860', 'kubernetes-sigs/cri-tools#1126'],
  },
  {
    code: 'stream-address-wrong',
    title: 'the CRI announces a stream address that cannot be reached',
    layers: ['cri', 'kubelet'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern:
          /error dialing backend: dial tcp (?!127\.0\.0\.1:|\[::1\]:|localhost:)\S{1,100}:(?!10250\b)\d{1,5}: (?:connect: |getsockopt: )?(?:connection refused|i\/o timeout|no route to host)/,
        example: 'error dialing backend: dial tcp 10.0.2.15:10010: getsockopt: connection refused',
      },
    ],
    meaning:
      "The port is not the kubelet's (10250): an older API server was sent on to the stream server of the runtime, at an address of the wrong interface. Exec and attach fail, logs and port-forward need not.",
    confirm: [
      { run: 'grep -A 2 stream_server /etc/containerd/config.toml', on: 'node', note: 'the address that is announced' },
      { run: ({ id }) => `crictl exec -s ${id} true`, on: 'node', note: 'works' },
    ],
    fix: [
      {
        read: 'Set stream_server_address (containerd) or --streaming-bind-addr (cri-dockerd) to 127.0.0.1: ends nothing.',
        action: 'harmless',
      },
      restartContainerd,
    ],
    sources: ['kelseyhightower/kubernetes-the-hard-way#301'],
  },
  {
    code: 'cri-stopped',
    title: 'the process that serves the CRI, cri-dockerd or CRI-O, is stopped (SIGSTOP)',
    layers: ['cri'],
    scope: 'node',
    frequency: 'rarely',
    texts: [],
    detect: { run: stopped('cri'), strength: 'proof', beats: ['kubelet-stopped'] },
    traits: { runKnowsTheSteps: true, makesNodeNotReady: true },
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its socket still accepts connections, because the kernel does that. Every request of the kubelet hangs, and crictl; containers go on, and docker, ctr or runc get in.',
    confirm: [
      { run: ({ criServer }) => `grep State /proc/${criServer}/status`, on: 'node', note: 'T (stopped), t (traced)' },
    ],
    fix: [
      {
        run: ({ criServer }) => `kill -CONT ${criServer}`,
        on: 'node',
        note: 'resumes it; ends nothing. Find out first who stopped it',
        action: 'go-on',
      },
    ],
    sources: ['https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'crio-missed-exit',
    title: 'CRI-O believes that the container runs, and its scope is gone',
    layers: ['cri', 'container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern:
          /adding pid \d{1,10} to cgroups[^\n]{0,600}\/crio-[^/\s]{1,100}\.scope\/cgroup\.procs: no such file or directory/,
        example:
          'error adding pid 38841 to cgroups: failed to write 38841: open /sys/fs/cgroup/systemd/kubepods.slice/.../crio-ID.scope/cgroup.procs: no such file or directory',
      },
    ],
    meaning:
      'conmon did not report that the container ended, or something moved its processes out of their systemd scope, which systemd then removed. Every exec and every exec probe fails.',
    confirm: [
      {
        run: ({ pid }) => `cat /proc/${pid}/cgroup`,
        on: 'node',
        note: 'no such process, or another scope than crio-ID.scope',
      },
      { run: ({ id }) => `journalctl -u crio-${id}.scope`, on: 'node', note: 'when systemd ended it' },
    ],
    fix: [deletePod, 'Look for what moves processes between cgroups or reloads systemd at that time.'],
    sources: ['opencontainers/runc#4620', 'containers/conmon#545'],
  },
  {
    code: 'crio-container-ended',
    title: 'CRI-O has seen that the container no longer runs, and the kubelet has not yet',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /container is not created or running(?:: checking if PID of [0-9a-f]{1,64} is running failed)?/,
        example:
          'error: Internal error occurred: error executing command in container: container is not created or running',
      },
      {
        pattern: /checking if PID of [0-9a-f]{1,64} is running failed: container process not found/,
        example:
          'rpc error: code = NotFound desc = container is not created or running: checking if PID of 58577e7deb7b8ae87b8029b9988fa268613748d0743ce989748f27e52b199ef5 is running failed: container process not found',
      },
    ],
    meaning:
      'It has ended, or is being ended. The pod shows it as running until the kubelet looks again, and starts it again if its restart policy says so: exec and exec probes fail alike in between, most often while a pod is terminated or a node is drained.',
    confirm: [
      { run: ({ id }) => `crictl inspect ${id}`, on: 'node', note: 'CONTAINER_EXITED, with finishedAt and exitCode' },
      { run: ({ pod }) => `kubectl get pod ${pod} -o wide`, note: 'Terminating? Restarts?' },
    ],
    fix: ['Wait a few seconds and try again. If it stays so, the kubelet does not see it: look at that.'],
    sources: ['google/gvisor#2219', 'https://issues.redhat.com/browse/OCPBUGS-62703'],
  },
  {
    code: 'crio-tmp-unusable',
    title: 'CRI-O cannot use the /tmp of the node, which is full, gone or read-only',
    layers: ['cri'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        // of descriptors CRI-O itself has too few
        pattern: /(?:open|write) \/tmp\/(?:exec-process-|pidfile)\d{0,20}: (?!too many open files)[a-z][a-z /-]{2,60}/,
        example: 'error executing command in container: write /tmp/exec-process-948227723: no space left on device',
      },
    ],
    meaning:
      'For each exec CRI-O writes two small files in /tmp: the process for runc, and where runc is to leave its number. runc by hand needs neither and works; containers go on.',
    confirm: [
      { run: 'df -h /tmp; df -i /tmp; grep " /tmp " /proc/mounts', on: 'node', note: 'full, out of inodes, or ro?' },
    ],
    fix: [
      {
        run: 'du -xah -d 1 /tmp | sort -h | tail -n 5',
        on: 'node',
        note: 'what fills it',
        when: saidByProbes('no space left'),
      },
      {
        run: 'mount -o remount,rw /tmp',
        on: 'node',
        given: 'if it is a separate mount and read-only',
        note: 'ends nothing',
        action: 'remount',
        when: saidByProbes('read-only file system'),
      },
      'Make room in /tmp: ends nothing, and exec works at once.',
    ],
    sources: ['https://github.com/cri-o/cri-o/blob/main/internal/oci/runtime_oci.go'],
  },
  {
    code: 'crio-exec-pidfile',
    title: 'CRI-O finds no process id of the exec that it started',
    layers: ['cri'],
    scope: null,
    frequency: 'rarely',
    texts: [
      {
        pattern: /Failed to get pid \(-?\d{1,10}\) or pgid \(-?\d{1,10}\) from file/,
        example:
          'Failed to get pid (-1) or pgid (-1) from file /tmp/pidfile097828553: strconv.Atoi: parsing "": invalid syntax',
      },
    ],
    meaning:
      'The exec ran into its timeout, or the OCI runtime died, before it had written its process id. On a busy node it affects many containers; otherwise look for what the runtime itself says.',
    confirm: [
      {
        run: ({ runtime, root, id }) => `${runtime} --root ${root} exec ${id} true`,
        on: 'node',
        note: 'what the runtime says without CRI-O; crun likewise',
      },
      { run: 'crio --version; conmon --version', on: 'node' },
    ],
    fix: ['Upgrade CRI-O: newer ones run exec probes without conmon, and end the runtime at the timeout.'],
    sources: ['cri-o/cri-o#4999', 'cri-o/cri-o#4943', 'kata-containers/runtime#2352'],
  },
  {
    code: 'unread-output-blocks-exec',
    title: 'an old exec waits for somebody to read its output',
    layers: ['cri', 'container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    meaning:
      'A client stopped reading (a suspended terminal, a pipe that nobody empties), and the runtime waits in write for it. New execs mostly work; stop and delete hang.',
    confirm: [
      {
        run: 'cat /proc/PROCESS/wchan /proc/PROCESS/syscall',
        on: 'node',
        given: 'PROCESS is the old exec',
        note: 'pipe_write or n_tty_write, file descriptor 1',
      },
    ],
    fix: [
      {
        read: 'End the client that does not read, or that one exec process: ends that exec only.',
        action: 'end-execs',
      },
      { run: 'systemctl restart crio', on: 'node', given: 'if it stays', note: 'containers go on' },
    ],
    sources: ['cri-o/cri-o#6699'],
  },
] as const satisfies readonly Entry[];

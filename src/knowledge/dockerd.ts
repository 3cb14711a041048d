import { pausedByDocker } from './detectors/container.ts';
import { authorizationPluginDown } from './detectors/daemon-logs.ts';
import { dockerUpProcessGone } from './detectors/disagreements.ts';
import { dockerSocketOfAnother } from './detectors/docker-socket.ts';
import { saidByProbes } from './detectors/probes.ts';
import { stopped } from './detectors/processes.ts';
import { unresponsive } from './detectors/sockets.ts';
import type { Entry } from './entry.ts';
import { deletePod, fromOutside, restartContainerd, restartDockerd } from './steps.ts';

/** What breaks at dockerd. */
export const dockerdEntries = [
  // What breaks at dockerd for the whole node.
  {
    code: 'dockerd-down',
    title: 'dockerd does not answer at its socket',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern: /Cannot connect to the Docker daemon(?: at [^\s"]{1,200})?/,
        example: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      },
      {
        pattern:
          /failed to connect to the docker API at [^\s";]{1,200}(?:; check if the path is correct and if the daemon is running)?/,
        example:
          'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
      },
    ],
    traits: { makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'dockerd is down or restarting, or the client looks for it at another socket. Its containers go on where it has live-restore, or has crashed. One that starts without live-restore ends all of them.',
    confirm: [
      { run: 'systemctl status docker', on: 'node' },
      { run: 'ss -xl | grep docker.sock', on: 'node', note: 'is there a listener' },
      { run: 'journalctl -u docker -n 100', on: 'node', note: 'why it ended: disk full, bad daemon.json' },
      {
        run: 'systemctl cat docker | cat - /etc/docker/daemon.json | grep live-restore',
        on: 'node',
        note: 'has it live-restore',
      },
    ],
    fix: [
      {
        run: 'systemctl start docker',
        on: 'node',
        given: 'where it is down, and /etc/docker/daemon.json has "live-restore": true by then',
        note: 'without that, it ends all that still run as it starts',
        action: 'start-dockerd',
      },
      {
        run: 'systemctl restart docker',
        on: 'node',
        given: 'where it runs and its socket is gone',
        note: 'with live-restore containers go on; without it every one of them ends: grep live-restore /etc/docker/daemon.json',
        action: 'restart-dockerd',
      },
    ],
    sources: ['kubernetes/kubernetes#72533', 'https://docs.docker.com/engine/daemon/live-restore/'],
  },
  {
    code: 'docker-refuses-exec',
    title: 'what guards the API of dockerd refuses exec',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /authorization denied by plugin [\w./:@-]{1,128}/,
        example:
          'Error response from daemon: authorization denied by plugin opa-docker-authz: request rejected by administrative policy',
      },
      {
        // as HAProxy answers, which stands before docker.sock in widespread filters
        pattern: /Error response from daemon: <html>[^\n]{0,20}<h1>403 Forbidden<\/h1>/,
        example: 'Error response from daemon: <html><body><h1>403 Forbidden</h1>',
      },
    ],
    traits: { policy: true, owner: 'node' },
    meaning:
      'An authorization plugin of dockerd (named in the text; authorization-plugins in daemon.json), or a proxy at docker.sock that filters requests, says no to exec. The administrator of the nodes has decided so. dockerd and what lies below work: a restart changes nothing.',
    confirm: [
      { run: "docker info -f '{{.Plugins.Authorization}}'", on: 'node', note: 'the plugins that are queried' },
      { run: 'ss -xlp | grep docker.sock', on: 'node', note: 'who listens there: dockerd, or something before it' },
    ],
    fix: ['Request a rule that permits this exec from the administrator of the nodes.'],
    sources: ['open-policy-agent/opa-docker-authz#58', 'https://docs.docker.com/engine/extend/plugins_authorization/'],
  },
  {
    code: 'docker-plugin-down',
    title: 'the authorization plugin that dockerd queries is down or fails',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /Error response from daemon: plugin [\w./:@-]{1,128} failed with error: /,
        example:
          'Error response from daemon: plugin opa failed with error: Post "http://%2Frun%2Fdocker%2Fplugins%2Fopa.sock/AuthZPlugin.AuthZReq": dial unix /run/docker/plugins/opa.sock: connect: connection refused',
      },
    ],
    detect: { run: authorizationPluginDown, strength: 'likely', beats: ['dockerd-hung'] },
    traits: { guards: true, makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'dockerd sends each request to a plugin (authorization-plugins in daemon.json), and that plugin is down, or answers with an error. While it is down, dockerd retries for half a minute, so each docker command and each exec hangs, and then fails. The containers go on, and ctr and runc get in. Restarting dockerd does not help: it uses the same plugin again.',
    confirm: [
      {
        run: 'journalctl -u docker -n 100',
        on: 'node',
        note: 'which plugin it is: look for "Unable to connect to plugin"',
      },
    ],
    fix: [
      'Start the plugin that dockerd names, as its owner has set it up: ends nothing. Take it out of authorization-plugins only if the owners of the nodes agree: nothing then guards the API of dockerd.',
    ],
    sources: ['https://docs.docker.com/engine/extend/plugins_authorization/'],
  },
  {
    code: 'docker-socket-of-another',
    title: 'another process than dockerd listens at docker.sock',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'rarely',
    texts: [],
    detect: {
      run: dockerSocketOfAnother,
      strength: 'likely',
      beats: ['dockerd-hung', 'output-lost'],
    },
    meaning:
      'A proxy took the place of docker.sock and decides what it passes on to dockerd: to filter, to log, to share the socket. The docker client and the kubelet speak to that one. Below it an exec works, so it may be that one that fails, hangs, or refuses. Restarting dockerd ends containers and does not change who listens.',
    confirm: [
      { run: 'ss -xlp | grep docker.sock', on: 'node', note: 'who listens there, and where dockerd itself does' },
      {
        run: 'docker -H unix://FILE version',
        on: 'node',
        given: "with FILE the socket of dockerd's own, of the former command",
        note: 'does dockerd answer without it',
      },
    ],
    fix: [
      {
        run: 'ss -xlp | grep docker.sock',
        on: 'node',
        note: 'who listens there: its log, or whoever set it up, knows why',
      },
      'Have its owner fix or remove it. dockerd and the containers need no restart.',
    ],
    sources: ['https://github.com/Tecnativa/docker-socket-proxy'],
  },
  {
    code: 'dockerd-hung',
    title: 'dockerd hangs for every container',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [],
    detect: {
      run: unresponsive('dockerd'),
      strength: 'likely',
      beats: ['cpu-throttled', 'node-out-of-processes', 'node-out-of-memory'],
    },
    traits: { plainHang: ['docker_version', 'docker_ps'], makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'All docker commands about containers hang, while docker version may answer. Its goroutines wait for one lock, or all of them for one storage. ctr and runc get in, so containers and containerd work.',
    confirm: [
      { run: 'timeout 5 docker version', on: 'node', note: 'answers, while docker ps does not' },
      { run: 'ss -xl | grep docker.sock', on: 'node', note: 'connections pile up (Recv-Q)' },
    ],
    fix: [
      {
        run: ({ dockerd }) => `kill -USR1 ${dockerd}`,
        on: 'node',
        note: 'only writes goroutine-stacks-*.log, which a bug report needs',
      },
      restartDockerd,
      'Upgrade docker.',
    ],
    sources: ['moby/moby#13885', 'moby/moby#25321', 'moby/moby#26561', 'moby/moby#27761'],
  },
  {
    code: 'dockerd-stopped',
    title: 'the process of dockerd is stopped (SIGSTOP)',
    layers: ['dockerd'],
    scope: 'node',
    frequency: 'rarely',
    texts: [],
    detect: {
      run: stopped('dockerd'),
      strength: 'proof',
      beats: ['cri-stopped', 'docker-up-process-gone', 'dockerd-out-of-fds'],
    },
    traits: { runKnowsTheSteps: true, makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its socket still accepts connections, because the kernel does that. Every docker command and every exec through it hangs; containers go on.',
    confirm: [
      { run: ({ dockerd }) => `grep State /proc/${dockerd}/status`, on: 'node', note: 'T (stopped), t (traced)' },
    ],
    fix: [
      {
        run: ({ dockerd }) => `kill -CONT ${dockerd}`,
        on: 'node',
        note: 'resumes it; ends nothing. Find out first who stopped it',
        action: 'go-on',
      },
    ],
    sources: ['https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'docker-container-locked',
    title: 'another request holds the lock of this container in dockerd',
    layers: ['dockerd'],
    scope: 'container',
    frequency: 'often',
    texts: [],
    meaning:
      'exec, inspect and stop of one container hang, and docker ps may as well: a start, stop or exec of it waits inside dockerd for something else, mostly for a volume on a dead NFS server. If ctr hangs too, dockerd only waits: then it is the shim.',
    confirm: [
      {
        run: ({ dockerd }) => `grep -H . /proc/${dockerd}/task/*/wchan | grep -iE "nfs|rpc|fuse"`,
        on: 'node',
        note: 'a thread that waits for storage',
      },
      {
        run: ({ pid }) => `grep -E " (nfs4?|cifs|fuse[.a-z]*) " /proc/${pid}/mountinfo`,
        on: 'node',
        note: 'such volumes of the container',
      },
    ],
    fix: [
      {
        read: 'Free what it waits for: bring the server of the volume back, or umount -l its mount. Ends nothing that works.',
        action: 'harmless',
      },
      restartDockerd,
    ],
    sources: [
      'kubernetes/kubernetes#94829',
      'moby/moby#41427',
      'moby/moby#37910',
      'docker/for-linux#397',
      'docker/for-linux#543',
    ],
  },
  {
    code: 'docker-lost-containerd',
    title: 'dockerd has lost its connection to containerd',
    layers: ['containerd', 'dockerd'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /grpc: the connection is unavailable/,
        example: 'rpc error: code = 14 desc = grpc: the connection is unavailable',
      },
      {
        pattern:
          /dial unix \S{0,100}docker-containerd\.sock: connect: (?:connection refused|no such file or directory)/,
        example:
          'connection error: desc = "transport: dial unix docker-containerd.sock: connect: connection refused": unknown',
      },
    ],
    meaning:
      'containerd is down, restarting or was killed for memory; or it is back, and dockerd still holds the old connection (then ctr works and docker does not).',
    confirm: [
      {
        run: 'ctr -a /run/containerd/containerd.sock version',
        on: 'node',
        note: 'does containerd answer; old docker has its own socket below /var/run/docker',
      },
      { run: 'dmesg -T | grep -i "killed process"', on: 'node', note: 'was it killed for memory' },
    ],
    fix: [
      { read: 'Start containerd, where it is down: ends nothing.', action: 'harmless', conditional: true },
      restartDockerd,
    ],
    sources: ['moby/moby#31383', 'kubernetes/kubectl#192', 'moby/moby#32134'],
  },
  {
    code: 'docker-exec-fifo-stuck',
    title: 'the pipes between dockerd and an exec are broken',
    layers: ['dockerd'],
    scope: null,
    frequency: 'rarely',
    texts: [
      {
        // of room and descriptors it is another failure
        pattern: /error creating fifo \S{1,300}: (?!too many open files|no space left)[a-z][a-z /-]{2,60}/,
        example:
          'failed to open stdout fifo: error creating fifo /var/run/docker/containerd/-stdout: no such file or directory',
      },
    ],
    meaning:
      'An exec does not return although its command has ended, or cannot be started at all: a reader came after the writer had gone, or the folder of the FIFOs vanished (two containerds, a cleaned /run). ctr brings its own FIFOs and works.',
    confirm: [
      {
        run: ({ id }) => `ls /run/docker/containerd/${id}`,
        on: 'node',
        note: 'FIFOs of execs that are over, or no such folder',
      },
      { run: 'pgrep -af containerd', on: 'node', note: 'two of them with different sockets?' },
    ],
    fix: [
      {
        run: ({ id }) => `mkdir -p -m 700 /run/docker/containerd/${id}`,
        on: 'node',
        given: 'where it is gone: no such file or directory',
        note: 'ends nothing',
        action: 'make-folder',
        when: saidByProbes('no such file or directory'),
      },
      {
        run: ({ id }) => `chattr -i /run/docker/containerd/${id}`,
        on: 'node',
        given: 'where it takes no new file: operation not permitted',
        note: 'lsattr -d shows an i; ends nothing. Find out first who set it',
        action: 'harmless',
        when: saidByProbes('operation not permitted'),
      },
      'Let dockerd use the containerd of the system, one only.',
      restartDockerd,
      restartContainerd,
    ],
    sources: ['moby/moby#22313', 'containerd/containerd#330', 'docker/for-linux#1091', 'moby/moby#32465'],
  },
  // What dockerd says of one container, or has wrong about it.
  {
    code: 'container-paused',
    title: 'the container is paused',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /is paused, unpause the container before exec/,
        example: 'Error response from daemon: Container X is paused, unpause the container before exec',
      },
      {
        pattern: /cannot exec in a paused state/,
        example: 'cannot exec in a paused state: unknown',
      },
    ],
    detect: { run: pausedByDocker, strength: 'proof', beats: ['container-frozen', 'parent-frozen'] },
    traits: { runKnowsTheSteps: true, frozen: true },
    meaning:
      'Somebody ran docker pause or ctr tasks pause, mostly a backup or checkpoint tool, and the container stands still. Nothing is broken. A pause that failed half-way leaves dockerd and the kernel in disagreement.',
    confirm: [
      { run: ({ id }) => `docker inspect -f {{.State.Paused}} ${id}`, on: 'node' },
      {
        run: 'cat /sys/fs/cgroup/CGROUP/cgroup.freeze',
        on: 'node',
        note: 'with cgroup v1 /sys/fs/cgroup/freezer/CGROUP/freezer.state',
      },
    ],
    fix: [
      {
        run: ({ id }) => `docker unpause ${id}`,
        on: 'node',
        given: 'after asking who paused it',
        note: 'resumes it; ends nothing',
        action: 'unpause',
        verified: ['docker 20.10'],
      },
      {
        run: 'kubectl exec-doctor explain container-frozen',
        note: 'where dockerd says that it is not paused, and with containerd',
      },
    ],
    sources: ['moby/moby#9672', 'moby/moby#9356', 'moby/moby#19722', 'docker/docker-py#3300'],
  },
  {
    code: 'exec-instance-lost',
    title: 'dockerd has forgotten this exec',
    layers: ['dockerd'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /No such exec instance/,
        example: 'Error response from daemon: No such exec instance: a76189d7',
      },
    ],
    meaning:
      'It mostly comes at the end of a long command that has done its work: dockerd was restarted meanwhile, the container ended between creating and starting the exec, or dockerd tidied up too early. A new exec works.',
    confirm: [
      { run: ({ id }) => `docker exec ${id} true`, on: 'node', note: 'works' },
      { run: 'systemctl show docker -p ActiveEnterTimestamp', on: 'node', note: 'started after the exec began?' },
    ],
    fix: [
      { read: 'Judge the command by what it did, and try again: ends nothing.', action: 'harmless' },
      'Run long commands detached, with a log.',
    ],
    sources: ['docker/docs#12790', 'moby/moby#18054'],
  },
  {
    code: 'docker-up-process-gone',
    title: 'docker says that the container is up, and its process is gone',
    layers: ['dockerd', 'containerd'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /containerd: (?:container not found|process not found for container)/,
        example: 'rpc error: code = 2 desc = containerd: container not found',
      },
      {
        pattern: /cannot exec a container that has (?:run and )?stopped/,
        example:
          'rpc error: code = 13 desc = invalid header field value "oci runtime error: exec failed: cannot exec a container that has run and stopped\\n"',
      },
    ],
    detect: { run: dockerUpProcessGone, strength: 'proof', beats: ['run-full', 'run-inodes-exhausted'] },
    meaning:
      'dockerd missed the end of the container, after an OOM kill or a restart of dockerd or containerd, and still shows it as Up. There is nothing to exec into.',
    confirm: [
      {
        run: ({ id }) => `docker inspect -f {{.State.Pid}} ${id}`,
        on: 'node',
        note: 'then ls /proc/PID: not there, or another program by now',
      },
      { run: 'dmesg -T | grep -i "killed process"', on: 'node', note: 'was it killed for memory' },
    ],
    fix: [{ ...deletePod, verified: ['docker 20.10'] }, restartDockerd],
    versions: 'Mostly docker before 18.09, with its own containerd.',
    sources: [
      'moby/moby#33192',
      'moby/moby#37009',
      'moby/moby#29794',
      'docker/cli#140',
      'docker/for-linux#555',
      'moby/moby#22909',
    ],
  },
  {
    code: 'shim-renamed-by-upgrade',
    title: 'docker was upgraded in place, and no longer finds the shims of older containers',
    layers: ['dockerd', 'containerd', 'shim'],
    scope: 'several-containers',
    frequency: 'rarely',
    texts: [],
    meaning:
      'Shim and runtime have other names since (docker-containerd-shim, docker-runc). Containers from before show as Exited and can be neither entered nor stopped, while their processes run and hold their ports. New containers work.',
    confirm: [
      { run: ({ shim }) => `readlink /proc/${shim}/exe`, on: 'node', note: 'the old name, or (deleted)' },
      {
        run: ({ id }) => `docker inspect -f {{.State.StartedAt}} ${id}`,
        on: 'node',
        note: 'before the package was upgraded',
      },
    ],
    fix: [
      fromOutside,
      'Recreate the containers from before the upgrade: ends each of them. Drain nodes before upgrades.',
    ],
    versions: 'Docker 18.06 to 18.09 above all, where the names changed.',
    sources: ['moby/moby#39432', 'docker/for-linux#486', 'moby/moby#23821'],
  },
] as const satisfies readonly Entry[];

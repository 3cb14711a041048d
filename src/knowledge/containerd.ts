import { exitEventsLost, otherDisagreement, taskMissing } from './detectors/disagreements.ts';
import { stopped, tracedForTarget } from './detectors/processes.ts';
import { unresponsive } from './detectors/sockets.ts';
import type { Entry } from './entry.ts';
import { deletePod, restartContainerd, restartDockerd } from './steps.ts';

/** What breaks at containerd, or in what it believes. */
export const containerdEntries = [
  {
    code: 'containerd-down',
    title: 'containerd does not answer at its socket',
    layers: ['containerd'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern:
          /dial unix[: ]\S{0,200}\/containerd\.sock: (?:connect: (?:connection refused|no such file or directory)|timeout)/,
        example:
          'transport: error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused',
      },
      {
        pattern: /failed to dial "[^"\n]{1,200}containerd\.sock"/,
        example:
          'failed to dial "/run/containerd/containerd.sock": connection error: desc = "transport: error while dialing: dial unix ...: connect: connection refused"',
      },
      {
        // ctr since 2.1.1 looks before it dials
        pattern: /cannot access socket \S{0,200}containerd\.sock: /,
        example:
          'ctr: cannot access socket /run/containerd/containerd.sock: stat /run/containerd/containerd.sock: no such file or directory',
      },
    ],
    // the kernel accepts for one that is held
    refuted: tracedForTarget,
    traits: { makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'containerd is down or still starting. The containers go on under their shims, but nothing can be started, entered or stopped.',
    confirm: [
      { run: 'systemctl status containerd docker', on: 'node', note: 'which of them runs' },
      {
        run: 'journalctl -u containerd -u docker -n 100',
        on: 'node',
        note: 'disk full, a damaged meta.db, a plugin that failed, too many open files',
      },
    ],
    fix: [
      'Fix what its log complains of. A containerd that dockerd has started writes to the log of docker, and dockerd starts it again.',
      {
        run: 'systemctl start containerd',
        on: 'node',
        note: 'takes the shims over again; ends nothing',
        action: 'start-containerd',
        verified: ['containerd 1.7'],
      },
    ],
    sources: ['containerd/containerd#6833', 'containerd/containerd#11811', 'berops/claudie#1694'],
  },
  {
    code: 'containerd-hung',
    title: 'containerd hangs for every container',
    layers: ['containerd'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [],
    detect: { run: unresponsive('containerd'), strength: 'likely', beats: ['dockerd-hung'] },
    traits: { plainHang: ['ctr_version', 'ctr_containers'], makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'ctr, crictl and docker hang for all containers, while runc gets in. containerd waits in one place: for the log FIFO of a shim, a dead network file system, its database or a slow disk.',
    confirm: [
      {
        run: ({ containerd }) => `grep -H . /proc/${containerd}/task/*/wchan`,
        on: 'node',
        note: 'threads in an open, in nfs, in jbd2',
      },
      { run: 'cat /proc/pressure/io', on: 'node' },
    ],
    fix: [
      {
        run: ({ containerd }) => `kill -USR1 ${containerd}`,
        on: 'node',
        note: 'only writes its goroutines to the log, which a bug report needs',
      },
      restartContainerd,
      'Upgrade containerd.',
    ],
    versions: 'Waiting for the log FIFO of a shim was fixed early in the 1.4 line.',
    sources: ['containerd/containerd#4906', 'containerd/containerd#1722'],
  },
  {
    code: 'containerd-stopped',
    title: 'the process of containerd is stopped (SIGSTOP)',
    layers: ['containerd'],
    scope: 'node',
    frequency: 'rarely',
    texts: [],
    detect: {
      run: stopped('containerd'),
      strength: 'proof',
      beats: ['dockerd-stopped', 'task-missing', 'tmp-unusable', 'containerd-out-of-fds'],
    },
    traits: { runKnowsTheSteps: true, makesNodeNotReady: true, nothingStartsMeanwhile: true },
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its socket still accepts connections, because the kernel does that. Everything through it hangs; containers go on, and runc gets in.',
    confirm: [
      { run: ({ containerd }) => `grep State /proc/${containerd}/status`, on: 'node', note: 'T (stopped), t (traced)' },
    ],
    fix: [
      {
        run: ({ containerd }) => `kill -CONT ${containerd}`,
        on: 'node',
        note: 'resumes it; ends nothing. Find out first who stopped it',
        action: 'go-on',
      },
    ],
    sources: ['https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'no-answer-in-time',
    title: 'a layer waited for the one below it, and gave up',
    layers: ['cri', 'dockerd', 'containerd', 'shim', 'runc'],
    scope: null,
    frequency: 'often',
    texts: [
      {
        pattern: /context deadline exceeded/,
        example: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
      },
      { pattern: /Timeout occured/, example: 'error: Timeout occured' },
    ],
    // for whom it waited is known then
    refuted: tracedForTarget,
    traits: { owner: null },
    meaning:
      'The text says which layer waited, not for which: something below hangs or is slow, be it a daemon, a shim, runc or the container itself. Only probing each layer in turn shows which.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod}`,
        note: 'probes each layer, for this container and for a fresh one beside it',
      },
    ],
    fix: ['Act on the layer that hangs: restarting one that only waits fixes nothing.'],
    sources: ['cri-o/cri-o#8007', 'cri-o/cri-o#1922', 'kubernetes/kubernetes#58076', 'containerd/cri#439'],
  },
  {
    code: 'task-missing',
    title: 'containerd has the container, but no task (no process) for it',
    layers: ['containerd'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /no running task found(?:: task \S{1,80} not found)?(?:: not found)?/,
        example: 'no running task found: task ID not found: not found',
      },
      { pattern: /failed to load task/, example: 'failed to load task' },
    ],
    detect: { run: taskMissing, strength: 'proof', beats: ['bundle-missing', 'cgroup-missing'] },
    meaning:
      'The node was rebooted, or the shim went away while containerd was down, so only the record is left. If the processes live on all the same, nobody owns them any more.',
    confirm: [
      {
        run: ({ id }) => `ctr -n k8s.io containers info ${id}`,
        on: 'node',
        note: 'the record; with docker: -n moby and its socket',
      },
      {
        run: ({ id }) => `ls /run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        on: 'node',
        note: 'no such folder',
      },
      { run: ({ pid }) => `ls /proc/${pid}/exe`, on: 'node', note: 'does its process live' },
    ],
    fix: [deletePod, 'End processes that are left over by hand, and only after that.'],
    sources: ['concourse/concourse#8172', 'containerd/nerdctl#2793', 'containerd/cri#316'],
  },
  {
    code: 'exit-events-lost',
    title: 'this containerd loses the events that a process has ended',
    layers: ['shim', 'containerd'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: exitEventsLost, strength: 'likely', beats: ['older-containers-hit'] },
    meaning:
      'A known fault of some versions of the shim. The end of an exec is lost, and its caller hangs; or the end of the container is lost, and it is called running while there is nothing to exec into. Many execs, above all exec probes, cause it.',
    confirm: [
      { run: 'containerd --version', on: 'node', note: 'one of those below' },
      { run: ({ pid }) => `ls /proc/${pid}/exe`, on: 'node', note: 'no such process, though crictl calls it running' },
    ],
    fix: [
      deletePod,
      'Upgrade containerd (it brings its shim): containers from before keep the old shim until they are recreated.',
    ],
    versions:
      'Ends of execs: containerd 1.6.29, 1.6.30 and 1.7.14; fixed in 1.6.31 and 1.7.15. Ends of containers: 1.7.14 to 1.7.21; fixed in 1.7.22, and in the 1.6 line by containerd/containerd#10676.',
    sources: [
      'containerd/containerd#10036',
      'awslabs/amazon-eks-ami#1933',
      'containerd/containerd#10675',
      'containerd/containerd#10676',
    ],
  },
  {
    code: 'state-disagreement',
    title: 'the layers do not agree on whether the container runs',
    layers: ['dockerd', 'containerd', 'shim'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [],
    detect: { run: otherDisagreement, strength: 'likely' },
    traits: { runKnowsTheSteps: true },
    meaning:
      'One says running, another stopped or unknown. The kernel is right: if its process lives, the layer that says otherwise has lost it; if not, the layer that says running missed its end.',
    confirm: [
      { run: ({ pid }) => `ls /proc/${pid}/exe`, on: 'node', note: 'the truth' },
      { run: ({ runtime, root, id }) => `${runtime} --root ${root} state ${id}`, on: 'node' },
      {
        run: ({ id }) => `crictl inspect ${id} | grep -m 1 state`,
        on: 'node',
        note: 'with docker: docker inspect -f {{.State.Status}} ID',
      },
    ],
    fix: [deletePod, restartDockerd],
    sources: ['containerd/containerd#8459', 'moby/moby#37009', 'containerd/containerd#6080'],
  },
] as const satisfies readonly Entry[];

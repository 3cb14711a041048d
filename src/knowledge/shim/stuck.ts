import { isOnlyHere, oldRuntime, stopped } from '../detectors/processes.ts';
import { unresponsive } from '../detectors/sockets.ts';
import type { Entry } from '../entry.ts';
import { deletePod, isStillRuntime, killShim } from '../steps.ts';

/** What breaks at the containerd shim of a container while both live. */
export const stuckShimEntries = [
  {
    code: 'shim-unresponsive',
    title: 'the shim of this container does not answer',
    layers: ['shim'],
    scope: 'container',
    frequency: 'often',
    texts: [],
    detect: { run: unresponsive('shim'), strength: 'likely', beats: ['containerd-hung', 'zombies-pile-up'] },
    traits: { plainHang: ['ctr_task'] },
    meaning:
      'Every request of containerd to it hangs (exec, state, stop), while runc gets in: its lock or its reaper has lost the end of an exec, after days of exec probes or at once when dozens of execs run side by side. Since containerd queries every shim, one of them can slow down the node.',
    confirm: [
      { run: ({ shim }) => `grep State /proc/${shim}/status`, on: 'node', note: 'S, neither stopped nor traced' },
      {
        run: ({ shim }) => `cat /proc/${shim}/task/*/children`,
        on: 'node',
        note: 'no runc that it waits for (else shim-waits-for-runc)',
      },
      { run: 'containerd --version', on: 'node', note: 'one of those below?' },
    ],
    fix: [
      {
        ...killShim,
        only: 'docker',
        note: 'ends this container, and the kubelet starts it again; deleting the pod hangs as exec does',
        verified: ['docker 20.10'],
      },
      {
        ...killShim,
        only: 'containerd',
        note: 'ends all containers of the pod, and the kubelet starts them again; deleting the pod hangs as exec does',
        verified: ['containerd 1.6', 'containerd 1.7'],
      },
      'Fewer exec probes, or probes by HTTP; upgrade containerd.',
    ],
    versions: 'Known ones: containerd 1.1 and 1.2 with many execs at a time, and 1.6.31 (containerd/containerd#10058).',
    sources: [
      'containerd/containerd#2709',
      'containerd/containerd#10058',
      'containerd/containerd#3572',
      'containerd/containerd#2438',
      'moby/moby#41093',
    ],
  },
  {
    code: 'shim-stopped',
    title: 'the shim of this container is stopped (SIGSTOP)',
    layers: ['shim'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: {
      run: stopped('shim'),
      strength: 'proof',
      beats: ['containerd-stopped', 'bundle-missing', 'cgroup-missing'],
    },
    traits: { runKnowsTheSteps: true },
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its socket still accepts connections, because the kernel does that. Every exec into its containers hangs; their processes go on.',
    confirm: [{ run: ({ shim }) => `grep -E "State|TracerPid" /proc/${shim}/status`, on: 'node', note: 'T (stopped)' }],
    fix: [
      {
        run: ({ shim }) => `kill -CONT ${shim}`,
        on: 'node',
        note: 'resumes it; ends nothing. Find out first who stopped it',
        action: 'go-on',
        verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'],
      },
    ],
    sources: ['docker/for-linux#891', 'https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'shim-waits-for-runc',
    title: 'the shim waits for a runc that does not end',
    layers: ['runc', 'shim'],
    scope: 'container',
    frequency: 'often',
    texts: [],
    detect: { run: oldRuntime, strength: 'proof' },
    traits: { owner: null },
    meaning:
      'One runc (exec, kill, delete or state) hangs below the shim, which holds its lock meanwhile, so all else about this container waits behind it. If runc by hand gets in, only that one hangs; if not, look for what holds runc.',
    confirm: [
      {
        run: ({ shim }) => `cat /proc/${shim}/task/*/children`,
        on: 'node',
        note: 'the process ids of what it started',
      },
      {
        run: ({ runc }) => `grep -E "Name|State|TracerPid" /proc/${runc}/status`,
        on: 'node',
        given: 'of that runc',
        note: 'S in a futex, T stopped, t traced, D in the kernel',
      },
      {
        run: ({ runc }) => `cat /proc/${runc}/wchan /proc/${runc}/stack`,
        on: 'node',
        note: 'what it waits for (freezer, nfs, pipe_write)',
      },
    ],
    fix: [
      {
        run: (names) => `${isStillRuntime(names)} && kill -9 ${names.runc}`,
        on: 'node',
        given: 'that one runc',
        note: 'ends this exec only, and the shim goes on',
        action: 'kill-runtime',
        when: isOnlyHere,
        verified: ['docker 20.10', 'containerd 1.6'],
      },
      'Remove what holds it: a frozen cgroup, a dead volume, a tracer, an old runc.',
    ],
    versions: 'runc 1.0.0-rc92 and rc93 had other hangs.',
    sources: [
      'moby/moby#40817',
      'opencontainers/runc#2314',
      'moby/moby#36010',
      'docker/for-linux#891',
      'opencontainers/runc#2828',
      'opencontainers/runc#2865',
    ],
  },
  {
    code: 'vm-agent-dead',
    title: 'the agent in the virtual machine of this pod does not answer',
    layers: ['shim'],
    scope: 'pod',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /timed out connecting to vsock/,
        example:
          'Failed to Check if grpc server is working: rpc error: code = DeadlineExceeded desc = timed out connecting to vsock 2970642277:1024',
      },
      { pattern: /mark agent dead/, example: 'mark agent dead' },
    ],
    traits: { owner: null },
    meaning:
      'Kata runs the pod in a virtual machine, and an agent in there starts every exec. The agent or the whole machine is stuck, often for lack of memory. Pods without Kata are not affected.',
    confirm: [
      { run: 'pgrep -af "qemu|cloud-hypervisor|firecracker"', on: 'node', note: 'does its hypervisor run' },
      { run: 'journalctl -t kata -n 100', on: 'node', note: 'agent dead, out of memory' },
    ],
    fix: [
      {
        run: ({ id }) => `kata-runtime exec ${id}`,
        on: 'node',
        given: 'the sandbox id',
        note: 'the debug console, where it is switched on',
      },
      deletePod,
    ],
    sources: [
      'kata-containers/kata-containers#5724',
      'kata-containers/kata-containers#4880',
      'kata-containers/runtime#1952',
    ],
  },
] as const satisfies readonly Entry[];

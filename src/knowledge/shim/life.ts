import { shimMissing } from '../detectors/disagreements.ts';
import type { Entry } from '../entry.ts';
import { deletePod, restartContainerd } from '../steps.ts';

/** Where a shim and its container do not live and die together. */
export const shimLifeEntries = [
  {
    code: 'shim-killed',
    title: 'the container runs, and its shim, which containerd needs, is gone',
    layers: ['shim'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /dial unix \S{0,200}\/containerd\/s\/[0-9a-f]{1,64}: connect: connection refused/,
        example: 'dial unix /run/containerd/s/93a9f5: connect: connection refused: unknown',
      },
      { pattern: /ttrpc: closed/, example: 'ttrpc: closed: unknown' },
    ],
    detect: { run: shimMissing, strength: 'proof', beats: ['task-missing'] },
    meaning:
      'Each container (with containerd: each pod) has its own containerd-shim, which holds its output and starts every exec. Somebody or the OOM killer ended it, and nothing can take its place: the processes of the container go on without one.',
    confirm: [
      {
        run: ({ pid }) => `grep PPid /proc/${pid}/status`,
        on: 'node',
        note: '1 or another subreaper instead of a shim',
      },
      { run: 'dmesg -T | grep -i shim', on: 'node', note: 'was it the OOM killer?' },
    ],
    fix: [deletePod, 'One version of containerd, shim and ctr on the node, where they differ.'],
    sources: [
      'moby/moby#36559',
      'containerd/containerd#6571',
      'containerd/containerd#6031',
      'containerd/containerd#5193',
      'containerd/containerd#3380',
    ],
  },
  {
    code: 'shim-alive-container-dead',
    title: 'the container has ended, and its shim has not noticed',
    layers: ['shim', 'containerd'],
    scope: 'container',
    frequency: 'often',
    texts: [
      { pattern: /cannot exec in a stopped state/, example: 'cannot exec in a stopped state: unknown' },
      {
        pattern:
          /waiting for container "[^"\n]{1,80}" to be killed: wait container "[^"\n]{1,80}": context deadline exceeded/,
        example:
          'rpc error: code = DeadlineExceeded desc = an error occurs during waiting for container "256a184124d5" to be killed: wait container "256a184124d5": context deadline exceeded',
      },
      { pattern: /wait container "[^"\n]{1,80}" is cancelled/, example: 'wait container "ID" is cancelled' },
    ],
    meaning:
      'Mostly after an OOM kill of the first process: crictl or docker still call it running, an exec finds nothing to go into, and stopping it times out again and again. At worst every listing of the node hangs on it.',
    confirm: [
      { run: ({ shim }) => `cat /proc/${shim}/task/*/children`, on: 'node', note: 'empty' },
      { run: ({ runtime, root, id }) => `${runtime} --root ${root} state ${id}`, on: 'node', note: 'stopped' },
      { run: 'dmesg -T | grep -i "killed process"', on: 'node' },
    ],
    fix: [
      deletePod,
      {
        // its first process has ended, by which it could be told
        run: ({ shim }) => `grep -q containerd-shim /proc/${shim}/comm && kill -9 ${shim}`,
        on: 'node',
        note: 'containerd tidies up behind it; ends what is left of it (with containerd: the whole pod)',
        action: 'kill-shim',
      },
      'Upgrade containerd.',
    ],
    sources: [
      'containerd/containerd#2438',
      'containerd/containerd#10636',
      'containerd/containerd#13849',
      'containerd/containerd#3617',
      'containerd/containerd#10755',
    ],
  },
  {
    code: 'init-exit-hidden',
    title: 'exec probes hide from the shim that the container has ended',
    layers: ['shim'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [{ pattern: /processExits: skipping exit/, example: 'processExits: skipping exit' }],
    meaning:
      'As long as execs are on their way, this version of the shim puts off the end of the main process, and then forgets it. The container is called running for hours while only its probes fail.',
    confirm: [
      { run: ({ pid }) => `ls /proc/${pid}/exe`, on: 'node', note: 'no such process' },
      { run: 'containerd --version', on: 'node', note: 'one of those below' },
    ],
    fix: [deletePod, 'Upgrade containerd: containers from before keep the old shim until they are recreated.'],
    versions: 'containerd 1.7.14 to 1.7.21; fixed in 1.7.22, and in the 1.6 line by containerd/containerd#10676.',
    sources: [
      'containerd/containerd#10603',
      'containerd/containerd#10634',
      'containerd/containerd#9719',
      'containerd/containerd#10675',
    ],
  },
  {
    code: 'shim-not-started',
    title: 'containerd can start no shim',
    layers: ['containerd', 'shim'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /failed to start shim(?:: [^"\n]{0,60}exec: "[^"\n]{1,100}": executable file not found)?/,
        example:
          'failed to create containerd task: failed to start shim: exec: "containerd-shim": executable file not found in $PATH: unknown',
      },
    ],
    meaning:
      'New containers cannot start; those that run go on, and exec into them works. The program of the shim is missing from the PATH of containerd, or the node has no room for it: processes, memory, /run.',
    confirm: [
      { run: 'ls -l /usr/bin/containerd-shim-runc-v2 /usr/local/bin/containerd-shim-runc-v2', on: 'node' },
      {
        run: ({ containerd }) => `tr "\\0" "\\n" </proc/${containerd}/environ | grep ^PATH`,
        on: 'node',
        note: 'the PATH that counts',
      },
      { run: 'df -h /run; df -i /run', on: 'node' },
    ],
    fix: [
      { read: 'Put the shim back, from the package of this very containerd: ends nothing.', action: 'harmless' },
      'Correct PATH in the unit of containerd.',
      restartContainerd,
    ],
    sources: ['containerd/containerd#2481', 'kata-containers/kata-containers#5800'],
  },
] as const satisfies readonly Entry[];

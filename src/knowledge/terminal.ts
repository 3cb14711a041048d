import { noTerminals } from './detectors/container.ts';
import { outOfTerminals } from './detectors/node.ts';
import type { Entry } from './entry.ts';
import { deletePod } from './steps.ts';

/** What breaks with a terminal only (-t): the probes of a diagnosis have none, so all of them work. */
export const terminalEntries = [
  {
    code: 'pty-not-permitted',
    title: 'the container may not open its terminals since systemd was reloaded',
    layers: ['container'],
    scope: 'several-containers',
    met: 'often',
    texts: [
      {
        pattern: /open \/dev\/pts\/\d{1,6}: operation not permitted/,
        example: 'exec failed: unable to start container process: open /dev/pts/0: operation not permitted: unknown',
      },
    ],
    meaning:
      'Containers that were started by runc 1.1.3 with the systemd cgroup driver lack the rule for terminals in the record of systemd. After each systemctl daemon-reload (packages do that) systemd puts its own list in force. Only exec with -t fails.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- true`, note: 'works, and with -t it does not' },
      { run: 'runc --version', on: 'node', note: 'what counts is the version when the container was started' },
    ],
    fix: [
      'Exec without -t meanwhile: kubectl exec -i POD -- sh',
      'Upgrade runc: new containers are well, those from before are not mended.',
      deletePod,
    ],
    versions:
      'runc 1.1.3; mended in 1.1.4 for containers that are started by it. NVIDIA and other devices lost their rules likewise until 1.1.7.',
    sources: [
      'opencontainers/runc#3551',
      'opencontainers/runc#3554',
      'opencontainers/runc#3596',
      'opencontainers/runc#3846',
      'containerd/containerd#7219',
      'moby/moby#43969',
    ],
  },
  {
    code: 'pty-exhausted',
    title: 'the node has no terminals left',
    layers: ['container'],
    scope: 'node',
    met: 'rarely',
    texts: [
      {
        pattern: /open \/dev\/ptmx: no space left on device/,
        example: 'exec failed: unable to start container process: open /dev/ptmx: no space left on device: unknown',
      },
      {
        pattern: /open `\/dev\/ptmx`: No space left on device/,
        example: 'OCI runtime exec failed: open `/dev/ptmx`: No space left on device: unknown',
      },
    ],
    facts: outOfTerminals,
    meaning: 'kernel.pty.max is reached by sessions that were never closed. Without -t an exec works.',
    confirm: [
      { run: 'cat /proc/sys/kernel/pty/nr /proc/sys/kernel/pty/max', on: 'node', note: 'in use, and allowed' },
      { run: 'ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c /dev/ptmx', on: 'node', note: 'held by how many' },
    ],
    fix: [
      'Exec without -t meanwhile.',
      { run: 'sysctl -w kernel.pty.max=8192', on: 'node', note: 'ends nothing, gives time', action: 'harmless' },
      'End the program that leaks them: ends its sessions.',
    ],
    sources: ['Womabre/unraid-docker-templates#14'],
  },
  {
    code: 'pty-unavailable',
    title: 'the container has no /dev/ptmx to open a terminal with',
    layers: ['container'],
    scope: 'container',
    met: 'rarely',
    texts: [
      {
        pattern: /open \/dev\/(?:ptmx|pts\/\d{1,6}): (?:no such file or directory|permission denied)/,
        example:
          'ctr: OCI runtime exec failed: exec failed: unable to start container process: open /dev/ptmx: no such file or directory: unknown',
      },
      {
        pattern: /open `\/dev\/(?:ptmx|pts\/\d{1,6})`: (?:No such file or directory|Permission denied)/,
        example: 'OCI runtime exec failed: open `/dev/ptmx`: No such file or directory: unknown',
      },
    ],
    facts: noTerminals,
    meaning:
      'An init in the container mounted a /dev of its own, a volume lies over it, or the node itself has a strange /dev. Without -t an exec works.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- ls -l /dev/ptmx /dev/pts`, note: 'ptmx leads to pts/ptmx' },
      { run: ({ pid }) => `grep " /dev" /proc/${pid}/mountinfo`, on: 'node', note: 'what is mounted there' },
    ],
    fix: [
      'Exec without -t meanwhile.',
      'Keep the image or the volume away from /dev: replaces the pods of the workload.',
    ],
    sources: [
      'containerd/containerd#8169',
      'opencontainers/runc#1783',
      'siderolabs/talos#32',
      'containerd/containerd#389',
    ],
  },
] as const satisfies readonly Entry[];

import {
  noTerminals,
  profileGone,
  rootNoexec,
  workdirGone,
  workdirIsAway,
  workdirIsNone,
} from './detectors/container.ts';
import { outOfTerminals } from './detectors/node.ts';
import type { Entry } from './entry.ts';
import { deletePod, drainNode, fromOutside } from './steps.ts';

/** What runc puts around a process, and what of it fails. */
export const confinementEntries = [
  // What breaks with a terminal only (-t): the probes of a diagnosis have none, so all of them work.
  {
    code: 'pty-not-permitted',
    title: 'the container may not open its terminals',
    layers: ['container'],
    scope: 'several-containers',
    frequency: 'often',
    texts: [
      {
        pattern: /open \/dev\/pts\/\d{1,6}: operation not permitted/,
        example: 'exec failed: unable to start container process: open /dev/pts/0: operation not permitted: unknown',
      },
      {
        pattern: /(?:open )?\/dev\/ptmx: operation not permitted/,
        example: 'exec failed: unable to start container process: open /dev/ptmx: operation not permitted: unknown',
      },
      {
        // runc since 1.3.3
        pattern: /reopen ptmx to get new pty pair: reopen fd \d{1,5}: operation not permitted/,
        example:
          'unable to start container process: reopen ptmx to get new pty pair: reopen fd 9: operation not permitted',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'The list of devices that its cgroup may open has no terminals. As a rule: containers that were started by runc 1.1.3 with the systemd cgroup driver lack the rule for terminals in the record of systemd. After each systemctl daemon-reload (packages do that) systemd puts its own list in force. Only exec with -t fails.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- true`, note: 'works, and with -t it does not' },
      { run: 'runc --version', on: 'node', note: 'what counts is the version when the container was started' },
    ],
    fix: [
      'Exec without -t meanwhile: kubectl exec -i POD -- sh',
      'Upgrade runc: new containers work, those from before stay broken.',
      deletePod,
    ],
    versions:
      'runc 1.1.3; fixed in 1.1.4 for containers that are started by it. NVIDIA and other devices lost their rules likewise until 1.1.7.',
    sources: [
      'opencontainers/runc#3551',
      'shellhub-io/shellhub#2343',
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
    frequency: 'rarely',
    texts: [
      {
        pattern: /open \/dev\/ptmx: no space left on device/,
        example: 'exec failed: unable to start container process: open /dev/ptmx: no space left on device: unknown',
      },
      {
        // runc since 1.3.3
        pattern: /reopen ptmx to get new pty pair: reopen fd \d{1,5}: no space left on device/,
        example:
          'unable to start container process: reopen ptmx to get new pty pair: reopen fd 9: no space left on device',
      },
      {
        pattern: /open `\/dev\/ptmx`: No space left on device/,
        example: 'OCI runtime exec failed: open `/dev/ptmx`: No space left on device: unknown',
      },
    ],
    detect: { run: outOfTerminals, strength: 'likely', beats: ['zombies-pile-up'] },
    traits: { owner: 'node', degrades: 'no exec with a terminal (-t) does' },
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
    frequency: 'rarely',
    texts: [
      {
        // runc since 1.3.3 opens that of /dev/pts
        pattern: /open \/dev\/(?:ptmx|pts\/(?:ptmx|\d{1,6})): (?:no such file or directory|permission denied)/,
        example:
          'ctr: OCI runtime exec failed: exec failed: unable to start container process: open /dev/ptmx: no such file or directory: unknown',
      },
      {
        pattern: /verify ptmx handle: ptmx handle (?:is not|has wrong)/,
        example:
          'unable to start container process: verify ptmx handle: ptmx handle is not on a real devpts mount: super magic is 0x1021994',
      },
      {
        pattern: /open `\/dev\/(?:ptmx|pts\/\d{1,6})`: (?:No such file or directory|Permission denied)/,
        example: 'OCI runtime exec failed: open `/dev/ptmx`: No such file or directory: unknown',
      },
    ],
    detect: { run: noTerminals, strength: 'likely', beats: ['pty-exhausted'] },
    traits: { owner: 'application' },
    meaning:
      'An init in the container mounted its own /dev, a volume lies over it, or the node itself has a strange /dev. Without -t an exec works.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec ${pod} -- ls -l /dev/ptmx /dev/pts`,
        note: 'is ptmx there, as a link to pts/ptmx',
      },
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
  // What runc puts around a process and cannot: a privileged control has none of it and works.
  {
    code: 'apparmor-profile-gone',
    title: 'the AppArmor profile of the container is not loaded any more',
    layers: ['container'],
    scope: 'several-containers',
    frequency: 'often',
    texts: [
      {
        pattern:
          /(?:apparmor failed to apply profile: )?write (?:fsmount:fscontext:proc|\/proc)\/(?:self|thread-self|\d{1,10})\/attr\/(?:apparmor\/)?exec: no such file or directory/,
        example: 'apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory',
      },
      {
        // crun
        pattern:
          /write to file `(?:\/proc\/)?(?:self|thread-self)\/attr\/(?:apparmor\/)?exec`: No such file or directory/,
        example: 'OCI runtime exec failed: write to file `thread-self/attr/apparmor/exec`: No such file or directory',
      },
      {
        // crun since September 2026
        pattern: /apply apparmor profile `[^`\n]{1,200}`: profile not loaded/,
        example: 'OCI runtime exec failed: apply apparmor profile `cri-containerd.apparmor.d`: profile not loaded',
      },
      {
        pattern: /operation="change_onexec" info="label not found"/,
        example: 'apparmor="DENIED" operation="change_onexec" info="label not found" name="docker-default"',
      },
    ],
    detect: { run: profileGone, strength: 'proof', beats: ['shim-waits-for-runc'] },
    traits: { owner: 'node' },
    meaning:
      'It was unloaded after the container had started, mostly by a restart or reload of AppArmor. Running processes are not affected, every exec is. Privileged containers have no profile and work.',
    confirm: [
      { run: ({ pid }) => `cat /proc/${pid}/attr/current`, on: 'node', note: 'the name of its profile' },
      {
        run: 'grep -E "docker-default|cri-containerd" /sys/kernel/security/apparmor/profiles',
        on: 'node',
        note: 'is it loaded',
      },
    ],
    fix: [
      {
        read: 'Start any confined container on the node: docker and containerd load their profile then. Exec works at once; ends nothing.',
        action: 'harmless',
      },
      {
        run: 'apparmor_parser -r FILE',
        on: 'node',
        given: 'if the profile has a separate file',
        action: 'harmless',
      },
      'See who restarts or reloads AppArmor, or it happens again.',
    ],
    sources: ['moby/moby#25488', 'opencontainers/runc#3831', 'kubernetes/minikube#15919', 'containers/crun#2257'],
  },
  {
    code: 'root-noexec',
    title: 'the root file system of the container is mounted noexec',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: { run: rootNoexec, strength: 'proof', beats: ['apparmor-profile-gone'] },
    meaning:
      'Every layer passes the exec on, and the kernel refuses to execute any file of the image ("permission denied", exit code 126), a shell too. What runs already goes on. Somebody remounted it while the container ran: noexec on the disk that the runtime stores images on does not do this.',
    confirm: [
      { run: ({ pid }) => `grep " / / " /proc/${pid}/mountinfo`, on: 'node', note: 'noexec among its options' },
    ],
    fix: [
      { ...deletePod, verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'] },
      'Find out who remounts the root of containers, or it happens again.',
    ],
    sources: ['https://man7.org/linux/man-pages/man8/mount.8.html', 'opencontainers/runc#591'],
  },
  {
    code: 'lsm-denies-exec',
    title: 'a security module of the node forbids what runc does',
    layers: ['container'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        // runc since 1.2 starts a copy of itself
        pattern: /fork\/exec \/proc\/self\/(?:exe|fd\/\d{1,5}): operation not permitted/,
        example: 'starting setns process caused: fork/exec /proc/self/exe: operation not permitted',
      },
      {
        pattern:
          /write (?:fsmount:fscontext:proc|\/proc)\/(?:self|thread-self)\/attr\/(?:keycreate|exec|apparmor\/exec): (?:permission denied|operation not permitted)/,
        example: 'write /proc/self/attr/keycreate: permission denied',
      },
      { pattern: /exec failed: permission denied/, example: 'oci runtime error: exec failed: permission denied' },
    ],
    meaning:
      'SELinux with a policy older than this runc, AppArmor, or a security agent that uses eBPF. A privileged container may be exempt.',
    confirm: [
      { run: 'ausearch -m avc -ts recent', on: 'node', note: 'SELinux, of that second' },
      { run: 'dmesg -T | grep -iE "avc|apparmor|denied"', on: 'node' },
      { run: 'cat /sys/fs/selinux/enforce; cat /sys/kernel/security/lsm', on: 'node', note: 'what is in force' },
    ],
    fix: [
      { read: 'Update container-selinux, or the agent: ends nothing.', action: 'harmless' },
      {
        run: 'setenforce 0',
        on: 'node',
        given: 'only to see whether that is it',
        note: 'lowers the guard for all of it; setenforce 1 at once after',
      },
    ],
    sources: [
      'lockc-project/lockc#184',
      'lockc-project/lockc#86',
      'moby/moby#39109',
      'containerd/containerd#3862',
      'moby/moby#27742',
      'moby/moby#22199',
    ],
  },
  {
    code: 'seccomp-jit-limit',
    title: 'the kernel has no room for another seccomp filter',
    layers: ['container'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /seccomp[^\n]{0,100}errno 524/,
        example: 'error loading seccomp filter into kernel: error loading seccomp filter: errno 524: unknown',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'Each filter takes compiled BPF code, and net.core.bpf_jit_limit is reached: some kernels leak it, or there are very many containers. Privileged containers have no filter and work.',
    confirm: [
      { run: 'cat /proc/sys/net/core/bpf_jit_limit', on: 'node', note: 'bytes allowed' },
      { run: 'grep bpf_jit /proc/vmallocinfo | wc -l', on: 'node', note: 'how many are in use; grows?' },
      { run: 'uname -r', on: 'node' },
    ],
    fix: [
      {
        run: 'sysctl -w net.core.bpf_jit_limit=528482304',
        on: 'node',
        note: 'doubles the usual; ends nothing',
        action: 'harmless',
      },
      drainNode,
      'A newer kernel.',
    ],
    versions: 'Some kernels 5.10 and 5.15 leak it.',
    sources: ['moby/moby#45498', 'concourse/concourse#8739'],
  },
  {
    code: 'keyring-quota',
    title: 'the quota of kernel keys of this user is used up',
    layers: ['container'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern:
          /(?:could not create|unable to create|unable to join) session key(?:ring)?[^\n]{0,100}: disk quota exceeded/,
        example: 'unable to join session keyring: unable to create session key: disk quota exceeded',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'runc gives every process a new session key, and the kernel allows 200 of them to a user that is not root. No disk is full.',
    confirm: [
      { run: 'cat /proc/key-users', on: 'node', note: 'qnkeys/maxkeys of each user' },
      { run: 'cat /proc/sys/kernel/keys/maxkeys /proc/sys/kernel/keys/root_maxkeys', on: 'node' },
    ],
    fix: [
      {
        run: 'sysctl -w kernel.keys.maxkeys=2000 kernel.keys.maxbytes=200000',
        on: 'node',
        note: 'works at once, ends nothing',
        action: 'harmless',
      },
    ],
    sources: ['travis-ci/worker#427', 'moby/moby#22865', 'moby/moby#38454', 'podman-container-tools/podman#13363'],
  },
  {
    code: 'nested-procfs-denied',
    title: 'runc may not use /proc on this node, which is itself a container',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /unsafe procfs detected/,
        example: 'unsafe procfs detected: openat2 fsmount:fscontext:proc/...: operation not permitted',
      },
      {
        pattern: /reopen fd \d{1,5}: permission denied/,
        example:
          'error during container init: open sysctl net.ipv4.ip_unprivileged_port_start file: reopen fd 8: permission denied: unknown',
      },
    ],
    meaning:
      'The security releases of runc of November 2025 (CVE-2025-52881) open /proc in a new way. The AppArmor profile of LXC, Proxmox or Incus, or a seccomp profile that answers EPERM to openat2, takes that for an attack.',
    confirm: [
      { run: 'systemd-detect-virt; cat /proc/1/attr/current', on: 'node', note: 'lxc, and its profile' },
      { run: 'runc --version', on: 'node' },
      { run: 'dmesg -T | grep apparmor', note: 'on the host of the node: DENIED' },
    ],
    fix: [
      'Upgrade the host: lxc-pve 6.0.5-2 or newer (Proxmox), Incus 6.19 or newer; then restart the node, which ends all on it.',
      'Let the seccomp profile answer ENOSYS to openat2.',
      {
        read: 'Go back to the former runc for a while, knowing what the release was for: ends nothing.',
        action: 'harmless',
      },
    ],
    versions: 'Since runc 1.2.8 and 1.3.3, inside LXC and the like.',
    sources: [
      'opencontainers/runc#4968',
      'opencontainers/runc#4972',
      'opencontainers/runc#4984',
      'opencontainers/runc#4963',
      'containerd/containerd#12484',
      'docker/for-linux#246',
    ],
  },
  // Every exec begins in the working directory of the container, wherever its program lies.
  {
    code: 'workdir-outside',
    title: 'the working directory of the container is not inside it any more',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /current working directory is outside of container mount namespace root/,
        example:
          'current working directory is outside of container mount namespace root -- possible container breakout detected: unknown',
      },
    ],
    meaning:
      'It was deleted, or the folder of the node that is mounted there was replaced, so it belongs to no tree. Since CVE-2024-21626 runc takes that for an attempt to break out and refuses.',
    confirm: [
      { run: ({ pid }) => `readlink /proc/${pid}/cwd`, on: 'node', note: 'ends in (deleted)' },
      {
        run: ({ runtime, root, id }) => `${runtime} --root ${root} exec --cwd / ${id} true`,
        on: 'node',
        note: 'works',
      },
    ],
    fix: [
      {
        run: ({ runtime, root, id }) => `${runtime} --root ${root} exec -t --cwd / ${id} sh`,
        on: 'node',
        note: 'a shell inside all the same; ends nothing. kubectl exec has no flag for it',
      },
      fromOutside,
      deletePod,
    ],
    versions: 'Since runc 1.1.12, which checks it.',
    sources: ['Dokploy/dokploy#438', 'devcontainers/ci#285', 'nestybox/sysbox-runc#94'],
  },
  {
    code: 'workdir-missing',
    title: 'the working directory of the container cannot be entered',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /chdir to cwd \(\\{0,3}"[^"\n]{1,300}"\) set in config\.json failed: [a-z ]{1,60}/,
        example: 'chdir to cwd ("/srv/www") set in config.json failed: no such file or directory',
      },
      {
        pattern: /chdir to `[^`\n]{1,300}`: [A-Za-z ]{1,60}/,
        example: 'OCI runtime exec failed: chdir to `/srv/www`: No such file or directory: unknown',
      },
    ],
    detect: { run: workdirGone, strength: 'likely', beats: ['zombies-pile-up'] },
    meaning:
      'Every exec begins there, as the image or the pod says. It was deleted, or is no directory any more, lies on a volume that died (stale file handle, transport endpoint is not connected), or the user may not enter it.',
    confirm: [
      { run: ({ pid }) => `timeout 5 stat /proc/${pid}/cwd/`, on: 'node', note: 'no answer: the volume hangs' },
      {
        run: ({ runtime, root, id }) => `${runtime} --root ${root} exec --cwd / ${id} true`,
        on: 'node',
        note: 'works',
      },
      { run: ({ pod }) => `kubectl get pod ${pod} -o yaml | grep workingDir`, note: 'does the pod set one' },
    ],
    fix: [
      {
        run: ({ runtime, root, id, folder }) => `${runtime} --root ${root} exec --cwd / ${id} mkdir -p ${folder}`,
        on: 'node',
        given: 'where it was deleted',
        note: 'makes it again, empty, if the user of the container may; ends nothing',
        action: 'make-folder',
        when: workdirIsAway,
        verified: ['docker 20.10'],
      },
      {
        run: ({ runtime, root, id, folder }) =>
          `${runtime} --root ${root} exec --cwd / ${id} mv ${folder} ${folder}.away && ${runtime} --root ${root} exec --cwd / ${id} mkdir ${folder}`,
        on: 'node',
        given: 'where it is no directory any more',
        note: 'moves away what stands in its place, and makes it again, empty; ends nothing',
        action: 'harmless',
        when: workdirIsNone,
      },
      {
        run: ({ runtime, root, id }) => `${runtime} --root ${root} exec -t --cwd / ${id} sh`,
        on: 'node',
        note: 'a shell inside all the same; ends nothing',
      },
      {
        read: 'Bring the volume back, where it is on one that died: ends nothing.',
        action: 'harmless',
        conditional: true,
      },
      { ...deletePod, verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'] },
    ],
    sources: ['opencontainers/runc#979', 'suborbital/e2core#197'],
  },
] as const satisfies readonly Entry[];

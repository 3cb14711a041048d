import { bundleMissing, cgroupMissing, isHierarchyGone, lacksHierarchy } from '../detectors/container.ts';
import { othersHaveNoRecord, runtimeRecordOfAnother, runtimeStateMissing } from '../detectors/disagreements.ts';
import type { Entry } from '../entry.ts';
import {
  deletePod,
  deletePodOnDocker,
  drainNode,
  endsContainer,
  fromOutside,
  isStillFirstProcess,
  killInit,
} from '../steps.ts';

/** What runc has on record of a container, and asks systemd for: gone, damaged or silent. */
export const runcRecordEntries = [
  {
    code: 'runc-state-missing',
    title: 'the container runs, and runc has no record of it',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?:OCI runtime exec failed|oci runtime error): (?:exec failed: )?container (?:\\{0,3}"[^"\n]{1,100}" )?does not exist/,
        example: 'OCI runtime exec failed: container "ID" does not exist: unknown',
      },
      {
        // crun, the newer ones with the first half too
        pattern:
          /(?:container `[^`\n]{1,100}` does not exist: )?error opening file `[^`\n]{1,300}\/status`: No such file or directory/,
        example:
          'OCI runtime exec failed: error opening file `/run/containerd/runc/k8s.io/ID/status`: No such file or directory: unknown',
      },
    ],
    detect: { run: runtimeStateMissing, strength: 'proof', beats: ['root-noexec'] },
    traits: { owner: 'node' },
    meaning:
      'runc keeps a file for each container below /run. It is gone: a tmpfs was mounted over it, something cleaned /run, or a mount namespace was lost. All containers from before that are affected; their processes go on.',
    confirm: [
      {
        run: ({ root, id }) => `ls ${root}/${id}/state.json`,
        on: 'node',
        note: 'missing (of crun: status), while /proc/PID is there',
      },
      { run: 'grep " /run" /proc/1/mountinfo', on: 'node', note: 'mounted more than once?' },
    ],
    fix: [
      { run: 'grep " /run" /proc/1/mountinfo', on: 'node', note: 'was something mounted over the root of runc' },
      {
        run: 'umount FILE',
        on: 'node',
        given: 'FILE is what was mounted over it',
        note: 'brings the records back, and hides those of containers that were started since; ends nothing',
        action: 'unmount',
        when: othersHaveNoRecord,
      },
      fromOutside,
      { ...killInit, verified: ['docker 20.10', 'containerd 1.6', 'containerd 1.7'] },
      { ...deletePodOnDocker, verified: ['docker 20.10'] },
      'Find what cleans /run, or it happens again.',
    ],
    sources: ['opencontainers/runc#3828', 'opencontainers/runc#2575', 'opencontainers/runc#1003'],
  },
  {
    code: 'runc-state-damaged',
    title: 'runc cannot read its record of the container',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /exec failed: unexpected EOF/,
        example: 'OCI runtime exec failed: exec failed: unexpected EOF: unknown',
      },
      {
        pattern: /json: cannot unmarshal \w{1,20} into Go (?:struct field|value)/,
        example: 'json: cannot unmarshal string into Go struct field State.init_process_start of type uint64',
      },
      { pattern: /unexpected end of JSON input/, example: 'unexpected end of JSON input' },
      {
        pattern: /cannot parse status file(?:: `[^`]{1,300}`)?/,
        example: 'OCI runtime exec failed: cannot parse status file: `parse error: premature EOF`: unknown',
      },
      {
        pattern: /`[\w-]{1,30}` (?:missing|is not a [a-z ]{1,20}) in `[^`\n]{1,300}\/status`/,
        example: '`cgroup-path` missing in `/run/crun/ID/status`',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'Its state.json (of crun: status) was cut off, mostly because /run was full while it was written, or another version of runc wrote it. With some versions of containerd and docker the exec then hangs and says nothing.',
    confirm: [
      {
        run: ({ root, id }) => `wc -c ${root}/${id}/state.json; tail -c 100 ${root}/${id}/state.json`,
        on: 'node',
        note: 'empty (of crun: status), or it does not end in }',
      },
      {
        run: ({ root, id }) => `ls -lt $(command -v runc) ${root}/${id}/state.json`,
        on: 'node',
        note: 'was runc replaced after the container started',
      },
    ],
    fix: [
      { read: 'Free room on /run, where it is full: ends nothing.', action: 'harmless', conditional: true },
      'Where runc was replaced, put the old one back until those containers are recreated.',
      fromOutside,
      // what cannot be read must be out of the way, or containerd can't delete the task
      {
        run: (names) => `${isStillFirstProcess(names)} && rm -r ${names.root}/${names.id} && kill -KILL ${names.pid}`,
        on: 'node',
        note: endsContainer,
        action: 'clear-and-kill-init',
        verified: ['docker 20.10', 'containerd 1.6'],
      },
      { ...deletePodOnDocker, verified: ['docker 20.10'] },
    ],
    sources: ['opencontainers/runc#1592', 'opencontainers/runc#999'],
  },
  {
    code: 'runc-record-of-another',
    title: "runc's record of the container names another process",
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: { run: runtimeRecordOfAnother, strength: 'proof', beats: ['root-noexec', 'cgroup-missing'] },
    traits: { owner: 'node', degrades: 'it enters another process than its own, as a rule one of another container' },
    meaning:
      'Its state.json has the number and the start of a process that is not the first one of the container: it was written or copied by hand, or by a tool that restores containers. Each exec enters the namespaces of that process, which may be those of the node, and each signal through runc goes to it: stop and delete would end it.',
    confirm: [
      {
        run: ({ root, id }) => `grep -o '"init_process_[a-z]*":[0-9]*' ${root}/${id}/state.json`,
        on: 'node',
        note: 'which process runc has; of crun: ROOT/ID/status',
      },
      { run: ({ pid }) => `cat /proc/${pid}/cgroup`, on: 'node', note: 'that of the container' },
    ],
    fix: [
      fromOutside,
      'Until it is fixed do not delete its pod, and change nothing by an exec: both would affect the other process.',
      'Put the right process, and its start as in the 22nd field of /proc/PID/stat, back into the record, state.json: ends nothing.',
      'Find what writes below the root of runc, or it happens again.',
    ],
    sources: ['https://github.com/opencontainers/runc/blob/main/libcontainer/container_linux.go'],
  },
  {
    code: 'proc-self-exe-missing',
    title: 'runc cannot start itself inside the container: its root is gone',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /fork\/exec \/proc\/self\/(?:exe|fd\/\d{1,5}): no such file or directory/,
        example:
          'rpc error: code = 2 desc = oci runtime error: exec failed: container_linux.go:247: starting container process caused "process_linux.go:75: starting setns process caused \\"fork/exec /proc/self/exe: no such file or directory\\""',
      },
    ],
    meaning:
      'The storage below the container was unmounted or is out of reach (devicemapper above all), or the runc of the node was replaced at that very moment.',
    confirm: [
      { run: ({ pid }) => `timeout 5 ls /proc/${pid}/root/`, on: 'node', note: 'empty, an error, or no answer' },
      { run: ({ pid }) => `grep deleted /proc/${pid}/mountinfo`, on: 'node' },
    ],
    fix: [
      'Try again: runc may just have been replaced.',
      { read: 'Bring the storage back: ends nothing.', action: 'harmless' },
      deletePod,
    ],
    sources: ['moby/moby#22746', 'moby/moby#25381', 'moby/moby#38619', 'opencontainers/runc#2173'],
  },
  {
    code: 'proc-not-visible',
    title: 'the container does not see its /proc',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /(?:open|stat) \/proc\/self\/(?:fd|attr|task)\S{0,60}: no such file or directory/,
        example:
          'exec failed: container_linux.go:348: starting container process caused "open /proc/self/fd: no such file or directory"',
      },
      {
        // runc 1.3 and later look there first
        pattern: /(?:open|stat) \/proc\/(?:sys\/kernel\/cap_last_cap|thread-self\/\S{1,60}): no such file or directory/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: open /proc/sys/kernel/cap_last_cap: no such file or directory: unknown',
      },
    ],
    meaning:
      'Inside the container runc closes files by way of /proc/self/fd, and there is none: something was mounted over /proc or unmounted it, or the container shares the mounts of another in which /proc belongs to other processes. What runs there goes on.',
    confirm: [
      {
        run: ({ pid }) => `grep " /proc" /proc/${pid}/mountinfo`,
        on: 'node',
        note: 'what is mounted at the /proc of the container, the last line on top',
      },
    ],
    fix: [
      // the umount of the node, which only steps into that mount namespace: nsenter would run the one of the container
      {
        run: ({ pid }) => `umount -i -n -N ${pid} /proc`,
        on: 'node',
        given: 'where something was mounted over it',
        note: 'ends nothing. util-linux 2.33 or newer',
        action: 'unmount',
        verified: ['docker 20.10'],
      },
      deletePod,
    ],
    sources: ['siderolabs/talos#43', 'opencontainers/runc#3675', 'ApolloAuto/apollo#3088'],
  },
  {
    code: 'dev-null-missing',
    title: 'the container has no usable /dev/null',
    layers: ['container'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern:
          /(?:setup user: |reopening \/dev\/null inside container: )?(?:stat|open) \/dev\/null: (?:no such file or directory|operation not permitted)/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: unable to setup user: stat /dev/null: no such file or directory: unknown',
      },
    ],
    traits: { owner: 'application' },
    meaning:
      'runc looks at /dev/null of the container before it becomes its user. Something in the container has removed it, put a file in its place or mounted over /dev; or the device cgroup does not permit it any more.',
    confirm: [
      { run: ({ pid }) => `grep " /dev" /proc/${pid}/mountinfo`, on: 'node', note: 'is anything mounted over it' },
    ],
    fix: [{ ...deletePod, verified: ['docker 20.10'] }],
    sources: ['opencontainers/runc#3620', 'jpetazzo/syslogdocker#8'],
  },
  {
    code: 'bundle-missing',
    title: "the container's folder below /run, which each exec needs, is gone",
    layers: ['container', 'shim'],
    scope: 'container',
    frequency: 'rarely',
    texts: [
      {
        pattern: /chdir \S{0,300}io\.containerd\.runtime\.v\d\S{1,300}: no such file or directory/,
        example:
          'exec failed: chdir /run/containerd/io.containerd.runtime.v2.task/k8s.io/7e1c: no such file or directory',
      },
    ],
    detect: {
      run: bundleMissing,
      strength: 'proof',
      beats: ['runc-state-missing', 'run-full', 'run-inodes-exhausted', 'tmp-unusable', 'shim-out-of-fds'],
    },
    traits: { owner: 'node' },
    meaning:
      'runc goes into the bundle of the container before it execs, and has to write its log there; crun needs it for the log alone. Something has removed it below a container that runs: a cleaner of /run, or a second start of the same task.',
    confirm: [
      {
        run: ({ id }) => `ls /run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}`,
        on: 'node',
        only: 'containerd',
        note: 'no such directory',
      },
      {
        run: ({ id }) => `ls -d /run/containerd/*/moby/${id} /run/docker/containerd/daemon/*/moby/${id}`,
        on: 'node',
        only: 'docker',
        note: 'neither of them is there',
      },
    ],
    fix: [
      { ...deletePodOnDocker, verified: ['docker 20.10'] },
      // runc's log has to go somewhere, or containerd can't delete the task
      {
        run: (names) =>
          `${isStillFirstProcess(names)} && mkdir -p /run/containerd/io.containerd.runtime.v2.task/k8s.io/${names.id} && kill -KILL ${names.pid}`,
        on: 'node',
        only: 'containerd',
        note: endsContainer,
        action: 'kill-init',
        verified: ['containerd 1.6'],
      },
    ],
    sources: ['containerd/containerd#2605', 'moby/moby#50040'],
  },
  {
    code: 'cgroup-not-mounted',
    title: 'a cgroup hierarchy that the runtime needs is not mounted on the node',
    layers: ['containerd', 'shim', 'runc', 'container'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /cannot f(?:i|ou)nd cgroup mount destination/,
        example: 'Error response from daemon: cgroups: cannot find cgroup mount destination: unknown',
      },
      {
        // mostly it is one cgroup that was removed
        pattern: /open(?:at2)? \/sys\/fs\/cgroup\/[a-z_,]{3,40}\/[^\n]{1,800}?cgroup\.procs: no such file or directory/,
        example:
          'error adding pid 755 to cgroups: failed to write 755: openat2 /sys/fs/cgroup/pids/kubepods/.../cgroup.procs: no such file or directory',
        isSecond: true,
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'The first words are those of the library by which containerd and its shims look at cgroups v1, the others those of runc, for every container that was started while it was mounted. /proc/self/cgroup names a hierarchy, mostly name=systemd, and /proc/self/mountinfo has no place where it is mounted: a machine without systemd, a container that runs docker itself, WSL. No container is at fault.',
    confirm: [
      { run: 'cat /proc/self/cgroup; grep cgroup /proc/self/mountinfo', on: 'node', note: 'named, but not mounted' },
    ],
    fix: [
      {
        run: 'mkdir -p /sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd',
        on: 'node',
        given: 'name=systemd is what lacks',
        note: 'ends nothing',
        action: 'harmless',
        when: lacksHierarchy(/^systemd$/),
      },
      {
        run: 'mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids',
        on: 'node',
        given: 'pids is what lacks, or likewise with the one that the text names',
        note: 'ends nothing',
        action: 'harmless',
        when: lacksHierarchy(/^(?!systemd$)/),
      },
      'Have them mounted at the start of the node: cgroupfs-mount, or cgroup v2.',
    ],
    sources: ['docker/for-linux#219', 'moby/moby#36016', 'docker-archive/toolbox#816'],
  },
  {
    code: 'cgroup-read-only',
    title: 'a cgroup hierarchy of the node is mounted read-only',
    layers: ['runc'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /(?<![\w.-])\/sys\/fs\/cgroup\/[^\s`]{1,800}?`?: read-only file system/i,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: error adding pid 755 to cgroups: failed to write 755: openat2 /sys/fs/cgroup/cpuset/kubepods/.../cgroup.procs: read-only file system: unknown',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'runc writes there to put an exec, or a new container, into its cgroups. No disk has failed, because there is none below: something has mounted it so, or the daemons run in a container that may not write to it. What runs goes on; nothing that needs a cgroup is entered or started.',
    confirm: [
      { run: 'grep cgroup /proc/1/mountinfo', on: 'node', note: 'ro instead of rw' },
      {
        run: ({ containerd }) => `grep cgroup /proc/${containerd}/mountinfo`,
        on: 'node',
        note: 'as the daemon sees it',
      },
    ],
    fix: [
      {
        run: 'mount -o remount,bind,rw "$(stat -c %m FILE)"',
        on: 'node',
        note: 'ends nothing',
        action: 'remount',
      },
      'Find what mounts it so, or it happens again.',
    ],
    sources: ['https://man7.org/linux/man-pages/man8/mount.8.html'],
  },
  {
    code: 'cgroup-missing',
    title: 'the cgroup of the container was removed below it',
    layers: ['container'],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern:
          /adding pid \d{1,10} to cgroups(?![^\n]{0,700}\/crio-)[^\n]{0,800}?cgroup\.procs: no such file or directory/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: error adding pid 38841 to cgroups: failed to write 38841: open /sys/fs/cgroup/.../cgroup.procs: no such file or directory',
      },
      {
        // crun: at the freezer, which it looks at first, or where it would join
        pattern:
          /(?:error opening file|writing file|open) `?\/sys\/fs\/cgroup\/(?![^`\n]{0,700}\/crio-)[^`\n]{1,800}\/cgroup\.(?:freeze|procs)`?: No such file or directory/,
        example:
          'OCI runtime exec failed: error opening file `/sys/fs/cgroup/.../cri-containerd-ID.scope/container/cgroup.freeze`: No such file or directory: unknown',
      },
    ],
    detect: { run: cgroupMissing, strength: 'proof', beats: ['root-noexec'] },
    refuted: isHierarchyGone,
    traits: { owner: 'node' },
    meaning:
      'runc puts every exec into the cgroup that it has on record, and that no longer exists: its systemd scope was stopped, kubelet and runtime use different cgroup drivers, or /sys/fs/cgroup was mounted again. The processes live on in another one.',
    confirm: [
      { run: ({ pid }) => `cat /proc/${pid}/cgroup`, on: 'node', note: 'where they are' },
      {
        run: ({ root, id }) => `grep -o "cgroup_paths[^}]*" ${root}/${id}/state.json`,
        on: 'node',
        note: 'where runc looks; crun: grep cgroup-path ROOT/ID/status',
      },
      { run: ({ id }) => `journalctl --since today | grep ${id}`, on: 'node', note: 'when systemd removed the scope' },
    ],
    fix: [
      fromOutside,
      { ...deletePod, verified: ['docker 20.10', 'containerd 1.6'] },
      'One cgroup driver for kubelet and runtime, and Delegate=yes in their units: affects newly set up nodes.',
    ],
    sources: ['opencontainers/runc#4620', 'openshift/origin#16246'],
  },
  {
    code: 'cgroup-refuses-process',
    title: 'the kernel does not take the exec into the cgroup of the container',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /cgroup\.procs: (?:invalid argument|device or resource busy)/i,
        example:
          'adding pid 12012 to cgroups caused "failed to write 12012 to cgroup.procs: write /sys/fs/cgroup/cpu,cpuacct/.../cgroup.procs: invalid argument"',
      },
    ],
    meaning:
      'Invalid argument: a daemon or shim with realtime priority and no realtime budget there, or a cpuset without CPUs (after hot-plug); it may come and go. Busy (cgroup v2): the container made cgroups below its own (systemd, docker in it), and no process may join above those.',
    confirm: [
      { run: ({ shim }) => `grep policy /proc/${shim}/sched`, on: 'node', note: '0 is normal, 1 and 2 are realtime' },
      {
        run: 'cat /sys/fs/cgroup/CGROUP/cpuset.cpus.effective',
        on: 'node',
        note: 'empty? (v1: below /sys/fs/cgroup/cpuset, cpuset.cpus)',
      },
      {
        run: 'cat /sys/fs/cgroup/CGROUP/cgroup.subtree_control',
        on: 'node',
        note: 'not empty: the container has made cgroups',
      },
    ],
    fix: [
      fromOutside,
      'Busy: a newer runc, which joins the cgroup of the first process then.',
      'Invalid argument: no realtime policy for daemons; give the cpuset its CPUs back.',
    ],
    sources: [
      'opencontainers/runc#1326',
      'contiv/vpp#1164',
      'kata-containers/runtime#1360',
      'podman-container-tools/podman#8401',
    ],
  },
  {
    code: 'cpuset-empty',
    title: 'the cpuset of the container has no CPU or no memory node left, so no process may join it',
    layers: ['container'],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:write|failed to write) \S{0,800}\/(?:cgroup\.procs|tasks): no space left on device/,
        example:
          'OCI runtime exec failed: exec failed: unable to start container process: error adding pid 755 to cgroups: failed to write 755: write /sys/fs/cgroup/cpuset/kubepods/.../cgroup.procs: no space left on device: unknown',
      },
      {
        // crun
        pattern:
          /writing? (?:to )?(?:file )?`?\/sys\/fs\/cgroup\/[^`\n]{1,800}\/(?:cgroup\.procs|tasks)`?: No space left on device/,
        example: 'writing file `/sys/fs/cgroup/cpuset/kubepods/.../cgroup.procs`: No space left on device',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'No disk is full: the kernel says the same of a cpuset (cgroup v1) without CPUs or memory nodes. Something has emptied it: CPUs that were taken off line, a CPU manager that failed half-way, a parent that was narrowed. What runs in the container goes on, in the cpuset above or where it was.',
    confirm: [
      {
        run: ({ cgroup }) => `grep . ${cgroup('cpuset', 'cpuset.cpus')} ${cgroup('cpuset', 'cpuset.mems')}`,
        on: 'node',
        note: 'a file that has no line is empty',
      },
      { run: ({ cgroup }) => `cat ${cgroup('cpuset', '../cpuset.cpus')}`, on: 'node', note: 'what it may be given' },
      { run: 'cat /sys/devices/system/cpu/offline', on: 'node', note: 'CPUs that were taken away' },
    ],
    fix: [
      {
        run: ({ cgroup }) =>
          `(cd ${cgroup('cpuset', '')} && cat ../cpuset.cpus >cpuset.cpus && cat ../cpuset.mems >cpuset.mems)`,
        on: 'node',
        note: 'gives it all that the cgroup above has, works at once; ends nothing',
        action: 'harmless',
        verified: ['docker 20.10', 'containerd 1.6'],
      },
      'See who has emptied it, and which CPUs the container is to have: the CPU manager of the kubelet, or an agent.',
    ],
    sources: [
      'opencontainers/runc#133',
      'hashicorp/nomad#23405',
      'https://man7.org/linux/man-pages/man7/cpuset.7.html',
    ],
  },
  {
    code: 'cgroups-exhausted',
    title: 'the kernel of the node has no room for another cgroup',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /(?:mkdir|creating (?:cgroup )?(?:directory )?)[ `]{0,2}\/sys\/fs\/cgroup\/[^\s`]{1,800}?`?: no space left on device/i,
        example:
          'OCI runtime create failed: mkdir /sys/fs/cgroup/memory/docker/406cfca0c0a597091854c256a3bb2f09261ecbf86e98805414752150b11eb13a: no space left on device: unknown',
      },
    ],
    meaning:
      'No disk is full: the kernel keeps at most 65,535 cgroups of memory, and some count on after they were removed (kernel memory accounting before 4.19, a page cache that still belongs to them). What runs goes on; nothing that needs a new cgroup is started.',
    confirm: [
      { run: 'grep -E "name|memory" /proc/cgroups', on: 'node', note: 'num_cgroups, of 65,535 for memory' },
      {
        run: 'find /sys/fs/cgroup/memory -type d | wc -l',
        on: 'node',
        note: 'far fewer: they were removed and count on',
      },
      { run: 'uname -r', on: 'node' },
    ],
    fix: [
      {
        run: 'echo 3 >/proc/sys/vm/drop_caches',
        on: 'node',
        note: 'gives back those that only a cache holds; ends nothing, and the disks are slower for a while',
        action: 'harmless',
      },
      drainNode,
      'A newer kernel, or cgroup.memory=nokmem on its command line.',
    ],
    versions: 'Kernels before 4.19, above all 3.10 of CentOS 7 with kernel memory accounting.',
    sources: ['moby/moby#29638', 'kubernetes/kubernetes#61937'],
  },
  {
    code: 'systemd-bus-unresponsive',
    title: 'systemd or D-Bus on the node does not answer runc',
    layers: ['runc'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /Failed to activate service 'org\.freedesktop\.systemd1': timed out/,
        example:
          "Failed to activate service 'org.freedesktop.systemd1': timed out (service_start_timeout=25000ms): unknown",
      },
      {
        pattern: /Failed to propagate agent release message/,
        example: 'Failed to propagate agent release message',
      },
    ],
    meaning:
      'With the systemd cgroup driver runc requests each scope from systemd, newer versions for an exec too. It takes 25 to 30 s and fails: systemd is overrun by leaked scopes, its connections are used up, or it has frozen.',
    confirm: [
      { run: 'timeout 5 systemctl is-system-running', on: 'node', note: 'no answer' },
      { run: 'timeout 5 busctl status >/dev/null; echo $?', on: 'node', note: '124 is no answer' },
      { run: 'ls /run/systemd/transient | wc -l', on: 'node', note: 'how many scopes' },
    ],
    fix: [
      {
        run: 'systemctl daemon-reexec',
        on: 'node',
        note: 'systemd re-executes itself; services and containers go on',
        action: 'harmless',
      },
      drainNode,
    ],
    sources: [
      'cri-o/cri-o#3808',
      'lnykryn/systemd-rhel#266',
      'opencontainers/runc#2614',
      'opencontainers/runc#1754',
      'opencontainers/runc#4822',
    ],
  },
] as const satisfies readonly Entry[];

import type { Action } from '../../../src/model/step.ts';
import type { Mode } from './lab-facts.ts';

/** Whose processes it ends. */
export type Ends = 'no container' | 'this container' | 'the containers of the pod' | 'containers of other pods';

/** A step that the verdict on a fault proposes, and what it does when a user pastes it. */
export interface Remedy {
  /** As in the table of faults. */
  readonly fault: string;
  /** Which of the steps, by its command. */
  readonly command: RegExp;
  readonly action: Action;
  readonly ends: Ends;
  /** It ends the pod, so the fault is made in one that a Deployment makes again, in place of nginx1. */
  readonly replacesPod?: true;
  /** It ends the container, so the fault is made in a new pod, whose container the kubelet starts anew at once. */
  readonly restartsContainer?: true;
  /** On the node, what the fault's heal does not undo of it. */
  readonly undo?: string;
  /** Where it is not run, and why; besides where the lab has no such fault. */
  readonly notIn?: Partial<Record<Mode, string>>;
  /** Among those that every change is tested with. */
  readonly everyChange?: true;
}

const everyChange = true;
const noSystemd = 'there is no systemd on the node';
const systemdOnly = { embedded: noSystemd, docker: noSystemd, containerd: noSystemd };
const deletePod = {
  command: /^kubectl delete pod /,
  action: 'delete-pod',
  ends: 'the containers of the pod',
  replacesPod: true,
} as const;
const killInit = { ends: 'this container', restartsContainer: true } as const;
const waitsForTheShim = 'it is proposed for later: containerd cannot stop a container without its shim';
const hangs = 'it is proposed for docker: containerd cannot stop a container that runc does not';
const hangsInTerminating = { containerd: hangs, modern: hangs };
const dockersFolder = 'the folder that is proposed is the one of containerd without docker';
const shimOfThePod = 'a shim of containerd has all containers of the pod';
const shimOfTheContainer = 'a shim of docker has one container';
const mayNotRaise = 'such a node has no CAP_SYS_RESOURCE where the machine has none';
const works = 'exec works in spite of it';
const notDocker = { containerd: 'docker pauses no container there', modern: 'docker pauses no container there' };
const dockerOnly = { embedded: 'docker resumes it', docker: 'docker resumes it' };
const undoRun = 'mount -o remount,size=64m,nr_inodes=20000 /run';

/** Down the call chain, as the faults. */
export const remedies: readonly Remedy[] = [
  { fault: 'tmp-full space', command: /^mount .* remount,size=75% \/tmp$/, action: 'remount', ends: 'no container' },
  { fault: 'tmp-full read-only', command: /^mount .* remount,rw \/tmp$/, action: 'remount', ends: 'no container' },
  {
    fault: 'kubelet-down',
    command: /^systemctl restart kubelet$/,
    action: 'restart-kubelet',
    ends: 'no container',
    notIn: systemdOnly,
  },
  {
    fault: 'kubelet-hang',
    command: /^systemctl restart kubelet$/,
    action: 'restart-kubelet',
    ends: 'no container',
    notIn: systemdOnly,
  },
  { fault: 'exit-missed nginx1', ...deletePod },
  {
    fault: 'containerd-down',
    command: /^systemctl start containerd$/,
    action: 'start-containerd',
    ends: 'no container',
    notIn: systemdOnly,
  },
  {
    fault: 'run-full inodes',
    command: /^mount -o remount,nr_inodes=1M \/run$/,
    action: 'remount',
    ends: 'no container',
    undo: undoRun,
  },
  { fault: 'shim-hang nginx1', command: /^kill -CONT \d+$/, action: 'go-on', ends: 'no container', everyChange },
  {
    fault: 'runc-waits nginx1',
    command: /(?:^|&& )kill -9 \d+$/,
    action: 'kill-runtime',
    ends: 'no container',
    notIn: {
      modern: 'exec works there meanwhile',
      'modern-crun': 'exec works there meanwhile',
      'modern-docker': 'exec works there meanwhile',
    },
  },
  {
    ...{ fault: 'shim-misses-exits nginx1', command: /(?:^|&& )kill -9 \d+$/, action: 'kill-shim', ...killInit },
    notIn: { containerd: shimOfThePod, modern: shimOfThePod, 'modern-crun': shimOfThePod },
  },
  {
    ...{ fault: 'shim-misses-exits nginx1', command: /(?:^|&& )kill -9 \d+$/, action: 'kill-shim' },
    ...{ ends: 'the containers of the pod', restartsContainer: true },
    notIn: { embedded: shimOfTheContainer, docker: shimOfTheContainer, 'modern-docker': shimOfTheContainer },
  },
  {
    fault: 'shim-fds nginx1',
    command: /^prlimit /,
    action: 'raise-file-limit',
    ends: 'no container',
    notIn: { embedded: mayNotRaise, docker: mayNotRaise, containerd: mayNotRaise },
  },
  {
    fault: 'shim-fds nginx1',
    ...deletePod,
    notIn: { containerd: waitsForTheShim, modern: waitsForTheShim },
  },
  {
    fault: 'runc-state nginx1',
    command: /(?:^|&& )rm -r \S+ && kill -KILL /,
    action: 'clear-and-kill-init',
    ...killInit,
  },
  { fault: 'runc-state nginx1', ...deletePod, notIn: hangsInTerminating },
  {
    fault: 'runc-state-deleted nginx1',
    command: /^(?:grep -q \S+ \S+ && )?kill -KILL /,
    action: 'kill-init',
    ...killInit,
  },
  { fault: 'runc-state-deleted nginx1', ...deletePod, notIn: hangsInTerminating },
  { fault: 'frozen nginx1', command: /echo (?:THAWED|0) > /, action: 'thaw', ends: 'no container', everyChange },
  {
    fault: 'frozen-parent nginx1',
    command: /^echo (?:THAWED|0) > /,
    action: 'thaw',
    ends: 'no container',
    everyChange,
  },
  {
    fault: 'paused nginx1',
    command: /^\S*docker unpause /,
    action: 'unpause',
    ends: 'no container',
    notIn: notDocker,
    everyChange,
  },
  {
    fault: 'paused nginx1',
    command: /tasks resume/,
    action: 'thaw',
    ends: 'no container',
    notIn: dockerOnly,
    everyChange,
  },
  {
    fault: 'pids-limit nginx1',
    ...deletePod,
    notIn: {
      embedded: 'exec works there in spite of it',
      docker: 'exec works there in spite of it',
      containerd: 'exec works there in spite of it',
    },
  },
  {
    fault: 'cgroup-removed nginx1',
    ...deletePod,
    notIn: { modern: 'exec works there in spite of it' },
    everyChange,
  },
  {
    fault: 'cpuset-empty nginx1',
    command: /^\(cd \S+ && cat \.\.\/cpuset\.cpus /,
    action: 'harmless',
    ends: 'no container',
    everyChange,
  },
  {
    fault: 'oom-kill-disabled nginx1',
    command: /^f=\S+memory\.limit_in_bytes; /,
    action: 'harmless',
    ends: 'no container',
    everyChange,
  },
  { fault: 'cwd-deleted nginx1', command: / mkdir -p /, action: 'make-folder', ends: 'no container', everyChange },
  { fault: 'cwd-deleted nginx1', ...deletePod },
  { fault: 'proc-hidden nginx1', command: /^umount .* \/proc$/, action: 'unmount', ends: 'no container' },
  { fault: 'dev-null-missing nginx1', ...deletePod },
  { fault: 'root-noexec nginx1', ...deletePod },
  {
    fault: 'bundle-moved nginx1',
    command: /(?:^|&& )mkdir -p \S+ && kill -KILL /,
    action: 'kill-init',
    ...killInit,
    notIn: { embedded: dockersFolder, docker: dockersFolder },
  },
  { fault: 'bundle-moved nginx1', ...deletePod, notIn: hangsInTerminating },
];

const sentence = 'what is proposed is a change that somebody has to think about, and no command';
const open = 'the verdict is open, so that nothing is proposed but what would settle it';
const afterAChange = `${sentence}; the restart that is proposed comes after it`;

/** The other faults, and why no remedy of theirs is run. */
export const withoutRemedy: Readonly<Record<string, string>> = {
  'tmp-missing': 'as tmp-full, and the heal of the lab could not put back what was moved away',
  'exec-forbidden': sentence,
  'admission-denies-exec': sentence,
  'api-server-slow': works,
  'api-server-answers tunnel': sentence,
  'api-server-answers tunnel-at-times': sentence,
  'api-server-answers eof': sentence,
  'api-server-answers dial-timeout': sentence,
  'api-server-answers certificate': sentence,
  'api-server-answers no-way': sentence,
  'api-server-answers kubelet-forbids':
    'a binding in the cluster is proposed, and the embedded control plane has no such rules',
  'api-server-answers policy': sentence,
  'api-server-answers webhook': sentence,
  'api-server-answers busy': sentence,
  'api-server-answers etcd': sentence,
  'api-server-answers balancer': sentence,
  'kubelet-unreachable reject': sentence,
  'kubelet-unreachable drop': sentence,
  'kubelet-cert-wrong name': afterAChange,
  'kubelet-cert-wrong expired': afterAChange,
  'kubelet-cert-wrong missing': 'which request is to be approved is for somebody to decide who knows the node',
  'debug-handlers-off': afterAChange,
  'stream-server-drop': 'which of four layers it is nobody tells, so none is to be mended',
  'dockerd-hang': open,
  'dockerd-down alone': `systemctl start docker is proposed, and ${noSystemd} of the lab that has docker`,
  'docker-socket-removed': `systemctl restart docker is proposed, and ${noSystemd} of the lab that has docker`,
  'dockerd-fds': mayNotRaise,
  'docker-refuses-exec plugin': sentence,
  'docker-refuses-exec proxy': sentence,
  'docker-loses-output': works,
  'docker-plugin-down': open,
  'user-removed': sentence,
  'crio-hang': open,
  'crio-down': sentence,
  'containerd-hang': open,
  'containerd-fds': open,
  'run-full space': open,
  'rootfs-full': works,
  'several-hang nginx1 neighbour': 'as shim-hang, for each of them',
  'runc-missing': 'to install runc again is proposed: by whose package, only the node knows',
  'runc-not-executable noexec': 'as runc-missing',
  'runc-not-executable format': 'as runc-missing',
  'runc-broken fail': 'as runc-missing',
  'runc-broken hang': sentence,
  'runc-slow': works,
  'runc-state-all': 'as runc-state, for each of them',
  'memory-limit nginx1': open,
  'cpu-throttled nginx1': works,
  'runtime-missing': 'as runc-missing',
  'child-frozen nginx1': works,
  'text-busy nginx1': open,
  'environment-full': sentence,
  'uid-processes': sentence,
  'pty-missing nginx1': sentence,
  'node-busy': works,
  'init-uninterruptible nginx1': works,
  'init-zombie nginx1': 'to drain and reboot the node is proposed, and the lab has only that one',
  'runc-init-stuck nginx1': open,
  'zombies nginx1': works,
  'exec-pile-up nginx1': works,
};

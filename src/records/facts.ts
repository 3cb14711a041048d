import { opinions, subjects } from '../model/probe.ts';

/** What the script tells of a container: `SUBJECT.NAME`. */
const ofAContainer = {
  id: 'its id',
  bundle: 'the folder that containerd made for it',
  ns: "containerd's namespace",
  init: 'its first process',
  born: 'when that started, in clock ticks after the node',
  shim: "its shim's process",
  'shim.program': "the shim's program",
  'shim.mounts': "`same` where the shim is in the node's mount namespace, else `other`",
  'shim.replaced': '`yes` where the program of the shim was replaced or deleted since it started',
  'shim.label': "the shim's label of AppArmor or SELinux",
  'shim.tmp': '`no` where the shim has no /tmp any more',
  address: 'the socket of its containerd',
  runtime: "the runtime's program",
  root: "the folder where the runtime has the container's state",
  how: 'where all this is from: `bundle`, `cgroup`, `as the control`',
  parent: '`PID:NAME` of what its first process was started by, where that is no shim',
  recordDamaged: "`yes` where the runtime's record of it is cut off",
  cgroupMissing: 'the cgroup that the runtime recorded, where there is none',
  memoryWaits:
    '`yes` where the kernel is set to kill nothing at its memory limit (oom_kill_disable), `now` where something waits there',
  childFrozen: 'the cgroup that its first process has moved into below its own, where that is frozen',
  cgroupMoved: 'the cgroup that its first process is in, where that is another',
  seccomp: "the seccomp mode of its first process: proc(5)'s Seccomp",
  label: 'its label of AppArmor or SELinux',
  profileLoaded: '`no` where the kernel has not that profile of AppArmor',
  processesUnseen: '`yes` where it, or its shim, has more processes than were looked at for what is ours',
  noneEntered: '`yes` where nothing that its shim has started in this run, or that in turn has, is in a container',
  started: 'the state of what an exec of ours had started in it, where its client hung',
  containerd: 'of several, the process of the containerd that serves it',
  cwd: 'the working directory of its spec',
  user: 'the user of its spec, as JSON',
  initCwd: 'the working directory of its first process',
  noexec: '`yes` where its root is mounted so that nothing can be executed',
  devpts: 'has it a /dev/pts: `yes`, `no`',
  oldExecs: 'execs of earlier runs that still hang in it',
  dockerProcess: '`PID:STATE` of its first process as dockerd knows it, where nobody else knows one',
  lent: '`yes` where a container of the node stands for the control',
  sameRuntime: '`no` where the control has another runtime than the target',
} as const;

/** What it tells of everything else. */
const ofTheRest = {
  'script.problem': 'why the script could examine nothing',
  nsenter: "the client's program, as are the next ones",
  docker: 'likewise',
  ctr: 'likewise',
  crictl: 'likewise',
  cri: "the CRI's endpoint",
  'nsenter.words': 'by which words namespaces are entered, with as few rights as can be',
  'runc.version': 'what the runtime says of its version, after a failure',
  'ctr.version': 'likewise',
  'docker.version': 'likewise',
  'kubelet.listens':
    'listens the kubelet on port 10250: `yes`, `no`, or `other`: a process listens there that is not known as the kubelet',
  'dockerd.listens': 'the same of dockerd and docker.sock: `yes`, `other`',
  'own.label': "the script's own label of AppArmor or SELinux",
  'own.filesMax': 'how many files the script itself may have open',
  'own.oomKills': 'processes that the memory limit of the debug pod has killed',
  'own.throttled': 'how often the CPU limit of the debug pod held it up',
  'node.time': 'seconds since 1970, by the clock of the node',
  'node.loadavg': '/proc/loadavg',
  'node.cpu': '/proc/pressure/cpu',
  'node.io': '/proc/pressure/io',
  'node.memory': '/proc/pressure/memory',
  'node.cpuAfter': '/proc/pressure/cpu after the probes',
  'node.ioAfter': 'likewise',
  'node.memoryAfter': 'likewise',
  'node.pty/nr': 'terminals that there are',
  'node.pty/max': 'and that there may be',
  'node.pid_max': 'the highest process id',
  'node.threads-max': 'threads that there may be',
  'node.MemTotal': 'as in /proc/meminfo',
  'node.MemAvailable': 'likewise',
  'node.cgroup2': 'the mount options of cgroup2 before the probes',
  'node.cgroup2After': 'and after them',
  'command.once': '`yes` where the command of the user was for the topmost layer alone that works',
  'node.runnable': '`THREADS/CPUS`: threads that were ready to run while a probe was late',
} as const;

/** Who may hold the output of the user's command open, numbered from 1. */
const holder = 'command.holder';

type FactOfAContainer = `${(typeof subjects | typeof opinions)[number]}.${keyof typeof ofAContainer}`;

/** The names that facts have. */
type FactName = FactOfAContainer | keyof typeof ofTheRest | `${typeof holder}${number}`;

/** The names of those that begin with a word, without it. */
export type FactOf<Word extends string> = FactName extends infer Name
  ? Name extends `${Word}.${infer Rest}`
    ? Rest
    : never
  : never;

/** By name. A report that another version made may have more of them. */
export type Facts = Readonly<Partial<Record<FactName, string>>>;

export const factDocs: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(ofAContainer).map(([name, doc]) => [`SUBJECT.${name}`, doc])),
  ...ofTheRest,
  [`${holder}N`]: "who holds the output of the user's command open, of those younger than it",
};

/** A name with the container that it is about replaced by SUBJECT, and its number by N. */
export const factKind = (name: string): string => {
  const [who = '', ...rest] = name.split('.');
  const isOfAContainer = [...subjects, ...opinions].some((subject) => subject === who);
  return isOfAContainer ? `SUBJECT.${rest.join('.')}` : name.replace(/^(command\.holder)\d+$/, '$1N');
};

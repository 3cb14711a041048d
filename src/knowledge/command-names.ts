/**
 * What commands of the catalogue are put together of. A run puts in what it knows, each checked so that it means nothing to
 * a shell; what it does not know stays a word in capitals, for the reader.
 */
export interface CommandNames {
  /** The container's first process. */
  readonly pid: string;
  /** The container's id. */
  readonly id: string;
  /** The process of its shim. */
  readonly shim: string;
  /** The process of a runc that its shim waits for. */
  readonly runc: string;
  /** What enters it: runc, or another runtime that takes the same arguments. */
  readonly runtime: string;
  /** The --root of it. */
  readonly root: string;
  /** Its working directory. */
  readonly folder: string;
  /** Its pod, with the flag for its namespace. */
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
  readonly node: string;
  /** The processes of daemons: those that serve the target. */
  readonly dockerd: string;
  readonly containerd: string;
  readonly kubelet: string;
  /** cri-dockerd, or CRI-O. */
  readonly criServer: string;
  /** As which user the API server comes to the kubelet, by the kubelet's words. */
  readonly apiServerUser: string;
  /** The cgroup whose limit of processes it has reached. */
  readonly pidsFolder: string;
  /**
   * A file of its cgroup. v1 has a hierarchy for each controller, and there the file may have another name; where the version is not
   * known, it is spelled as in v2.
   */
  readonly cgroup: (controller: string, file: string, fileOfV1?: string) => string;
}

const ofV1Alone = { 'memory.oom_control': true, 'memory.limit_in_bytes': true };

/** As the catalogue is read without a run: each found by the reader. */
export const unknownNames: CommandNames = {
  pid: 'PID',
  id: 'ID',
  shim: 'SHIM',
  runc: 'RUNC',
  runtime: 'runc',
  root: 'ROOT',
  folder: 'FOLDER',
  pod: 'POD',
  namespace: 'NAMESPACE',
  container: 'CONTAINER',
  node: 'NODE',
  dockerd: '$(pidof dockerd)',
  containerd: '$(pidof -s containerd)',
  kubelet: '$(pidof kubelet)',
  criServer: '$(pidof cri-dockerd crio)',
  apiServerUser: 'USER',
  pidsFolder: '/sys/fs/cgroup/CGROUP',
  // some are of v1 alone
  cgroup: (controller, file) =>
    `/sys/fs/cgroup/${controller === 'cpuset' || file in ofV1Alone ? `${controller}/` : ''}CGROUP/${file}`,
};

/** A line for a shell. Words in capitals that stand in it as they are only the reader can know. */
export type Command = string | ((names: CommandNames) => string);

export const spell = (command: Command, names: CommandNames): string =>
  typeof command === 'string' ? command : command(names);

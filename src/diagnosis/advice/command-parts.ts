import { basename } from 'node:path/posix';
import type { Observation } from '../../evidence/observation.ts';
import { nameOr } from '../../model/name-grammar.ts';
import type { Target } from '../../model/target.ts';

/** What commands about a target are put together of, each checked. */
export interface Names {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly containerID: string;
  readonly node: string;
}

/** Also of the runtime and what belongs to it, as the script found them. */
export interface Parts extends Names {
  readonly init: string;
  readonly shim: string;
  readonly runtime: string;
  readonly root: string;
  readonly ctr: string;
  /** The same, asked for tasks at its socket and in its namespace. */
  readonly ctrTasks: string;
  readonly docker: string;
  readonly crictl: string;
  /** Of the CRI; empty where it is not known. */
  readonly cri: string;
}

/** Who tells the facts: a run that asked the node, or a file, which anybody may have written. */
export type CommandFacts = Pick<Observation, 'target' | 'evidence' | 'fromFile'>;

/** In the place of what is not known, or can be no such thing, stands a word in capitals. */
export const namesOf = (target: Target): Names => ({
  namespace: nameOr('NAMESPACE', 'namespace', target.namespace),
  pod: nameOr('POD', 'pod', target.pod),
  container: nameOr('CONTAINER', 'container', target.container),
  containerID: nameOr('ID', 'containerID', target.containerID),
  node: nameOr('NODE', 'node', target.node.name),
});

/**
 * Likewise, for commands that look or that get in. What a file says of the node's paths is not repeated: programs are
 * found by the node's own PATH, and the reader knows the sockets.
 */
export function partsOf({ target, evidence, fromFile }: CommandFacts): Parts {
  const facts = evidence?.facts ?? {};
  const program = (name: string, path: string | undefined): string => {
    const known = nameOr(name, 'program', path);
    return fromFile ? basename(known) : known;
  };
  const found = finding(target, fromFile);
  const ctr = program('ctr', facts.ctr);
  const namespace = nameOr(ownNamespaces[target.runtime], 'runtimeNamespace', facts['target.ns']);
  return {
    ...namesOf(target),
    init: nameOr(found.init, 'pid', facts['target.init']),
    shim: nameOr(found.shim, 'pid', facts['target.shim']),
    runtime: program('runc', facts['target.runtime']),
    root: fromFile ? 'ROOT' : nameOr(found.root, 'runtimeRoot', facts['target.root']),
    ctr,
    ctrTasks: `${ctr}${socketFlag(fromFile ? '' : facts['target.address'])} -n ${namespace} tasks`,
    docker: program('docker', facts.docker),
    crictl: program('crictl', facts.crictl),
    cri: fromFile ? '' : nameOr('', 'socket', facts.cri),
  };
}

/** Where it is not known the client has one of its own, which is the usual. */
function socketFlag(address: string | undefined): string {
  const socket = nameOr('', 'socket', address);
  return socket && ` -a ${socket}`;
}

/** Of containerd, in which the containers of dockerd, or of its CRI plugin, are. */
const ownNamespaces: Readonly<Record<Target['runtime'], string>> = {
  docker: 'moby',
  containerd: 'k8s.io',
  'cri-o': 'k8s.io',
};

/** Where runtimes keep what they have of a container; below these root alone may write. */
const recordsOf = (id: string): string =>
  ['docker/runtime-*/*', 'containerd/runc/*', 'k3s/containerd/runc/*', 'runc', 'crun']
    .map((folder) => `/run/${folder}/${id}`)
    .join(' ');

/**
 * In the place of what a run has not found out stands what finds it; of a file the reader has to see whose it is. A user of the node may
 * call a cgroup of his own, or a folder in /run/lock, by that id: neither is looked at.
 */
function finding(target: Target, fromFile: boolean): Pick<Parts, 'init' | 'shim' | 'root'> {
  const { containerID: id } = namesOf(target);
  if (fromFile || id === 'ID') return { init: 'PID', shim: 'SHIM', root: 'ROOT' };
  const init = `$(grep -s ${id} /proc/[0-9]*/cgroup | grep -v -e user.slice -e conmon- | cut -d/ -f3 | sort -n | head -n1)`;
  return {
    init,
    shim: `$(grep PPid /proc/${init}/status | cut -f2)`,
    root: `$(dirname $(ls -d ${recordsOf(id)} | head -n1))`,
  };
}

/**
 * Likewise, for commands that change or end something: of a file's word not even the ids are put in, for a reader who
 * has to look them up sees whose they are.
 */
export function partsToChange(told: CommandFacts): Parts {
  const parts = partsOf(told);
  return told.fromFile ? { ...parts, containerID: 'ID', init: 'PID', shim: 'SHIM' } : parts;
}

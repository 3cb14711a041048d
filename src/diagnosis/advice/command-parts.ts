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
  readonly docker: string;
  readonly crictl: string;
  readonly address: string;
  /** Of the CRI; empty where it is not known. */
  readonly cri: string;
  readonly runtimeNamespace: string;
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
  return {
    ...namesOf(target),
    init: nameOr('PID', 'pid', facts['target.init']),
    shim: nameOr('SHIM', 'pid', facts['target.shim']),
    runtime: program('runc', facts['target.runtime']),
    root: fromFile ? 'ROOT' : nameOr('ROOT', 'runtimeRoot', facts['target.root']),
    ctr: program('ctr', facts.ctr),
    docker: program('docker', facts.docker),
    crictl: program('crictl', facts.crictl),
    address: fromFile ? 'SOCKET' : nameOr('SOCKET', 'socket', facts['target.address']),
    cri: fromFile ? '' : nameOr('', 'socket', facts.cri),
    runtimeNamespace: nameOr('NAMESPACE', 'runtimeNamespace', facts['target.ns']),
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

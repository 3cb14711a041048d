import { nameOr } from '../model/name-grammar.ts';
import type { Target } from '../model/target.ts';

/** What commands about a target are put together of, each checked. */
export interface Parts {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly containerID: string;
  readonly node: string;
  /** Of the runtime and what belongs to it, as the script found them. */
  readonly init: string;
  readonly shim: string;
  readonly runtime: string;
  readonly root: string;
  readonly ctr: string;
  readonly address: string;
  readonly runtimeNamespace: string;
}

/** In the place of what is not known, or can be no such thing, stands a word in capitals. */
export const partsOf = (target: Target, facts: Readonly<Record<string, string>> = {}): Parts => ({
  namespace: nameOr('NAMESPACE', 'namespace', target.namespace),
  pod: nameOr('POD', 'pod', target.pod),
  container: nameOr('CONTAINER', 'container', target.container),
  containerID: nameOr('ID', 'containerID', target.containerID),
  node: nameOr('NODE', 'node', target.node.name),
  init: nameOr('PID', 'pid', facts['target.init']),
  shim: nameOr('SHIM', 'pid', facts['target.shim']),
  runtime: nameOr('runc', 'path', facts['target.runtime']),
  root: nameOr('ROOT', 'path', facts['target.root']),
  ctr: nameOr('ctr', 'path', facts.ctr),
  address: nameOr('SOCKET', 'socket', facts['target.address']),
  runtimeNamespace: nameOr('NAMESPACE', 'runtimeNamespace', facts['target.ns']),
});

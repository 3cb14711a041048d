import { Problem } from '../model/problem.ts';
import type { NodeFacts } from '../model/target.ts';

/** How the user wants the script to get onto the node. */
export type TransportChoice =
  | { readonly kind: 'pod' }
  /** Null: the node's own address. */
  | { readonly kind: 'ssh'; readonly target: string | null; readonly command: string }
  | { readonly kind: 'via'; readonly command: string };

/** The transport of that choice, to that node; null: by a debug pod. */
export function transportFor(choice: TransportChoice, { address, name }: NodeFacts): Transport | null {
  switch (choice.kind) {
    case 'pod':
      return null;
    case 'ssh':
      return sshTransport(choice.target ?? addressOf(name, address), choice.command);
    case 'via':
      return viaTransport(choice.command);
  }
}

/** It is the node's own word, or its name: ssh would take one that begins with a hyphen for an option. */
const isAddress = (text: string): boolean => /^[A-Za-z0-9:][\w.:%-]*$/.test(text);

function addressOf(name: string, address: string): string {
  const found = [address, name].find(isAddress);
  if (found !== undefined) return found;
  throw new Problem(`Neither the address of node ${JSON.stringify(name)} nor its name is one of a host.`, {
    next: 'Name the host with --ssh-target.',
  });
}

/** A way onto the node that is no debug pod: a program that runs, as root there, the script on its standard input. */
export interface Transport {
  readonly kind: 'ssh' | 'local' | 'via';
  /** Whereto, for the report. */
  readonly to: string;
  readonly program: string;
  readonly words: readonly string[];
  /** `stream`: records come as they are made, and the run ends with its standard input. `whole`: at its end. */
  readonly output: 'stream' | 'whole';
}

/**
 * The user's own ssh. `command` is what they type in place of `ssh`, for bastions and the like: as theirs, by their shell.
 * Where that is ssh itself, a dead connection is noticed. sudo asks nothing: there is nobody to answer.
 */
function sshTransport(target: string, command: string): Transport {
  const isSsh = /^(?:\S*\/)?ssh(?:\s|$)/.test(command);
  return {
    kind: 'ssh',
    to: target,
    program: 'sh',
    // env: for what may be set before it
    words: ['-c', `exec env ${command} "$@"`, 'ssh', ...(isSsh ? [...noticing, '--'] : []), target, asRoot],
    output: 'stream',
  };
}

/** ssh_config(5): after 15 s without an answer the connection is given up. */
const noticing = ['-T', '-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'];

/** The user's shell there may be none of POSIX's. */
const asRoot = `sh -c 'if [ "$(id -u)" = 0 ]; then exec sh; else exec sudo -n sh; fi'`;

/** Whatever command the user has for it. */
const viaTransport = (command: string): Transport => ({
  kind: 'via',
  to: command,
  program: 'sh',
  words: ['-c', command],
  output: 'whole',
});

/** This machine is the node. */
export const localTransport = (hostname: string): Transport => ({
  kind: 'local',
  to: hostname,
  program: 'sh',
  words: [],
  output: 'stream',
});

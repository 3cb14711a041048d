import { nameOr } from '../model/name-grammar.ts';
import type { Observation } from './observation.ts';
import { oldRuntimes } from './old-runtimes.ts';
import { partsOf, partsToChange } from './parts-of-commands.ts';

/**
 * A step of the catalogue with what this run knows in place of the words in capitals; what it does not know, or what can be
 * no such thing, stays as it is. See `confirm` of a signature for the words.
 * @param does whether the step only looks, or is to mend: then what a file says is not put in
 */
export function fillIn(step: string, observation: Observation, does: 'look' | 'mend'): string {
  const { evidence, fromFile } = observation;
  const facts = evidence?.facts ?? {};
  const parts = does === 'mend' ? partsToChange(observation) : partsOf(observation);
  const isTold = fromFile && does === 'mend';
  const known: Readonly<Record<string, string>> = {
    PID: parts.init,
    ID: parts.containerID,
    SHIM: parts.shim,
    RUNC: isTold ? 'RUNC' : nameOr('RUNC', 'pid', oldRuntimes(evidence)[0]?.process.pid),
    ROOT: parts.root,
    FOLDER: isTold ? 'FOLDER' : nameOr('FOLDER', 'path', facts['target.cwd']),
    POD: `-n ${parts.namespace} ${parts.pod}`,
    CONTAINER: parts.container,
    NODE: parts.node,
  };
  const [command = '', ...remark] = step.split('   # ');
  if (remark.length === 0 && /^[A-Z][a-z]/.test(command)) return step; // a sentence
  const filled = command
    .replace(/\b(?:PID|ID|SHIM|RUNC|ROOT|FOLDER|POD|CONTAINER|NODE)\b/g, (word) => known[word] || word)
    .replace(/\$\(pidof ([\w-]+)\)/g, (asked, name) => (isTold ? asked : (daemonPid(name, observation) ?? asked)));
  return [filled, ...remark.map((text) => text.replace(/\bon the node\b/, `on node ${parts.node}`))].join('   # ');
}

/** Of the one that serves the target; null where that is not known. */
function daemonPid(daemon: string, { evidence }: Observation): string | null {
  const known = daemon === 'containerd' ? nameOr('', 'pid', evidence?.facts['target.containerd']) : '';
  if (known !== '') return known;
  const [only, ...others] = (evidence?.processes ?? []).filter(
    ({ name, role }) => role === 'daemon' && name === daemon,
  );
  return (others.length === 0 && nameOr('', 'pid', only?.pid)) || null;
}

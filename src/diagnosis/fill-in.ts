import { shellWords } from '../report/shell-words.ts';
import type { Observation } from './observation.ts';
import { oldRuntimes } from './old-runtimes.ts';

/**
 * A step of the catalogue with what this run knows in place of the words in capitals; what it does not know stays as it
 * is. See `confirm` of a signature for the words.
 */
export function fillIn(step: string, observation: Observation): string {
  const { target, evidence } = observation;
  const facts = evidence?.facts ?? {};
  const known: Readonly<Record<string, string | undefined>> = {
    PID: facts['target.init'],
    ID: target.containerID,
    SHIM: facts['target.shim'],
    RUNC: oldRuntimes(evidence)[0]?.process.pid.toString(),
    ROOT: facts['target.root'],
    FOLDER: facts['target.cwd'] && shellWords([facts['target.cwd']]),
    POD: shellWords(['-n', target.namespace, target.pod]),
    CONTAINER: shellWords([target.container]),
    NODE: shellWords([target.node.name]),
  };
  const [command = '', ...remark] = step.split('   # ');
  if (remark.length === 0 && /^[A-Z][a-z]/.test(command)) return step; // a sentence
  const filled = command
    .replace(/\b(?:PID|ID|SHIM|RUNC|ROOT|FOLDER|POD|CONTAINER|NODE)\b/g, (word) => known[word] || word)
    .replace(/\$\(pidof ([\w-]+)\)/g, (asked, name) => daemonPid(name, observation) ?? asked);
  return [filled, ...remark.map((text) => text.replace(/\bon the node\b/, `on node ${target.node.name}`))].join(
    '   # ',
  );
}

/** Of the one that serves the target; null where that is not known. */
function daemonPid(daemon: string, { evidence }: Observation): string | null {
  const known = daemon === 'containerd' && evidence?.facts['target.containerd'];
  if (known) return known;
  const [only, ...others] = (evidence?.processes ?? []).filter(
    ({ name, role }) => role === 'daemon' && name === daemon,
  );
  return only && others.length === 0 ? String(only.pid) : null;
}

import { shellWords } from '../report/shell-words.ts';
import type { Observation } from './observation.ts';

/**
 * A step of the catalogue with what this run knows in place of the words in capitals; what it does not know stays as it
 * is. See `confirm` of a signature for the words.
 */
export function fillIn(step: string, { target, evidence }: Observation): string {
  const facts = evidence?.facts ?? {};
  const known: Readonly<Record<string, string | undefined>> = {
    PID: facts['target.init'],
    ID: target.containerID,
    SHIM: facts['target.shim'],
    ROOT: facts['target.root'],
    FOLDER: facts['target.cwd'] && shellWords([facts['target.cwd']]),
    POD: shellWords(['-n', target.namespace, target.pod]),
    CONTAINER: shellWords([target.container]),
    NODE: shellWords([target.node.name]),
  };
  const [command = '', ...remark] = step.split('   # ');
  if (remark.length === 0 && /^[A-Z][a-z]/.test(command)) return step; // a sentence
  const filled = command.replace(/\b(?:PID|ID|SHIM|ROOT|FOLDER|POD|CONTAINER|NODE)\b/g, (word) => known[word] || word);
  return [filled, ...remark.map((text) => text.replace(/\bon the node\b/, `on node ${target.node.name}`))].join(
    '   # ',
  );
}

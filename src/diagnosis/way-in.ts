import type { Probe } from '../model/probe.ts';
import type { Target } from '../model/target.ts';
import { shellWords } from '../report/shell-words.ts';
import { isFailing, isOk } from './break.ts';
import { columnOf } from './column.ts';
import type { Observation } from './observation.ts';
import { isProgramsOwn } from './strange-program.ts';
import { streamOf } from './stream.ts';

/** How to get a shell in the container meanwhile: through the highest layer on the node that was seen working. */
export function wayIn(observation: Observation): string | null {
  const { probes, target } = observation;
  // nor might its shell run
  if (isProgramsOwn(observation)) return null;
  // a shell needs crictl's other way, without -s
  const streams = !isFailing(streamOf(observation, 'target'));
  const working = columnOf(probes, 'target').find((probe) => isOk(probe) && (streams || probe.name !== 'crictl'));
  if (!working || working.name === 'kubectl') return null;
  const command = shellCommand(working, target);
  return (
    command &&
    `${command}   # on node ${target.node.name}, as root${working.name === 'nsenter' ? ': unconfined, with all privileges on the node' : ''}`
  );
}

function shellCommand({ name, command, outcome }: Probe, { containerID }: Target): string | null {
  const words = command.slice(0, outcome.kind === 'ok' && outcome.method === 'echo' ? -2 : -1);
  // a termination message tells no commands; docker needs but the id
  const entered = words.length === 0 && name === 'docker' ? ['docker', 'exec', containerID] : words;
  if (entered.length === 0) return null;
  // what the probe proved is the way; whether the image has a shell is another matter
  return shellWords([...withTerminal(name, entered), 'sh']);
}

function withTerminal(name: Probe['name'], words: readonly string[]): readonly string[] {
  const id = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  switch (name) {
    case 'docker':
      return [...before, '-it', id];
    case 'crictl':
      return [...before.filter((word) => word !== '-s'), '-it', id];
    case 'ctr':
      return [...withOwnExec(before), '-t', id];
    case 'runc':
      return [...before, '-t', id];
    default:
      return words;
  }
}

/** The folder for ctr's fifos was the debug pod's, and goes with it; the exec id is this run's. */
function withOwnExec(words: readonly string[]): readonly string[] {
  const folder = words.indexOf('--fifo-dir');
  const kept = folder === -1 ? words : words.toSpliced(folder, 2);
  const id = kept.indexOf('--exec-id');
  return id === -1 ? kept : kept.with(id + 1, 'shell');
}

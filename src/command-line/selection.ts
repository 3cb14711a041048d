import { grammarOf } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';
import { findTargetType, parseTargetArgument, type Selection } from '../target/selection/target-argument.ts';
import { commandNames } from './command-names.ts';
import { didYouMean } from './did-you-mean.ts';
import type { FlagName } from './flags.ts';
import type { GivenFlags } from './read-flags.ts';

/** The containers that a command line selects, where it may be several; null where it names one target, or none. */
export function selectionOf(given: GivenFlags): Selection | null {
  const pods = podsOf(given);
  const isAll = given.switch('all-containers') === true;
  const isOne = pods === null || (pods.kind === 'named' && pods.arguments.length < 2 && !isAll);
  if (given.names.has('all-namespaces') && pods?.kind !== 'labels') {
    throw new Problem('--all-namespaces goes with -l, or with kubectl exec-doctor cleanup.');
  }
  if (isOne) return null;
  const container = given.text('container');
  if (container !== null && (isAll || pods.kind === 'node')) {
    throw new Problem(
      `-c names one container and ${isAll ? '--all-containers' : '--node'} takes all: only one can be meant.`,
    );
  }
  refuseForMany(given);
  if (isAll || pods.kind === 'node') return { pods, containers: { kind: 'all' } };
  return { pods, containers: container === null ? { kind: 'default' } : { kind: 'named', name: container } };
}

function podsOf(given: GivenFlags): Selection['pods'] | null {
  const [selector, node] = [given.text('selector'), given.text('node')];
  const { positionals } = given;
  const ways = [positionals.length > 0 && positionals.join(' '), selector && '-l', node && '--node'].filter(Boolean);
  if (ways.length > 1) {
    throw new Problem(`Pods are named, or selected by -l or by --node: one of these, got ${ways.join(' and ')}.`, {
      next: 'A command to run in the container is written after --.',
    });
  }
  if (selector !== null) {
    return { kind: 'labels', selector, allNamespaces: given.switch('all-namespaces') === true };
  }
  if (node !== null) {
    // it becomes a part of a field selector
    if (!grammarOf('node').test(node))
      throw new Problem(`--node needs the name of a node, got ${JSON.stringify(node)}.`);
    return { kind: 'node', name: node, allNamespaces: given.text('namespace') === null };
  }
  if (positionals.length === 0) return null;
  refuseCommandLike(positionals);
  refuseTypeAlone(positionals);
  refuseProgram(positionals);
  return { kind: 'named', arguments: positionals.map(parseTargetArgument) };
}

/** `explian 137`: nobody has such a pod, and names the next one 137. */
function refuseCommandLike([first = '', second]: readonly string[]): void {
  const near = second !== undefined && /^[a-z]+$/.test(first) ? didYouMean(first, commandNames) : null;
  if (near === null || near.startsWith(first)) return;
  throw new Problem(`There is no command ${first}.`, {
    next: `Did you mean kubectl exec-doctor ${near}? A pod of that name is diagnosed as pod/${first}.`,
  });
}

/** `nginx1 ls /tmp`, as kubectl exec took it before it wanted the dashes. */
function refuseProgram([target, ...words]: readonly string[]): void {
  const isTarget = (word: string) => /^(?:[\w.]+\/)?[a-z\d][a-z\d.-]*$/.test(word);
  if (words.every(isTarget)) return;
  throw new Problem(`${words.join(' ')} names no pods.`, {
    next: `A command to run in the container is written after --: kubectl exec-doctor ${target} -- ${words.join(' ')}`,
  });
}

/** `deploy web`, as kubectl get would take it. */
function refuseTypeAlone([first = '', second, ...more]: readonly string[]): void {
  if (second === undefined || findTargetType(first) === null) return;
  throw new Problem(`Targets are written as TYPE/NAME, got ${[first, second, ...more].join(' ')}.`, {
    next: `Did you mean ${[second, ...more].map((name) => `${first}/${name}`).join(' ')}?`,
  });
}

/** What can be asked of one container only. */
const forOne = [
  'repeat',
  'watch',
  'keep',
  'dry-run',
  'print-script',
  'transport',
  'ssh-target',
  'ssh-command',
  'via',
  'bundle',
] as const satisfies readonly FlagName[];

function refuseForMany({ names, command }: GivenFlags): void {
  const flag = forOne.find((name) => names.has(name));
  const next = 'Name one target, and with -c one container of it.';
  if (flag) throw new Problem(`--${flag} is for one container, and here may be several.`, { next });
  if (command.length > 0) throw new Problem('A command is run in one container, and here may be several.', { next });
}

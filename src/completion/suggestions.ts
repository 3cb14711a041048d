import { commandNames } from '../command-line/command-names.ts';
import { type Flag, flagTable, questions } from '../command-line/flags.ts';
import { diffFormats, outputFormats } from '../command-line/output-format.ts';
import { ownFlags } from '../command-line/own-flags.ts';
import { admissionEngines } from '../setup/policy/engines.ts';
import { findTargetType, type TargetType, targetTypes } from '../target/selection/target-argument.ts';
import { shells } from './shells.ts';

/** One word that may stand there; what it means is shown beside it by shells that can. */
export interface Suggestion {
  readonly word: string;
  readonly meaning?: string;
}

/** What may stand where the cursor is: known here, or to be asked for. */
export type Suggestions =
  | { readonly kind: 'words'; readonly words: readonly Suggestion[] }
  /** Pods by their names alone, beside the words. */
  | { readonly kind: 'target'; readonly words: readonly Suggestion[] }
  /** `deploy/web` of what is written as `deploy/`. */
  | { readonly kind: 'objects'; readonly type: TargetType; readonly spelling: string }
  /** Of the pod or workload that is named on the line. */
  | { readonly kind: 'containers'; readonly target: string }
  | { readonly kind: 'namespaces' }
  | { readonly kind: 'nodes' }
  /** Of known failures. */
  | { readonly kind: 'codes' }
  | { readonly kind: 'kubeconfig'; readonly entries: 'contexts' | 'clusters' | 'users' }
  /** The shell knows them best. */
  | { readonly kind: 'files' };

const meanings: Readonly<Record<(typeof commandNames)[number], string>> = {
  explain: 'what is known of failures of exec',
  show: 'the last run, drawn again',
  diff: 'what has changed between two saved runs',
  cleanup: 'delete debug pods that killed runs have left',
  setup: 'a namespace for debug pods alone, with roles and a rule',
  policy: 'the admission rule of setup alone',
  local: 'on the node itself, as root',
  completion: 'install this completion, or print it for a shell',
  version: 'the version of kubectl exec-doctor',
  help: 'of a command',
};
const commands: readonly Suggestion[] = commandNames.map((word) => ({ word, meaning: meanings[word] }));

const noWords: Suggestions = { kind: 'words', words: [] };
const plain = (words: readonly string[]): Suggestions => ({ kind: 'words', words: words.map((word) => ({ word })) });

/**
 * What may stand in the place of the last word.
 * @param line - the words after `kubectl exec-doctor`; the last is the one to complete, and may be empty
 * @returns it, and the beginning of the word that suggestions have to have
 */
export function suggestionsAt(line: readonly string[]): {
  readonly suggestions: Suggestions;
  readonly prefix: string;
} {
  const before = line.slice(0, -1);
  const current = line.at(-1) ?? '';
  if (before.includes('--')) return { suggestions: { kind: 'files' }, prefix: current };
  const positionals = positionalsOf(before);
  const [, name, value] = /^--([\w-]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && value !== undefined)
    return { suggestions: valuesOf(flagNamed(`--${name}`), positionals), prefix: value };
  const flag = valued(before.at(-1));
  if (flag) return { suggestions: valuesOf(flag, positionals), prefix: current };
  if (current.startsWith('-'))
    return { suggestions: { kind: 'words', words: flagsAt(positionals[0]) }, prefix: current };
  return { suggestions: positional(positionals, current), prefix: current };
}

const flagNamed = (word: string | undefined) =>
  flagTable.find(({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`));

/** The flag that this word is, if the next word is its value. */
function valued(word: string | undefined): Flag | undefined {
  const flag = flagNamed(word);
  return flag?.kind === 'switch' || flag?.kind === 'choice' ? undefined : flag;
}

const positionalsOf = (words: readonly string[]) =>
  words.filter((word, index) => !word.startsWith('-') && !valued(words[index - 1]));

function positional([first, ...more]: readonly string[], current: string): Suggestions {
  if (first === undefined) return targets(current, commands);
  if (first === 'diff') return { kind: 'files' };
  if (!commands.some(({ word }) => word === first)) return targets(current, []);
  if (more.length > 0) return noWords;
  switch (first) {
    case 'explain':
      return { kind: 'codes' };
    case 'setup':
    case 'policy':
      return plain(admissionEngines);
    case 'help':
      return plain(commandNames.filter((name) => name !== 'help'));
    case 'completion':
      return {
        kind: 'words',
        words: [
          { word: 'install', meaning: 'beside the plugin, in your PATH' },
          ...shells.map((word) => ({ word, meaning: 'the script for that shell, printed' })),
        ],
      };
    default:
      return noWords;
  }
}

function targets(current: string, beside: readonly Suggestion[]): Suggestions {
  const [spelling, name] = current.split('/');
  const type = findTargetType(spelling ?? '');
  if (name !== undefined) return type ? { kind: 'objects', type, spelling: spelling ?? '' } : noWords;
  // as kubectl exec does: types only where somebody has begun to write one
  const types = current === '' ? [] : targetTypes.flatMap(({ names }) => [names[0], names.at(-1)]);
  return { kind: 'target', words: [...beside, ...[...new Set(types)].map((word) => ({ word: `${word}/` }))] };
}

const ofCommand: Readonly<Record<string, (flag: Flag) => boolean>> = {
  explain: () => false,
  version: ({ name }) => name === 'output',
  completion: () => false,
  help: () => false,
  ...ownFlags,
};

function flagsAt(command: string | undefined): Suggestion[] {
  const isOwn = (command === undefined ? undefined : ofCommand[command]) ?? ownFlags.diagnosis;
  return [...flagTable.filter(isOwn), ...questions].map(({ name, description }) => ({
    word: name.length === 1 ? `-${name}` : `--${name}`,
    meaning: description,
  }));
}

function valuesOf(flag: Flag | undefined, [target]: readonly string[]): Suggestions {
  switch (flag?.name) {
    case 'container':
      return target === undefined ? noWords : { kind: 'containers', target };
    case 'namespace':
    case 'debug-namespace':
      return { kind: 'namespaces' };
    case 'node':
      return { kind: 'nodes' };
    case 'context':
      return { kind: 'kubeconfig', entries: 'contexts' };
    case 'cluster':
      return { kind: 'kubeconfig', entries: 'clusters' };
    case 'user':
      return { kind: 'kubeconfig', entries: 'users' };
    case 'output':
      return plain(target === 'diff' ? diffFormats : [...outputFormats, 'jsonpath=']);
    case 'dry-run':
      return plain(['client', 'server']);
    case 'transport':
      return plain(['auto', 'ssh']);
    case 'kubeconfig':
    case 'from-records':
    case 'bundle':
      return { kind: 'files' };
    default:
      return flag?.kind === 'switch' ? plain(['true', 'false']) : noWords;
  }
}

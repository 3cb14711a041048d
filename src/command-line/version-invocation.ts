import { Problem } from '../model/problem.ts';
import type { Invocation, VersionInvocation } from './invocation.ts';
import { readFlags } from './read-flags.ts';

/** `version`, or `version -o json`, as kubectl has it. */
export function versionInvocation(words: readonly string[]): Invocation {
  if (words.some((word) => word === '--help' || word === '-h')) return { kind: 'help', text: usage };
  const given = readFlags(words);
  const stranger = given.positionals[0] ?? [...given.names].find((name) => name !== 'output');
  if (stranger !== undefined) {
    throw new Problem(`version takes nothing but -o, got ${stranger}.`, {
      next: 'A pod that is called version is diagnosed as pod/version.',
    });
  }
  return { kind: 'version', output: formatOf(given.text('output')) };
}

const usage = `What this is the version of, in words or for a program.

Usage:
  kubectl exec-doctor version [-o json]
`;

function formatOf(text: string | null): VersionInvocation['output'] {
  if (text === null || text === 'json') return text;
  throw new Problem(`version --output does not know the format ${JSON.stringify(text)}.`, { next: 'It knows json.' });
}

import { Problem } from '../model/problem.ts';
import { flagTable } from './flags.ts';
import { nearest } from './nearest.ts';

/** For flags that `kubectl exec` has and a diagnosis has no use for, or that others spell differently. */
const hints: readonly { readonly pattern: RegExp; readonly hint: string }[] = [
  { pattern: /^-[it]+$|^--(stdin|tty)$/, hint: 'The probes need no terminal: drop this flag.' },
  { pattern: /^--no-colou?r$/, hint: 'Write --color=false, or set NO_COLOR.' },
];

/** Names the flag as it was typed, and the one that was probably meant. */
export function unknownFlag(typed: string): Problem {
  const flag = typed.replace(/=.*$/s, '');
  const hint = hints.find(({ pattern }) => pattern.test(flag))?.hint;
  const near = nearest(flag.replace(/^-+/, ''), longNames);
  return new Problem(`Unknown flag ${flag}.`, {
    next: hint ?? (near ? `Did you mean --${near}?` : 'See kubectl exec-doctor --help.'),
  });
}

const longNames = [...flagTable.map(({ name }) => name).filter((name) => name.length > 1), 'help', 'version'];

import { Problem } from '../model/problem.ts';
import { count } from './diagnose-invocation.ts';
import type { DiffInvocation, Invocation } from './invocation.ts';
import { onlyFlags } from './only-flags.ts';
import { diffFormats } from './output-format.ts';
import { ownFlags } from './own-flags.ts';
import { type GivenFlags, readFlags } from './read-flags.ts';
import { wrap } from './wrap.ts';

/** Reads what follows `diff`; throws a Problem where it is malformed. */
export function diffInvocation(words: readonly string[]): Invocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: diffHelp };
  const given = readFlags(words);
  onlyFlags(given, 'diff', ownFlags.diff, usage);
  const [before, after, more] = [...given.positionals, ...given.command];
  if (before === undefined || after === undefined || more !== undefined) {
    throw new Problem('diff compares two files.', {
      next: `Usage: ${usage}`,
      lines: ['A pod that is called diff is diagnosed as pod/diff.'],
    });
  }
  if (before === '-' && after === '-') throw new Problem('Only one of the two can come from the standard input.');
  return { kind: 'diff', before, after, output: output(given), verbosity: count(given, 'v') ?? 0 };
}

function output(given: GivenFlags): DiffInvocation['output'] {
  const text = given.text('output') ?? 'table';
  const format = diffFormats.find((known) => known === text);
  if (format) return format;
  throw new Problem(`diff does not know the format ${JSON.stringify(text)}.`, {
    next: `Choose one of: ${diffFormats.join(', ')}.`,
  });
}

const usage = 'kubectl exec-doctor diff BEFORE AFTER [-o json]';

const diffHelp = `${[
  wrap(
    'What has changed from one run to another: verdict, findings, how each layer answers, what it has of the container, which container and which processes these are, the node, versions. For example before and after a restart, or of a sick node and one that is well. It asks no cluster and no node.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  wrap(
    'BEFORE and AFTER are archives of --bundle, reports of -o json, or records of the printed script; one of them may be -, the standard input. Both are diagnosed again by this version, so that what differs is the node and not the diagnosis. A layer that answers is slower or faster where it takes a second or more and five times as long as in the other run. What only one of the runs has asked is no change.',
    80,
  ).join('\n'),
  `Exit codes:
  0  nothing has changed that matters
  1  something has
  2  a file cannot be read, or is none of these`,
  'A pod that is called diff is diagnosed as pod/diff.',
].join('\n\n')}\n`;

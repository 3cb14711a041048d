import type { Command } from '../command-line/command.ts';
import { count } from '../command-line/diagnose-invocation.ts';
import type { DiffInvocation, HelpInvocation } from '../command-line/invocation.ts';
import { diffFormats } from '../command-line/output-format.ts';
import { ownFlags, refuseOtherFlags } from '../command-line/own-flags.ts';
import { type GivenFlags, readFlags } from '../command-line/read-flags.ts';
import { Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';
import type { CommandResult } from '../run/command-result.ts';
import type { Difference } from './difference.ts';

type Result = CommandResult & { readonly difference: Difference };

/** `kubectl exec-doctor diff BEFORE AFTER`: two saved runs, both drawn again by this version, and what parts them. */
export const diff: Command<DiffInvocation, Result> = {
  parse,
  validate: ({ before, after }) => {
    if (before === '-' && after === '-') throw new Problem('Only one of the two can come from the standard input.');
  },
  run: async ({ before, after }, process) => {
    const [{ openSaved }, { differenceOf }] = await Promise.all([
      import('../from-records/saved-run.ts'),
      import('./difference.ts'),
    ]);
    const saved = async (file: string) => ({ file, report: await openSaved(process, file) });
    const difference = differenceOf(await saved(before), await saved(after));
    return { kind: 'compared', differs: difference.matters, difference };
  },
  render: async ({ difference }, { output }, terminal) => {
    const { differenceDocument, renderDifference } = await import('./render.ts');
    if (output === 'table') return renderDifference(difference, terminal);
    return `${JSON.stringify(differenceDocument(difference), null, 2)}\n`;
  },
};

function parse(words: readonly string[]): DiffInvocation | HelpInvocation {
  if (words.includes('--help') || words.includes('-h')) return { kind: 'help', text: help };
  const given = readFlags(words);
  refuseOtherFlags(given, 'diff', ownFlags.diff, usage);
  const [before, after, more] = [...given.positionals, ...given.command];
  if (before === undefined || after === undefined || more !== undefined) {
    throw new Problem('diff compares two files.', {
      next: `Usage: ${usage}`,
      lines: ['A pod that is called diff is diagnosed as pod/diff.'],
    });
  }
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

const help = `${[
  wrapWords(
    'What has changed from one run to another: verdict, findings, how each layer answers, what it has of the container, which container and which processes these are, the node, versions. For example before and after a restart, or of a broken node and a working one. It contacts no cluster and no node.',
    80,
  ).join('\n'),
  `Usage:\n  ${usage}`,
  wrapWords(
    'BEFORE and AFTER are archives of --bundle, reports of -o json, or records of the printed script; one of them may be -, the standard input. Both are diagnosed again by this version, so that what differs is the node and not the diagnosis. A layer that answers is slower or faster where it takes a second or more and five times as long as in the other run. What only one of the runs has looked at is no change.',
    80,
  ).join('\n'),
  `Exit codes:
  0  nothing has changed that matters
  1  something has
  2  a file cannot be read, or is none of these`,
  'A pod that is called diff is diagnosed as pod/diff.',
].join('\n\n')}\n`;

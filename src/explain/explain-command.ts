import type { ExplainInvocation } from '../command-line/invocation.ts';
import { print } from '../print.ts';
import { wantsUnicode } from '../report/glyphs.ts';
import type { CommandResult } from '../run/command-result.ts';
import { explanation } from './explanation.ts';
import { readText } from './read-text.ts';

/** Answers on stdout; throws a Problem where nothing was asked. */
export async function explainCommand(
  { stdin, stdout, stderr, env }: NodeJS.Process,
  { about }: ExplainInvocation,
): Promise<CommandResult> {
  if (about.kind === 'stdin' && stdin.isTTY) stderr.write('Paste the text, then press Ctrl-D.\n');
  const question = about.kind === 'stdin' ? ({ kind: 'text', text: await readText(stdin) } as const) : about;
  await print(stdout, explanation(question, { width: stdout.columns ?? 80, unicode: wantsUnicode(env) }));
  return { kind: 'printed' };
}

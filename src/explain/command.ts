import type { Command } from '../command-line/command.ts';
import { didYouMean } from '../command-line/did-you-mean.ts';
import type { ExplainInvocation, HelpInvocation } from '../command-line/invocation.ts';
import { catalogue } from '../knowledge/index.ts';
import { limits } from '../limits.ts';
import { clean } from '../model/clean-text.ts';
import type { Code } from '../model/code.ts';
import { Problem } from '../model/problem.ts';
import { wrapWords } from '../report/wrap.ts';
import type { CommandResult } from '../run/command-result.ts';
import { explainText, isKnown } from './explain-text.ts';
import type { Question } from './render.ts';

type Result = CommandResult & { readonly question: Question };

/** `kubectl exec-doctor explain`: what is known of a failure, by its code or by its text. */
export const explain: Command<ExplainInvocation, Result> = {
  parse,
  run: async ({ about }, { stdin, stderr }) => {
    if (about.kind === 'stdin' && stdin.isTTY) stderr.write('Paste the text, then press Ctrl-D.\n');
    const question = about.kind === 'stdin' ? { kind: 'text' as const, text: await readText(stdin) } : about;
    return { kind: 'printed', question, knows: question.kind !== 'text' || isKnown(explainText(clean(question.text))) };
  },
  render: async ({ question }, { output }, terminal) =>
    output === 'json'
      ? `${JSON.stringify((await import('./json.ts')).explanationDocument(question), null, 2)}\n`
      : (await import('./render.ts')).explanation(question, terminal),
};

function parse(words: readonly string[]): ExplainInvocation | HelpInvocation {
  const [first] = words;
  if (first === '--') return { kind: 'explain', about: about(words.slice(1)), output: null };
  if (words.some((word) => word === '--help' || word === '-h')) return { kind: 'help', text: help };
  const { rest, output } = outputIn(words);
  return { kind: 'explain', about: subject(rest), output };
}

/** `-o json` stands before the text, or behind it, where a text that was not quoted may have anything. */
function outputIn(words: readonly string[]): { readonly rest: readonly string[] } & Pick<ExplainInvocation, 'output'> {
  const spellings = [['-o', 'json'], ['--output', 'json'], ['-ojson'], ['-o=json'], ['--output=json']];
  for (const spelling of spellings) {
    const matches = (part: readonly string[]) => spelling.every((word, index) => part[index] === word);
    if (matches(words.slice(0, spelling.length))) return { rest: words.slice(spelling.length), output: 'json' };
    if (words.length >= spelling.length && matches(words.slice(-spelling.length)))
      return { rest: words.slice(0, -spelling.length), output: 'json' };
  }
  return { rest: words, output: null };
}

function subject(words: readonly string[]): ExplainInvocation['about'] {
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'everything' };
  if (first === '--') return about(rest);
  if (first === '-' && rest.length === 0) return { kind: 'stdin' };
  if (/^-\S/.test(first)) {
    throw new Problem(`explain has no flags but -o json and --help, got ${first}.`, {
      next: 'A text that begins with a hyphen goes behind --: kubectl exec-doctor explain -- TEXT',
    });
  }
  return about(words);
}

function about(words: readonly string[]): Question {
  const text = words.join(' ');
  if (text.trim() === '') throw new Problem('The text to explain is empty.');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return { kind: 'text', text };
  const code = codes.find((known) => known === text);
  if (code) return { kind: 'code', code };
  const near = didYouMean(text, codes);
  throw new Problem(`No known failure has the code ${text}.`, {
    next: near ? `Did you mean ${near}?` : 'All codes: kubectl exec-doctor explain',
  });
}

const codes: readonly Code[] = catalogue.map(({ code }) => code);

/** What comes on stdin, up to the limit. */
export async function readText(stdin: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    if (length >= limits.explainTextBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, limits.explainTextBytes);
  if (text.toString().trim() !== '') return text;
  throw new Problem('Nothing came on stdin.', {
    next: 'Pipe an error text into it, as in: kubectl exec POD -- true 2>&1 | kubectl exec-doctor explain -',
  });
}

const help = `${[
  wrapWords(
    'What is known of a failure of exec: what it means, how to confirm it, what to do about it, and in which versions. It contacts no cluster and no node.',
    80,
  ).join('\n'),
  `Usage:
  kubectl exec-doctor explain          all known failures, by their codes
  kubectl exec-doctor explain CODE     one of them
  kubectl exec-doctor explain 'TEXT'   which one an error text is, and which
                                       layer has put which words into it
  kubectl exec-doctor explain -        the same for a text on stdin
  -o json                              any of these, for a program`,
  `Examples:
  kubectl exec-doctor explain shim-killed
  kubectl exec-doctor explain 'error dialing backend: No agent available'
  kubectl exec nginx1 -- ls 2>&1 | kubectl exec-doctor explain -`,
  `Exit codes:
  0  something is known
  1  nothing is known of the text, nor who has written it
  2  a code that is not known, or nothing to explain`,
  'A pod that is called explain is diagnosed as pod/explain.',
].join('\n\n')}\n`;

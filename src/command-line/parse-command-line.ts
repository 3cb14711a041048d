import { Problem } from '../model/problem.ts';
import { invocationOf } from './command.ts';
import { commandNames } from './command-names.ts';
import { helpText } from './help-text.ts';
import type { Invocation } from './invocation.ts';
import { templateOf } from './output-format.ts';

/**
 * What a command line asks for, or why it cannot be understood. A pure function of its arguments; it promises its
 * answer because yargs, and the catalogue of known failures, are loaded only where there is something for them to
 * read, which keeps --help and --version fast.
 */
export async function parseCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  try {
    return await withTemplate(await invocation(argv, env));
  } catch (error) {
    if (error instanceof Problem) return { kind: 'usage-error', problem: error };
    throw error;
  }
}

/** A template that cannot be read is told before anything is done. */
async function withTemplate(asked: Invocation): Promise<Invocation> {
  const template = 'output' in asked && asked.output !== null ? templateOf(asked.output) : null;
  if (template !== null) (await import('../report/jsonpath.ts')).readTemplate(template);
  return asked;
}

async function invocation(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  const [first, ...words] = argv;
  switch (first) {
    case 'explain':
      return invocationOf((await import('../explain/command.ts')).explain, words, env);
    case 'diff':
      return invocationOf((await import('../diff/command.ts')).diff, words, env);
    case 'show':
      return invocationOf((await import('../show/command.ts')).show, words, env);
    case 'setup':
      return invocationOf((await import('../setup/command.ts')).setup, words, env);
    case 'policy':
      return invocationOf((await import('../setup/command.ts')).policy, words, env);
    case 'completion':
      return (await import('../completion/install-command.ts')).parseCompletion(words);
    // the name that cobra has for it
    case '__complete':
      return invocationOf((await import('../completion/complete-command.ts')).complete, words, env);
    case 'cleanup':
      return invocationOf((await import('../cleanup/command.ts')).cleanup, words, env);
    case 'local':
      return invocationOf((await import('../local/command.ts')).local, words, env);
    case 'version':
      return (await import('./version-invocation.ts')).versionInvocation(words);
    case 'help':
      return help(words, env);
    default:
      return diagnosis(argv, env);
  }
}

/** Of a line without the name of a command. */
async function diagnosis(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help', text: helpText() };
  if (own.includes('--version')) return { kind: 'version', output: null };
  if (own.some((word) => /^--from-records(=|$)/.test(word)))
    return invocationOf((await import('../from-records/command.ts')).fromRecords, argv, env);
  return (await import('./diagnose-invocation.ts')).diagnoseInvocation(argv, env);
}

/** `help COMMAND` is `COMMAND --help`. */
function help([topic, ...more]: readonly string[], env: NodeJS.ProcessEnv): Promise<Invocation> {
  const isCommand = topic !== undefined && commandNames.some((name) => name === topic);
  if (more.length > 0 || (topic !== undefined && !isCommand)) {
    throw new Problem(`There is no help on ${[topic, ...more].join(' ')}.`, {
      next: `There is on: ${commandNames.join(', ')}. A pod that is called help is diagnosed as pod/help.`,
    });
  }
  return invocation(topic === undefined ? ['--help'] : [topic, '--help'], env);
}

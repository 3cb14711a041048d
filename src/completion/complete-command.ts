import type { Command } from '../command-line/command.ts';
import type { CompleteInvocation } from '../command-line/invocation.ts';
import type { CommandResult } from '../run/command-result.ts';
import { type Suggestion, type Suggestions, suggestionsAt } from './suggestions.ts';

/** What the shell does with suggestions: https://pkg.go.dev/github.com/spf13/cobra#ShellCompDirective */
const directive = { byDefault: 0, noSpace: 2, noFiles: 4 } as const;

type Result = CommandResult & { readonly fitting: readonly Suggestion[]; readonly what: Suggestions };

/**
 * Answers kubectl, which asks what may stand in the place of a line's last word: a suggestion a line, then what the
 * shell shall do with them. Says nothing of what goes wrong, for that would end in the user's line.
 */
export const complete: Command<CompleteInvocation, Result> = {
  parse: (words) => ({ kind: 'complete', line: words }),
  run: async ({ line }, { env }) => {
    const { suggestions: what, prefix } = suggestionsAt(line);
    const all = await suggestionsOf(what, line.slice(0, -1), env).catch(() => []);
    const fitting = all.filter(({ word }) => word.startsWith(prefix) && /^[^\p{C}\s]+$/u.test(word));
    return { kind: 'printed', fitting, what };
  },
  render: ({ fitting, what }) => {
    // a type, or a format that has a template, is not the whole word yet
    const space = fitting.length > 0 && fitting.every(({ word }) => /[/=]$/.test(word)) ? directive.noSpace : 0;
    const end = what.kind === 'files' ? directive.byDefault : directive.noFiles + space;
    return `${[...fitting.map(spell), `:${end}`].join('\n')}\n`;
  },
};

const spell = ({ word, meaning }: Suggestion) => (meaning === undefined ? word : `${word}\t${meaning}`);

/** What takes time to load is loaded only where it is asked for. */
async function suggestionsOf(
  what: Suggestions,
  before: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Suggestion[]> {
  switch (what.kind) {
    case 'files':
      return [];
    case 'words':
      return what.words;
    case 'codes': {
      const { catalogue } = await import('../knowledge/index.ts');
      return catalogue.map(({ code, title }) => ({ word: code, meaning: title }));
    }
    case 'target':
    case 'objects':
    case 'containers':
    case 'namespaces':
    case 'nodes':
    case 'kubeconfig':
      return (await import('./query-cluster.ts')).queryCluster(what, before, env);
  }
}

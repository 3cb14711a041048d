import type { Command } from '../command-line/command.ts';
import type { PrintCompletionInvocation } from '../command-line/invocation.ts';
import type { CommandResult } from '../run/command-result.ts';
import bash from './scripts/completion.bash';
import fish from './scripts/completion.fish';
import zsh from './scripts/completion.zsh';

const scripts: Readonly<Record<PrintCompletionInvocation['shell'], string>> = { bash, zsh, fish };

/** `kubectl exec-doctor completion bash`: the script for that shell, which asks the plugin at each tabulator. */
export const completionScript: Pick<Command<PrintCompletionInvocation>, 'run' | 'render'> = {
  run: async (): Promise<CommandResult> => ({ kind: 'printed' }),
  render: (_, { shell }) => scripts[shell],
};

import type { SetupInvocation } from '../command-line/invocation.ts';
import { print } from '../print.ts';
import type { CommandResult } from '../run/command-result.ts';
import { howToOpen, setupText } from './setup-text.ts';

/** `kubectl exec-doctor setup` and `policy`: print what an administrator applies. Ask no cluster. */
export async function setupCommand(
  { stdout, stderr }: NodeJS.Process,
  invocation: SetupInvocation,
): Promise<CommandResult> {
  await print(stdout, setupText(invocation));
  // kubectl reads the manifest, and nobody its comments
  if (invocation.what === 'all') stderr.write(`${howToOpen(invocation).join('\n')}\n`);
  return { kind: 'printed' };
}

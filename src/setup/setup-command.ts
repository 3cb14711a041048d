import type { SetupInvocation } from '../command-line/invocation.ts';
import { print } from '../print.ts';
import type { CommandResult } from '../run/command-result.ts';
import { setupText } from './setup-text.ts';

/** `kubectl exec-doctor setup` and `policy`: print what an administrator applies. Ask no cluster. */
export async function setupCommand({ stdout }: NodeJS.Process, invocation: SetupInvocation): Promise<CommandResult> {
  await print(stdout, setupText(invocation));
  return { kind: 'printed' };
}

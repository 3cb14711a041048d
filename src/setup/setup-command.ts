import type { SetupInvocation } from '../command-line/invocation.ts';
import type { CommandResult } from '../run/command-result.ts';
import { setupText } from './setup-text.ts';

/** `kubectl exec-doctor setup` and `policy`: print what an administrator applies. Ask no cluster. */
export function setupCommand({ stdout }: NodeJS.Process, invocation: SetupInvocation): CommandResult {
  stdout.write(setupText(invocation));
  return { kind: 'printed' };
}

import { stringify } from 'yaml';
import { version } from '../../package.json';
import type { PolicyInvocation } from '../command-line/invocation.ts';
import type { CommandResult } from '../run/command-result.ts';
import { admissionRule } from './admission-rule.ts';

/** `kubectl exec-doctor policy`: prints the rule, as `kubectl apply -f -` takes it. Asks no cluster. */
export function policyCommand({ stdout }: NodeJS.Process, invocation: PolicyInvocation): CommandResult {
  const objects = admissionRule({ ...invocation, version });
  stdout.write(`# exec-doctor ${version}: of each version its own, for its pod and script are part of the rule.\n`);
  stdout.write(objects.map((object) => stringify(object, { version: '1.1', lineWidth: 0 })).join('---\n'));
  return { kind: 'printed' };
}

import { grammarOf } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';
import type { Target } from '../model/target.ts';
import { standaloneScript } from '../node-script/standalone-script.ts';
import { shortID, toText } from '../records/saved-plan.ts';
import type { RunPlan } from './plan.ts';

/** What the records will be about. */
interface About {
  readonly target: Target;
  readonly context: string | null;
  readonly printedAt: Date;
  readonly sameOwner: ReadonlySet<string> | null;
}

/**
 * The script with its parameters for a console of the node, and above it what to do with it.
 * @throws Problem where the node's name can be none: root would run what stands behind its line break
 */
export function scriptText({ parameters, command }: RunPlan, { target, context, printedAt, sameOwner }: About): string {
  refuseMadeUp(target.node.name);
  const plan = toText({
    ...{ target, context },
    printedAt: printedAt.toISOString(),
    command: [...command],
    dumpStacks: parameters.dumpStacks,
    others: sameOwner ? parameters.secondOpinionIDs.filter((id) => !sameOwner.has(id)).map(shortID) : [],
  });
  return `#!/bin/sh
# Run this on node ${target.node.name} as root, and keep what it prints:
#     sh exec-doctor.sh > records.txt
# then anywhere:
#     kubectl exec-doctor --from-records records.txt
# Where a console keeps but the first or the last 4 KiB of it, these are enough for a verdict.
${standaloneScript({ parameters, command, output: 'whole', plan })}`;
}

function refuseMadeUp(node: string): void {
  if (grammarOf('node').test(node)) return;
  throw new Problem(`The API server calls the node ${JSON.stringify(node)}, which can be no such name.`, {
    why: 'The name stands in the script, which root runs.',
    next: 'Check who runs that API server, and whether it is the one that you mean.',
  });
}

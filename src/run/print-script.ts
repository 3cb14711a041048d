import { standaloneScript } from '../node-script/standalone-script.ts';
import { type SavedPlan, toText } from '../records/saved-plan.ts';
import type { RunPlan } from './plan.ts';

/** The script with its parameters for a console of the node, and above it what to do with it. */
export function scriptText({ parameters, command }: RunPlan, saved: SavedPlan): string {
  const { name } = saved.target.node;
  return `#!/bin/sh
# Run this on node ${name} as root, and keep what it prints:
#     sh exec-doctor.sh > records.txt
# then anywhere:
#     kubectl exec-doctor --from-records records.txt
# Where a console keeps but the first or the last 4 KiB of it, these are enough for a verdict.
${standaloneScript({ parameters, command, output: 'whole', plan: toText(saved) })}`;
}

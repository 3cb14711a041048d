import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { endedSince, firstProcesses } from './containers.ts';
import { faultTable } from './fault-table.ts';
import { diagnose, matrix } from './plugin.ts';
import type { Ends, Remedy } from './remedies.ts';
import { inGeneral, keepRemedy } from './remedy-recordings.ts';
import { replacement, withDeployment } from './replaced-pod.ts';
import { execFails, fault, healAll, kubeconfig, lab, onNode, patience, untilHealthy } from './the-lab.ts';

/** Makes the tests of these rows: each breaks the node, and mends it as the report says. */
export function describeRemedies(rows: readonly Remedy[]): void {
  beforeAll(async () => {
    if (lab.missing) return;
    await healAll();
    await untilHealthy();
  });

  describe.each(rows)('$fault: $command', (remedy) => {
    it(`heals, ends ${remedy.ends}`, async (context) => {
      const row = faultTable.find((entry) => entry.fault === remedy.fault && !entry.by);
      const why = row ? (row.notIn?.[lab.mode] ?? remedy.notIn?.[lab.mode]) : 'the lab has no such fault';
      context.skip(why !== undefined, why);
      const run = (pod: string) => heal(remedy, pod, row?.flags ?? []);
      try {
        const { failure, ends } = await (remedy.replacesPod || remedy.restartsContainer
          ? withDeployment(run)
          : run('nginx1'));
        expect({ failure, ends }).toEqual({ failure: '', ends: remedy.ends });
      } finally {
        await healAll();
        if (remedy.undo) await onNode(['sh', '-c', remedy.undo]);
        await untilHealthy();
      }
    });
  });
}

/** Breaks a pod, does as the report says, and looks at what came of it. */
async function heal(remedy: Remedy, pod: string, flags: readonly string[]): Promise<{ failure: string; ends: Ends }> {
  await fault(remedy.fault.split(' ').map((word) => (word === 'nginx1' ? pod : word)));
  const { report } = await diagnose([`pod/${pod}`, '-c', 'nginx', ...flags]);
  const commands = report.verdict.nextSteps.flatMap(({ command }) => command ?? []);
  const command = commands.find((each) => remedy.command.test(each));
  if (!command) throw new Error(`${commands.join('\n')}\nhas no ${remedy.command}:\n${matrix(report)}`);
  const before = await firstProcesses();
  await paste(command);
  const failure = await execFails(remedy.replacesPod ? () => replacement(pod) : () => Promise.resolve(pod));
  const ends = await endedSince(before, report.target);
  keepRemedy({
    ...{ mode: lab.mode, fault: remedy.fault, cause: report.verdict.cause, command: inGeneral(command) },
    ...{ heals: failure === '', ends },
  });
  return { failure, ends };
}

/** Runs it where a user would. */
async function paste(command: string): Promise<void> {
  if (!command.startsWith('kubectl ')) return void (await onNode(['sh', '-c', command], 60_000));
  await execa('sh', ['-c', command], { env: { KUBECONFIG: kubeconfig }, stdin: 'ignore', timeout: 60_000 * patience });
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Code } from '../../../src/model/code.ts';
import { type Expected, expectedIn, type FaultScenario, missingIn, nameOf, recordingOf } from './fault-table.ts';
import { diagnose, matrix, type ReportDocument } from './plugin.ts';
import { keepRecording } from './recordings.ts';
import { type Ssh, sshToNode } from './ssh.ts';
import { fault, healAll, lab, patience, untilHealthy } from './the-lab.ts';
import { expectNoTrace, files, ourChildren, ourPods, ourProcesses, unnamed } from './traces.ts';

/** Among the rows that every change is tested with, on a node of this kind. */
export const withEveryChange = ({ everyChange }: FaultScenario): boolean =>
  everyChange === 'anywhere' || (everyChange === 'fast' && patience === 1);

/** Makes the tests of these rows: each breaks the node, asks what is broken, and mends it. */
export function describeFaults(rows: readonly FaultScenario[]): void {
  let before: readonly string[] = [];
  let ssh: Ssh;
  beforeAll(async () => {
    if (lab.missing) return;
    await healAll();
    await untilHealthy();
    ssh = await sshToNode();
  });
  afterAll(async () => {
    if (!lab.missing) await ssh[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    before = await files();
  });

  describe.each(rows.map((scenario) => [nameOf(scenario), scenario] as const))('%s', (_, scenario) => {
    const expected = expectedIn(scenario, lab.mode);
    it(spell(expected), async (context) => {
      const missing = missingIn(scenario, lab.mode);
      context.skip(missing !== undefined, missing);
      let remains = false;
      try {
        await fault(scenario.fault.split(' '));
        const target = scenario.target ?? ['pod/nginx1'];
        const way = scenario.by ? ssh.flags : [];
        const { ending, report } = await diagnose([...target, ...way, ...(scenario.flags ?? [])]);
        expect(said(report, expected.code), matrix(report)).toEqual(expected);
        expect(ending.code).toBe({ healthy: 0, degraded: 1, fault: 1, inconclusive: 3 }[report.verdict.status]);
        if (['degraded', 'fault'].includes(report.verdict.status)) expect(report.verdict.nextSteps).not.toEqual([]);
        if (scenario.leaves && report.leftBehind.length > 0) {
          expect(report.leftBehind.map(({ what }) => what).join()).toMatch(scenario.leaves);
          remains = true;
        }
        keepRecording(lab.mode, recordingOf(scenario), report);
        expect(await ourPods()).toEqual([]);
        expect(ourChildren()).toEqual([]);
        expect(await unnamed(report), 'exec ids that the report does not name').toEqual([]);
        expect(await ourProcesses()).toEqual([]);
      } finally {
        await healAll();
        await untilHealthy();
      }
      if (!remains) await expectNoTrace('nginx1', 'nginx', before);
    });
  });
}

/** What the report says, in the terms of the table. */
function said({ verdict, findings }: ReportDocument, wanted: Code | null): Expected {
  const { status, layer, scope, cause } = verdict;
  if (status !== 'healthy') return { status, layer, scope, code: cause };
  return { status, layer, scope, code: findings.find(({ code }) => code === wanted)?.code ?? null };
}

function spell({ status, layer, scope, code }: Expected): string {
  const where = status === 'fault' || status === 'degraded' ? ` at ${layer}, scope ${scope}` : '';
  return `${status}${where}${code ? `: ${code}` : ''}`;
}

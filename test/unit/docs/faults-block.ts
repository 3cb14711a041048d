import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import {
  differenceIn,
  expectedIn,
  type FaultScenario,
  faultTable,
  missingIn,
  nameOf,
  recordingOf,
} from '../../scenarios/support/fault-table.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from '../diagnosis/recorded-observation.ts';

const modes = ['docker', 'containerd', 'modern', 'modern-crun', 'modern-docker'] as const satisfies readonly Mode[];

const heads: Readonly<Record<(typeof modes)[number], string>> = {
  docker: 'docker 20.10, cgroup v1',
  containerd: 'containerd 1.6, cgroup v1',
  modern: 'containerd 1.7, cgroup v2',
  'modern-crun': 'containerd 1.7 with crun, cgroup v2',
  'modern-docker': 'docker 26.1, cgroup v2',
};

/** What the plugin says of each fault of the lab on each kind of node, from the recorded runs. */
export function faultsBlock(): string {
  const recorded = recordedFaults(modes);
  const cell = (scenario: FaultScenario, mode: Mode): string => {
    const missing = missingIn(scenario, mode);
    if (missing !== undefined) return `- (${missing})`;
    const found = recorded.find((row) => row.mode === mode && row.name === recordingOf(scenario));
    if (!found) return 'not recorded';
    const { verdict, findings } = diagnose(observationOf(found.recording));
    const expected = expectedIn(scenario, mode);
    const code =
      verdict.status === 'healthy'
        ? findings.find((finding) => finding.code === expected.code)?.code
        : (verdict.cause ?? undefined);
    const at = `**${verdict.layer}**, ${verdict.scope ?? 'scope not known'}`;
    const where = { ...{ fault: at, degraded: `degraded at ${at}` }, healthy: 'healthy', inconclusive: 'inconclusive' }[
      verdict.status
    ];
    return [where, code && `\`${code}\``, differenceIn(scenario, mode)?.why].filter(Boolean).join('; ');
  };
  const rows = faultTable.map(
    (scenario) => `| \`${nameOf(scenario)}\` | ${modes.map((mode) => cell(scenario, mode)).join(' | ')} |`,
  );
  return [
    `| fault | ${modes.map((mode) => heads[mode]).join(' | ')} |`,
    `| --- | ${modes.map(() => '---').join(' | ')} |`,
    ...rows,
  ].join('\n');
}

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
import { type Mode, recordedModes } from '../../scenarios/support/lab-facts.ts';
import { observationOf, recordedFaults } from '../diagnosis/recorded-observation.ts';

const heads: Readonly<Record<(typeof recordedModes)[number], string>> = {
  docker: 'docker 20.10, cgroup v1',
  containerd: 'containerd 1.6, cgroup v1',
  modern: 'containerd 1.7, cgroup v2',
  'modern-crun': 'containerd 1.7 with crun, cgroup v2',
  'modern-docker': 'docker 26.1, cgroup v2',
  containerd2: 'Kubernetes 1.36, containerd 2.3, cgroup v1',
  crio: 'Kubernetes 1.36, CRI-O 1.36 and 1.37, cgroup v1',
};

/** What the plugin says of each fault of the lab on each kind of node, from the recorded runs. */
export function faultsBlock(): string {
  const recorded = recordedFaults(recordedModes);
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
    (scenario) => `| \`${nameOf(scenario)}\` | ${recordedModes.map((mode) => cell(scenario, mode)).join(' | ')} |`,
  );
  return [
    `| fault | ${recordedModes.map((mode) => heads[mode]).join(' | ')} |`,
    `| --- | ${recordedModes.map(() => '---').join(' | ')} |`,
    ...rows,
  ].join('\n');
}

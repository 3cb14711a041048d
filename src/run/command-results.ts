import type { ProbeName } from '../model/probe.ts';
import type { CommandResult } from '../model/report.ts';
import type { Evidence } from '../records/evidence.ts';
import { clean } from '../report/clean-text.ts';

/** The user's own command where the script ran it, from the bottom to the top. */
export function commandResults(evidence: Evidence | null): readonly CommandResult[] {
  return (evidence?.commands ?? []).map((row): CommandResult => {
    const stdout = outputOf(evidence, row.layer, 'out');
    const stderr = outputOf(evidence, row.layer, 'err');
    return {
      probe: row.layer,
      command: row.command,
      outcome: row.end === 'timeout' ? 'hang' : 'exited',
      exitCode: row.code,
      durationMs: row.ms,
      stdout: clean(stdout),
      stderr: clean(stderr),
      reason: '',
      truncated: Math.max(stdout.length, stderr.length) >= scriptCommandBytes,
    };
  });
}

/** COMMAND_BYTES of the node script. */
const scriptCommandBytes = 65_536;

function outputOf(evidence: Evidence | null, layer: ProbeName, stream: 'out' | 'err'): Buffer {
  const parts = (evidence?.outputs ?? []).filter((row) => row.layer === layer && row.stream === stream);
  return Buffer.concat(parts.toSorted((a, b) => a.part - b.part).map(({ v }) => v));
}

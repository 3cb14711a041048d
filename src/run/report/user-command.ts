import { clean } from '../../model/clean-text.ts';
import { type Probe, type ProbeName, probeNames } from '../../model/probe.ts';
import type { CommandResult } from '../../model/report.ts';
import type { RuntimeFamily } from '../../model/runtime-family.ts';
import type { Evidence } from '../../records/evidence.ts';
import type { RecordOf } from '../../records/record.ts';

/** By which the script runs it, from the top to the bottom. crictl hands on no exit code. */
const runBy: readonly ProbeName[] = probeNames.filter((name) => ['docker', 'ctr', 'runc'].includes(name));

/** Those of a node of that family. */
export const commandClients = ({ probes }: Pick<RuntimeFamily, 'probes'>): readonly ProbeName[] =>
  probes.filter((name) => runBy.includes(name));

/**
 * The user's own command at each layer that the node has, from the top to the bottom, or down to the one that it ran through
 * where that was to be one; empty where none was given.
 * @param words the user's
 * @param probes of the harmless command: only where that was answered the user's is run
 */
export function userCommandResults(
  evidence: Evidence | null,
  words: readonly string[],
  probes: readonly Probe[],
): readonly CommandResult[] {
  if (words.length === 0 || evidence === null) return [];
  const all = runBy.flatMap((name): CommandResult[] => {
    const row = evidence.commands.find(({ layer }) => layer === name);
    if (row) return [ran(evidence, row, words)];
    const probe = probes.find((one) => one.name === name && one.subject === 'target');
    return probe && probe.command.length > 0 ? [notRun(evidence, probe, words)] : [];
  });
  const ranAt = all.findIndex(({ outcome }) => outcome !== 'skipped');
  return evidence.facts['command.once'] === 'yes' && ranAt >= 0 ? all.slice(0, ranAt + 1) : all;
}

function ran(evidence: Evidence, row: RecordOf<'command'>, words: readonly string[]): CommandResult {
  const stdout = outputOf(evidence, row.layer, 'out');
  const stderr = outputOf(evidence, row.layer, 'err');
  return {
    probe: row.layer,
    command: words,
    outcome: row.end === 'timeout' ? 'hang' : 'exited',
    ended: row.ended,
    exitCode: row.code,
    durationMs: row.ms,
    stdout: clean(stdout),
    stderr: clean(stderr),
    reason: '',
    truncated: Math.max(stdout.length, stderr.length) >= scriptCommandBytes,
  };
}

function notRun(evidence: Evidence, { name, outcome }: Probe, words: readonly string[]): CommandResult {
  const held = evidence.commands.find(({ end }) => end === 'timeout');
  const reason =
    outcome.kind !== 'ok'
      ? 'the probe did not get through there'
      : held
        ? `it was still waited for at ${held.layer}`
        : 'the time was up';
  return {
    ...{ probe: name, command: words, outcome: 'skipped', ended: null, exitCode: null, durationMs: 0 },
    ...{ stdout: '', stderr: '', reason, truncated: false },
  };
}

/** COMMAND_BYTES of the node script. */
const scriptCommandBytes = 65_536;

function outputOf(evidence: Evidence, layer: ProbeName, stream: 'out' | 'err'): Buffer {
  const parts = evidence.outputs.filter((row) => row.layer === layer && row.stream === stream);
  return Buffer.concat(parts.toSorted((a, b) => a.part - b.part).map(({ v }) => v));
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { matrixOf, secondOpinionsOf } from '../../../src/evidence/probe-matrix.ts';
import { runtimeFamilies } from '../../../src/model/runtime-family.ts';
import { decodeBrief } from '../../../src/records/brief.ts';
import { decodeStream } from '../../../src/records/decode.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import type { NodeRecord } from '../../../src/records/record.ts';
import { observation, verdictLine } from '../diagnosis/observe.ts';

/**
 * Logs and termination messages of debug pods on a real dockerd 20.10, and what kubectl said beside them. A recorded
 * run gives the same verdict, offline, for ever.
 */
const runs: readonly [file: string, kubectl: string, inFull: string, fromTheBrief: string][] = [
  ['healthy', 'kubectl:ok', 'healthy high', 'healthy high'],
  ['distroless', 'kubectl:ok*', 'healthy medium', 'healthy medium'],
  ['shim-hang', 'kubectl:hang', 'fault shim container high', 'fault shim container high'],
  ['cwd-deleted', 'kubectl:error', 'fault container container high', 'fault container container high'],
  ['frozen', 'kubectl:skipped', 'fault container container high', 'fault container container high'],
  ['frozen-parent', 'kubectl:skipped', 'fault container pod high', 'fault container pod high'],
  ['runc-fail', 'kubectl:error', 'fault runc node high', 'fault runc node high'],
  ['runc-hang', 'kubectl:skipped', 'fault runc node high', 'fault runc node high'],
  ['runc-state', 'kubectl:error', 'fault container container high', 'fault container container high'],
];

const read = (name: string) => readFileSync(new URL(`recorded/${name}`, import.meta.url));

async function recordsOf(name: string): Promise<NodeRecord[]> {
  const bytes = read(`${name}.ndjson`);
  // as the network cuts it
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, index) =>
    bytes.subarray(index * 1000, (index + 1) * 1000),
  );
  return Array.fromAsync(decodeStream(ReadableStream.from(pieces)));
}

function judge(records: readonly NodeRecord[], kubectl: string) {
  const base = observation('docker', { target: kubectl, control: 'none' });
  const [docker] = runtimeFamilies;
  if (!docker) throw new Error('no family');
  const evidence = sortRecords(records);
  const seen = base.probes.filter(({ name }) => name === 'kubectl');
  return diagnose({
    ...base,
    evidence,
    probes: matrixOf(docker, evidence, seen, 'not told'),
    secondOpinions: secondOpinionsOf(evidence),
  });
}

describe.each(runs)('%s', (name, kubectl, inFull, fromTheBrief) => {
  it(`its log: ${inFull}`, async () => expect(verdictLine(judge(await recordsOf(name), kubectl).verdict)).toBe(inFull));
  it(`its termination message: ${fromTheBrief}`, () =>
    expect(verdictLine(judge(decodeBrief(read(`${name}.termination-message`).toString()), kubectl).verdict)).toBe(
      fromTheBrief,
    ));
  it('every line of the log is a record of the run', async () =>
    expect(await recordsOf(name)).toHaveLength(read(`${name}.ndjson`).toString().trim().split('\n').length));
  it('so is every line of the termination message', () => {
    const message = read(`${name}.termination-message`).toString();
    expect(decodeBrief(message)).toHaveLength(message.trim().split('\n').length);
    expect(message.length).toBeLessThanOrEqual(4096);
  });
  it('cut anywhere, it accuses nobody whom the whole does not', async () => {
    const records = await recordsOf(name);
    const whole = judge(records, kubectl).verdict;
    for (const end of records.keys()) {
      const { verdict } = judge(records.slice(0, end), kubectl);
      if (whole.status === 'healthy') expect(verdict.status).not.toBe('fault');
      if (verdict.status === 'fault' && verdict.layer !== null) expect(whole.candidates).toContain(verdict.layer);
    }
  });
});

it('the findings of a stopped shim, and what the run left there', async () => {
  const records = await recordsOf('shim-hang');
  expect(judge(records, 'kubectl:hang').findings.map(({ code }) => code)).toEqual(['shim-stopped']);
  expect(
    sortRecords(records)
      .left.map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['docker-exec', 'exec-id']);
});

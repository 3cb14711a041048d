import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../../src/signatures/catalogue.ts';
import { fixOf, proofs, withProof } from '../../../src/signatures/proven.ts';
import { faultTable } from '../../scenarios/support/fault-table.ts';
import { remedies, withoutRemedy } from '../../scenarios/support/remedies.ts';
import { provingNode, recordedRemedies } from '../../scenarios/support/remedy-recordings.ts';

const recorded = recordedRemedies();
const seen = recorded.map((recording) => ({ ...recording, node: provingNode[recording.mode] }));

describe.each(proofs)('$cause: $command', ({ cause, command, ends, on }) => {
  it('is a step of that entry', () => {
    const commands = signatureOf(cause).fix.map((step) => step.split('   # ')[0] ?? '');
    expect(commands.filter((each) => command.test(each))).toHaveLength(1);
  });
  it.each(on)('was seen on %s', (node) => {
    const all = seen.filter((run) => run.cause === cause && command.test(run.command) && run.node === node);
    expect(all.length).toBeGreaterThan(0);
    for (const run of all) expect(run).toMatchObject({ heals: true, ends });
  });
});

describe('a remedy that was recorded', () => {
  it.each(seen)('$mode, $fault: $command', ({ cause, command, node, ends }) => {
    const marked = proofs.filter((proof) => proof.cause === cause && proof.command.test(command));
    expect(marked.map((proof) => [proof.ends, proof.on.some((one) => one === node)])).toEqual([[ends, true]]);
  });
  it('is run by the table of remedies', () => {
    for (const { fault, command, mode } of recorded) {
      expect(
        remedies.filter(
          (row) => row.fault === fault && row.command.test(command.replace('PID', '1')) && !row.notIn?.[mode],
        ),
      ).toHaveLength(1);
    }
  });
});

describe('the table of remedies', () => {
  it('has every fault, or why it has none', () => {
    const named = [...new Set(remedies.map(({ fault }) => fault)), ...Object.keys(withoutRemedy)];
    expect(named.toSorted()).toEqual([...new Set(faultTable.map(({ fault }) => fault))].toSorted());
  });
});

describe('what is proven of a step', () => {
  const step = 'kill -CONT 100   # on node node1: lets it go on; ends nothing';
  const proven = 'Proven with docker 20.10: heals; ends no container';
  it('is the last sentence of its remark', () =>
    expect(withProof('shim-stopped', step, 'docker')).toContain(`ends nothing. Proven with docker 20.10`));
  it('is not said of another cause', () => expect(withProof('shim-unresponsive', step, 'docker')).toBe(step));
  it('is not said of another command', () => {
    const other = 'kill -KILL 100   # on node node1';
    expect(withProof('shim-stopped', other, 'docker')).toBe(other);
  });
  it('is not said of a runtime with which it was not tried', () =>
    expect(withProof('shim-stopped', step, 'cri-o')).toBe(step));
  it('stands in the catalogue, too', () => expect(fixOf(signatureOf('container-paused'))[0]).toContain(proven));
});

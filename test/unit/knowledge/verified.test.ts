import { describe, expect, it } from 'vitest';
import { effectOf } from '../../../src/knowledge/effects.ts';
import type { Entry, Fix } from '../../../src/knowledge/entry.ts';
import { stepsOf, verifiedFor } from '../../../src/knowledge/entry-steps.ts';
import { catalogue, entryOf } from '../../../src/knowledge/index.ts';
import type { Ends } from '../../../src/model/verdict.ts';
import { remarkOf } from '../../../src/report/step.ts';
import { faultTable } from '../../scenarios/support/fault-table.ts';
import { type Ends as Ended, remedies, withoutRemedy } from '../../scenarios/support/remedies.ts';
import { provingNode, type RemedyRecording, recordedRemedies } from '../../scenarios/support/remedy-recordings.ts';

const entries: readonly Entry[] = catalogue;
const recorded = recordedRemedies();
const rowOf = ({ fault, command, mode }: RemedyRecording) =>
  remedies.filter(
    (row) => row.fault === fault && row.command.test(command.replaceAll('PID', '1')) && !row.notIn?.[mode],
  );
const seen = recorded.map((recording) => ({
  ...recording,
  node: provingNode[recording.mode],
  action: rowOf(recording)[0]?.action,
}));

/** Whose containers an effect ends, as it is seen on a node. */
const ended: Readonly<Record<Ends, Ended>> = {
  nothing: 'no container',
  'exec-sessions': 'no container',
  processes: 'no container',
  container: 'this container',
  pod: 'the containers of the pod',
  'containers-of-node': 'containers of other pods',
};

const proven = entries.flatMap(({ code, fix }) =>
  fix.flatMap((one: Fix) => {
    const [step] = stepsOf([one]);
    return step?.command && step.action && step.verified.length > 0
      ? [{ code, command: step.command, action: step.action, verified: step.verified }]
      : [];
  }),
);

describe.each(proven)('$code: $command', ({ code, action, verified }) => {
  it.each(verified)('was seen on %s', (node) => {
    const runs = seen.filter((run) => run.cause === code && run.node === node && run.action === action);
    expect(runs.length).toBeGreaterThan(0);
    const { ends } = effectOf(action, node.startsWith('docker ') ? 'docker' : 'containerd');
    for (const run of runs) expect(run).toMatchObject({ heals: true, ends: ended[ends] });
  });
});

describe('a remedy that was recorded', () => {
  it.each(seen)('$mode, $fault: $command', ({ cause, node, action }) => {
    const marked = proven.filter((one) => one.code === cause && one.action === action);
    expect(marked.some(({ verified }) => verified.some((one) => one === node))).toBe(true);
  });
  it.each(seen)('$mode, $fault: $command is run by one row of the table', (run) => expect(rowOf(run)).toHaveLength(1));
});

describe('the table of remedies', () => {
  it('has every fault, or why it has none', () => {
    const named = [...new Set(remedies.map(({ fault }) => fault)), ...Object.keys(withoutRemedy)];
    expect(named.toSorted()).toEqual([...new Set(faultTable.map(({ fault }) => fault))].toSorted());
  });
});

describe('what is proven of a step', () => {
  it('is the last sentence of its remark', () => {
    const [first] = stepsOf(entryOf('container-paused').fix);
    expect(first && remarkOf(first, null)).toMatch(
      /; ends nothing\. Proven with docker 20\.10: fixes it; ends no container$/,
    );
  });
  it('is said of the same action that a report puts together', () =>
    expect(verifiedFor('go-on', entryOf('shim-stopped'), 'docker')).toEqual(['docker 20.10']));
  it('is not said of another cause', () =>
    expect(verifiedFor('go-on', entryOf('shim-unresponsive'), 'docker')).toEqual([]));
  it('is not said of another action', () =>
    expect(verifiedFor('kill-shim', entryOf('shim-stopped'), 'docker')).toEqual([]));
  it('is not said of a runtime with which it was not tried', () =>
    expect(verifiedFor('go-on', entryOf('shim-stopped'), 'cri-o')).toEqual([]));
});

import { describe, expect, it } from 'vitest';
import type { Outcome, Probe, ProbeName } from '../../../../src/model/probe.ts';
import { sortRecords } from '../../../../src/records/evidence.ts';
import type { NodeRecord, RecordOf } from '../../../../src/records/record.ts';
import { userCommandResults } from '../../../../src/run/report/user-command.ts';

const command = (more: Partial<RecordOf<'command'>> = {}): NodeRecord => ({
  r: 'command',
  layer: 'runc',
  attempt: 1,
  end: 'exited',
  code: 3,
  ms: 40,
  command: ['runc', 'exec', 'x', 'ls'],
  ended: true,
  ...more,
});
const output = (
  text: string | Buffer,
  part = 0,
  stream: 'out' | 'err' = 'out',
  layer: 'runc' | 'ctr' = 'runc',
): NodeRecord => ({ r: 'output', layer, stream, part, v: Buffer.from(text) });
const results = (...records: NodeRecord[]) => userCommandResults(sortRecords(records), ['ls'], []);
const probe = (name: ProbeName, outcome: Outcome): Probe => ({
  ...{ name, subject: 'target', command: [name, 'exec'], outcome, flaky: false },
});
const ok: Outcome = { kind: 'ok', durationMs: 40, method: 'echo' };

describe("the user's own command", () => {
  it('with its exit code and both outputs', () =>
    expect(results(command(), output('out\n'), output('err\n', 0, 'err'))).toEqual([
      {
        probe: 'runc',
        command: ['ls'],
        outcome: 'exited',
        ended: true,
        exitCode: 3,
        durationMs: 40,
        stdout: 'out\n',
        stderr: 'err\n',
        reason: '',
        truncated: false,
      },
    ]));
  it('a layer each', () =>
    expect(
      results(command(), command({ layer: 'ctr', code: 0 })).map(({ probe, exitCode }) => [probe, exitCode]),
    ).toEqual([
      ['ctr', 0],
      ['runc', 3],
    ]));
  it('that hung', () =>
    expect(results(command({ end: 'timeout', code: null }))).toMatchObject([{ outcome: 'hang', exitCode: null }]));
  it('with its output in order, a character over two records', () => {
    const [first, second] = [Buffer.from('gr\u00fcn').subarray(0, 3), Buffer.from('gr\u00fcn').subarray(3)];
    expect(results(command(), output(second ?? '', 1), output(first ?? '', 0))[0]?.stdout).toBe('gr\u00fcn');
  });
  it("not with another layer's output", () =>
    expect(results(command(), output('x', 0, 'out', 'ctr'))[0]?.stdout).toBe(''));
  it('without escape sequences', () =>
    expect(results(command(), output('\u001b[31mred\u001b]0;x\u0007'))[0]?.stdout).toBe('red'));
  it('cut where it was too long', () => {
    const parts = Array.from({ length: 16 }, (_, part) => output('x'.repeat(4096), part));
    expect(results(command(), ...parts)[0]?.truncated).toBe(true);
    expect(results(command(), ...parts.slice(1))[0]?.truncated).toBe(false);
  });
  it('is not run where the probe did not get through', () => {
    const probes = [probe('docker', { kind: 'hang', durationMs: 10_000 }), probe('runc', ok)];
    expect(userCommandResults(sortRecords([command()]), ['ls'], probes)).toMatchObject([
      { probe: 'docker', outcome: 'skipped', reason: 'the probe did not get through there' },
      { probe: 'runc', outcome: 'exited' },
    ]);
  });
  it('is not run above a layer where it did not end', () =>
    expect(
      userCommandResults(sortRecords([command({ end: 'timeout' })]), ['ls'], [probe('ctr', ok), probe('runc', ok)]),
    ).toMatchObject([{ outcome: 'skipped', reason: 'it was still waited for at runc' }, { outcome: 'hang' }]));
  it('was for the topmost layer that works, where those above tell why it was not theirs', () => {
    const probes = [probe('docker', { kind: 'hang', durationMs: 10_000 }), probe('ctr', ok), probe('runc', ok)];
    const once: NodeRecord = { r: 'fact', k: 'command.once', v: 'yes' };
    const told = userCommandResults(sortRecords([once, command({ layer: 'ctr' })]), ['ls'], probes);
    expect(told.map(({ probe: name, outcome }) => [name, outcome])).toEqual([
      ['docker', 'skipped'],
      ['ctr', 'exited'],
    ]);
    const none = userCommandResults(sortRecords([once]), ['ls'], probes);
    expect(none.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped', 'skipped']);
  });
  it('was not given', () => expect(userCommandResults(sortRecords([]), [], [probe('runc', ok)])).toEqual([]));
  it('is not told of where nothing came back', () => expect(userCommandResults(null, ['ls'], [])).toEqual([]));
});

import { describe, expect, it } from 'vitest';
import { glyphs, palette } from '../../../../src/report/render-options.ts';
import { matrixBlock } from '../../../../src/report/table/matrix-block.ts';
import { type Column, error, ids, report, skipped } from '../build-report.ts';

const options = { width: 120, wide: false, palette: palette(false), glyphs: glyphs(true) };
const matrix = (target: Column, control: Column, wide = false) =>
  matrixBlock(report({ target, control }), { ...options, wide });

describe('the matrix', () => {
  it('has a row a probe, from the top to the bottom', () =>
    expect(matrix({ nsenter: 'ok', runc: 'ok', docker: 'hang' }, { nsenter: 'ok', runc: 'ok', docker: 'ok' })).toEqual([
      'PROBE    TARGET       CONTROL     COMMAND',
      'docker   HANG >10.0s  ok 0.06s    docker exec 3f2a1b0c9d8e /bin/echo …',
      'runc     ok 0.04s     ok 0.04s    runc --root /var/run/docker/runtime-runc/moby exec 3f2a1b0c9d8e /bin/echo …',
      'nsenter  ok 0.00s *   ok 0.00s *  nsenter -t 4242 -m -u -i -n -p -C -r -w -- /exec-doctor-…',
      '* asked for a path that cannot exist: the answer came, nothing was started',
    ]));

  it('has no column for a control that was not asked', () =>
    expect(matrix({ docker: 'ok' }, {})).toEqual([
      'PROBE   TARGET    COMMAND',
      'docker  ok 0.06s  docker exec 3f2a1b0c9d8e /bin/echo …',
    ]));

  it('shows a control without its target', () =>
    expect(matrix({ docker: 'ok' }, { runc: 'ok' }).map((line) => line.slice(0, 30).trimEnd())).toEqual([
      'PROBE   TARGET    CONTROL   CO',
      'docker  ok 0.06s  -         do',
      'runc    -         ok 0.04s  ru',
    ]));

  it('tells errors and reasons below, the same text once', () => {
    const shown = matrix(
      { crictl: skipped('no crictl'), docker: error('\nboom\n', 126) },
      { crictl: skipped('no crictl'), docker: error('bang') },
    );
    expect(shown[1]).toMatch(/^crictl {2}skipped \[1\] {6}skipped \[1\] {6}crictl/);
    expect(shown[2]).toMatch(/^docker {2}error 0.04s \[2\] {2}error 0.04s \[3\] {2}docker/);
    expect(shown.slice(3)).toEqual(['[1] skipped: no crictl', '[2] exit 126: boom', '[3] exit 1: bang']);
  });

  it('marks a probe whose answers differ', () => {
    const probes = report({ target: { docker: error('boom') } }).probes.map((probe) => ({ ...probe, flaky: true }));
    expect(matrixBlock({ probes, terminals: [] }, options).at(-1)).toBe(
      '[1] exit 1: boom; tried again, and the answers differ',
    );
  });

  it('cuts a long error, but not when asked for all', () => {
    const target: Column = { docker: error(`${'x '.repeat(2_000)}end`) };
    expect(matrix(target, {}).at(-1)).toMatch(/x ?…$/);
    expect(matrix(target, {}, true).at(-1)).toMatch(/end$/);
  });

  it('shows commands whole when asked to', () =>
    expect(matrix({ docker: 'ok' }, {}, true)[1]).toMatch(
      new RegExp(`docker exec ${ids.target} /bin/echo [0-9a-f]{32}$`),
    ));

  it('says how much of a command is missing where there is no room', () => {
    const [probe] = report({ target: { docker: 'ok' } }).probes;
    const long = matrixBlock(
      { probes: probe ? [{ ...probe, command: Array(200).fill('word') }] : [], terminals: [] },
      { ...options, width: 60 },
    );
    expect(long).toHaveLength(5);
    expect(long.at(-1)).toMatch(/word…$/);
  });

  it('is nothing without probes', () => expect(matrixBlock({ probes: [], terminals: [] }, options)).toEqual([]));

  const { probes } = report({ target: { docker: 'ok', nsenter: 'ok' }, control: { docker: 'ok' } });
  const withTerminal = (terminals: typeof probes, wide = false) =>
    matrixBlock({ probes, terminals }, { ...options, wide }).map((line) => line.split(/ {2,}/).slice(0, 3).join(' '));
  it('what fails with a terminal has rows of its own', () => {
    const terminals = report({ target: { docker: error('open /dev/pts/0') }, control: { docker: 'ok' } }).probes;
    expect(withTerminal(terminals)).toContain('docker -t error 0.04s [1] ok 0.06s');
  });
  it('what works with a terminal has them on demand', () => {
    const terminals = report({ target: { docker: 'ok' } }).probes;
    expect(withTerminal(terminals).join()).not.toContain('-t');
    expect(withTerminal(terminals, true)).toContain('docker -t ok 0.06s -');
  });
});

import { describe, expect, it } from 'vitest';
import { glyphs, palette } from '../../../../src/report/render-options.ts';
import { matrixBlock } from '../../../../src/report/table/matrix-block.ts';
import { type Column, error, ids, report, skipped } from '../build-report.ts';

const options = { width: 120, palette: palette(false), glyphs: glyphs(true) };
const matrix = (target: Column, control: Column) => matrixBlock(report({ target, control }), options);

describe('the matrix', () => {
  it('has a row a probe, from the top to the bottom', () =>
    expect(matrix({ nsenter: 'ok', runc: 'ok', docker: 'hang' }, { nsenter: 'ok', runc: 'ok', docker: 'ok' })).toEqual([
      'PROBE    TARGET       CONTROL',
      'docker   HANG >10.0s  ok 0.06s',
      'runc     ok 0.04s     ok 0.04s',
      'nsenter  ok 0.00s *   ok 0.00s *',
      '* probed with a path that cannot exist: the answer came, nothing was started',
      expect.stringMatching(new RegExp(`^ {4}docker exec ${ids.target} /bin/echo [0-9a-f]{32}$`)),
      expect.stringMatching(/^ {4}runc --root \S+ exec [0-9a-f]{64} \/bin\/echo [0-9a-f]{32}$/),
      expect.stringMatching(/^ {4}nsenter -t 4242 -m -u -i -n -p -C -r -w -- \/exec-doctor-[0-9a-f]{32}$/),
    ]));

  it('has no column for a control that was not asked', () =>
    expect(matrix({ docker: 'ok' }, {}).slice(0, 2)).toEqual(['PROBE   TARGET', 'docker  ok 0.06s']));

  it('shows a control without its target', () =>
    expect(matrix({ docker: 'ok' }, { runc: 'ok' }).slice(0, 3)).toEqual([
      'PROBE   TARGET    CONTROL',
      'docker  ok 0.06s  -',
      'runc    -         ok 0.04s',
    ]));

  it('tells errors and reasons below, the same text once', () => {
    const shown = matrix(
      { crictl: skipped('no crictl'), docker: error('\nboom\n', 126) },
      { crictl: skipped('no crictl'), docker: error('bang') },
    );
    expect(shown[1]).toMatch(/^crictl {2}skipped \[1\] {6}skipped \[1\]$/);
    expect(shown[2]).toMatch(/^docker {2}error 0.04s \[2\] {2}error 0.04s \[3\]$/);
    expect(shown.slice(3, 6)).toEqual(['[1] skipped: no crictl', '[2] exit 126: boom', '[3] exit 1: bang']);
  });

  it('marks a probe whose answers differ', () => {
    const probes = report({ target: { docker: error('boom') } }).probes.map((probe) => ({ ...probe, flaky: true }));
    expect(matrixBlock({ probes, terminals: [] }, options).at(-2)).toBe(
      '[1] exit 1: boom; tried again, and the answers differ',
    );
  });

  it('has all of a long error', () =>
    expect(matrix({ docker: error(`${'x '.repeat(2_000)}end`) }, {}).at(-2)).toMatch(/end$/));

  it('is nothing without probes', () => expect(matrixBlock({ probes: [], terminals: [] }, options)).toEqual([]));

  const { probes } = report({ target: { docker: 'ok', nsenter: 'ok' }, control: { docker: 'ok' } });
  const withTerminal = (terminals: typeof probes) =>
    matrixBlock({ probes, terminals }, options).map((line) => line.split(/ {2,}/).slice(0, 3).join(' '));
  it('what fails with a terminal has rows of its own', () => {
    const terminals = report({ target: { docker: error('open /dev/pts/0') }, control: { docker: 'ok' } }).probes;
    expect(withTerminal(terminals)).toContain('docker -t error 0.04s [1] ok 0.06s');
  });
  it('and so has what works with one', () =>
    expect(withTerminal(report({ target: { docker: 'ok' } }).probes)).toContain('docker -t ok 0.06s -'));
});

import { describe, expect, it } from 'vitest';
import { runtimeFamilies } from '../../../src/model/runtime-family.ts';
import { type NodeRecord, recordSchema } from '../../../src/records/record.ts';
import { liveLines } from '../../../src/report/live.ts';
import { glyphs, palette } from '../../../src/report/render-options.ts';
import { displayWidth } from '../../../src/report/wrap.ts';
import { report } from './build-report.ts';

const family = runtimeFamilies.find(({ name }) => name === 'docker');
const answered = (layer: string, subject: string, ms = 40, end = 'exited'): NodeRecord =>
  recordSchema.parse({
    ...{ r: 'probe', subject, layer, attempt: 1, end, code: end === 'exited' ? 0 : null, ms },
    ...{ command: [], method: 'echo', seen: end === 'exited', out: '', err: '' },
  });
const skipped: NodeRecord = recordSchema.parse({ r: 'skip', subject: 'target', layer: 'crictl', why: 'no-client' });
const lines = (records: readonly NodeRecord[], kubectl = report().probes, width = 80) => {
  if (!family) throw new Error('no docker');
  return liveLines(
    { family, records, kubectl, elapsedMs: 3_200, limitMs: 60_000 },
    { width, palette: palette(false), glyphs: glyphs(true) },
  );
};

describe('while it runs', () => {
  it('nothing is known at first, and that is what it waits for', () =>
    expect(lines([])).toEqual(
      [
        '           kubectl  crictl   docker   ctr      runc     kernel',
        '  target   …        …        …        …        …        …',
        '  control  …        …        …        …        …        …',
        '  so far (3.20s of 60.0s): waiting for kubectl, crictl, docker, ctr, runc, kernel',
      ].map((line) => line.slice(0, 79)),
    ));
  it('cells are filled as answers come, and the columns stay where they are', () =>
    expect(
      lines([
        skipped,
        answered('runc', 'target'),
        answered('nsenter', 'target'),
        answered('docker', 'target', 9_000, 'timeout'),
      ]).slice(1),
    ).toEqual([
      expect.stringMatching(/^ {2}target {3}… {8}– {8}✗ hangs {2}… {8}✔ 0\.04s {2}✔ 0\.04s$/),
      expect.stringMatching(/^ {2}control {2}…/),
      '  so far (3.20s of 60.0s): works by runc, kernel; not by docker; waiting for kubectl, ctr'.slice(0, 79),
    ]));
  it('what came through the API server stands beside it', () =>
    expect(lines([], report({ target: { kubectl: 'ok' } }).probes)[1]).toMatch(/^ {2}target {3}✔ 0\.16s {2}…/));
  it('no line wraps', () => expect(lines([], [], 40).filter((line) => displayWidth(line) > 39)).toEqual([]));
});

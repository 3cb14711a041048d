import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deliverReport } from '../../../../src/run/report/deliver-report.ts';
import { report } from '../../report/build-report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exec-doctor-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What was printed, told and thrown. */
async function delivered(bundle: string | null) {
  const printed: string[] = [];
  const notices: string[] = [];
  const process = {
    stdout: {
      write: (text: string, done: () => void) => {
        printed.push(text);
        done();
      },
    },
    env: {},
    versions: { node: '24.0.0' },
  } as unknown as NodeJS.Process;
  const delivery = { output: 'table', redact: false, color: null, bundle } as const;
  const thrown = await deliverReport(process, delivery, report(), { notice: (text) => notices.push(text) }).catch(
    (error: unknown) => error,
  );
  return { printed: printed.join(''), notices, thrown };
}

it('is printed', async () =>
  expect(await delivered(null)).toEqual({
    printed: expect.stringMatching(/^ok default\/nginx1 /),
    notices: [],
    thrown: undefined,
  }));

it('is bundled too, and told where', async () => {
  const { printed, notices, thrown } = await delivered(join(folder, 'out'));
  expect([printed, notices, thrown]).toEqual([
    expect.stringMatching(/^ok default\/nginx1 /),
    [expect.stringContaining(join(folder, 'out'))],
    undefined,
  ]);
  expect(readdirSync(folder)).toEqual(['out']);
});

it('is printed though the bundle cannot be written, which is thrown', async () => {
  const { printed, notices, thrown } = await delivered(join(folder, 'gone', 'out'));
  expect([printed, notices]).toEqual([expect.stringMatching(/^ok default\/nginx1 /), []]);
  expect(thrown).toMatchObject({ name: 'Problem', whatHappened: expect.stringContaining('could not be written') });
});

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/command-line/parse-command-line.ts';
import { openKept } from '../../../src/from-records/saved-run.ts';
import { limits } from '../../../src/limits.ts';
import type { Report } from '../../../src/model/report.ts';
import { renderJson } from '../../../src/report/json.ts';
import { keepRun, keptRuns, keptRunsFolder } from '../../../src/show/kept-runs.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../report/recorded-report.ts';

let env: { readonly XDG_CACHE_HOME: string };
beforeEach(() => {
  env = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'exec-doctor-cache-')) };
});
afterEach(() => rmSync(env.XDG_CACHE_HOME, { recursive: true }));

const shimHang = recordedFaults(['docker']).find(({ name }) => name === 'shim-hang-nginx1');
const report = (startedAt: string, pod = 'nginx1'): Report => {
  if (!shimHang) throw new Error('no recording of shim-hang-nginx1');
  const whole = reportOf(shimHang.recording);
  return {
    ...whole,
    startedAt,
    target: { ...whole.target, pod, node: { ...whole.target.node, address: '10.77.0.2' } },
  };
};
const keep = (startedAt: string, pod?: string) => {
  const run = report(startedAt, pod);
  keepRun(env, run, renderJson(run));
};
const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();

describe('a run', () => {
  it('is kept for its owner alone', () => {
    keep(at(1));
    const [run] = keptRuns(env);
    expect(run).toMatchObject({ pod: 'nginx1', startedAt: '2026-03-01T12:00:01.000Z' });
    expect(statSync(run?.file ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(keptRunsFolder(env)).mode & 0o777).toBe(0o700);
  });
  it('is drawn again as it was, with its commands', async () => {
    keep(at(1));
    const again = await openKept(keptRuns(env)[0]?.file ?? '', true);
    expect(again.verdict).toEqual(report(at(1)).verdict);
    expect(again.verdict.remedy?.step.command).toMatch(/^kill -CONT \d+$/);
  });
  it('names no process in a command once its number may be that of another', async () => {
    keep(at(1));
    const old = await openKept(keptRuns(env)[0]?.file ?? '', false);
    expect(old.verdict.nextSteps.map(({ command }) => command)).toContain('kill -CONT PID');
    expect(JSON.stringify([old.verdict.nextSteps, old.verdict.remedy])).not.toMatch(/kill -\w+ \d/);
  });
  it('stays as long as it is one of the last', () => {
    for (let second = 0; second < limits.keptRuns + 3; second += 1) keep(at(second));
    const kept = keptRuns(env).map(({ startedAt }) => startedAt);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([limits.keptRuns, at(limits.keptRuns + 2), at(3)]);
  });
  it('does not replace one of the same moment', () => {
    keep(at(1));
    keep(at(1));
    expect(keptRuns(env)).toHaveLength(1);
  });
  it.each<[string, (folder: string) => void]>([
    ['a folder that others may write to', (folder) => chmodSync(folder, 0o777)],
    [
      'a link in its place',
      (folder) => {
        rmSync(folder, { recursive: true });
        mkdirSync(`${folder}-elsewhere`);
        symlinkSync(`${folder}-elsewhere`, folder);
      },
    ],
    [
      'a file in its place',
      (folder) => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
      },
    ],
  ])('is not kept in %s, and is not read from there', (_, change) => {
    const folder = keptRunsFolder(env);
    mkdirSync(folder, { mode: 0o700 });
    change(folder);
    keep(at(1));
    expect(keptRuns(env)).toEqual([]);
  });
  it('of a pod with the longest of names has a name that a file can have', () => {
    keep(at(1), `${'a'.repeat(250)}.b1`);
    expect(readdirSync(keptRunsFolder(env))).toHaveLength(1);
    expect(keptRuns(env)).toHaveLength(1);
  });
  it('stays in its folder, whatever a pod is called', () => {
    keep(at(1), '../../x');
    expect(readdirSync(keptRunsFolder(env))).toEqual(['2026-03-01T120001.000Z-..-..-x.json']);
  });
  it('is none where nothing was kept', () => expect(keptRuns(env)).toEqual([]));
});

it.each<[string, object]>([
  ['show', { which: { kind: 'nth', n: 1 }, output: 'table' }],
  ['show 2 -o wide', { which: { kind: 'nth', n: 2 }, output: 'wide' }],
  ['show nginx1', { which: { kind: 'pod', name: 'nginx1' } }],
  ['show pod/nginx1 -o html', { which: { kind: 'pod', name: 'nginx1' }, output: 'html', redact: true }],
  ['show -l', { which: { kind: 'list' } }],
  ['show --details', { output: 'wide', leftovers: false }],
  ['show --leftovers', { leftovers: true }],
])('%s', async (line, asked) =>
  expect(await parseCommandLine(line.split(' '), {})).toMatchObject({ kind: 'show', ...asked }),
);

it.each([
  ['show 1 2', 'One run is shown'],
  ['show -l 1', 'One run is shown'],
  ['show --timeout=3s', 'show has no flag --timeout'],
  ['show --details -o json', '--details is for people at a terminal'],
  ['nginx1 --leftovers', '--leftovers is a flag of kubectl exec-doctor show'],
])('%s is refused', async (line, said) =>
  expect(await parseCommandLine(line.split(' '), {})).toMatchObject({
    kind: 'usage-error',
    problem: { whatHappened: expect.stringContaining(said) },
  }),
);

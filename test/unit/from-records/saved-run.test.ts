import { describe, expect, it } from 'vitest';
import { pack } from '../../../src/bundle/archive.ts';
import { bundleFiles, recordsText } from '../../../src/bundle/bundle-files.ts';
import { savedRun } from '../../../src/from-records/saved-run.ts';
import { limits } from '../../../src/limits.ts';
import type { Outcome, Probe } from '../../../src/model/probe.ts';
import { renderJson } from '../../../src/report/json.ts';
import { composeReport, type RunFacts } from '../../../src/run/report/compose-report.ts';
import { report } from '../report/build-report.ts';
import { situations } from '../report/situations.ts';
import { target } from '../run/runs.ts';

async function* chunks(content: string | Buffer) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
}
const read = (content: string | Buffer) => savedRun(chunks(content), 'x');

const saved = JSON.parse(renderJson(report()));
const changed = (change: object) => JSON.stringify({ ...saved, ...change });
const bundle = (text: string) => pack('exec-doctor-x', [{ name: 'report.json', text }], new Date(0));

describe('of a saved report is kept what it was drawn from', () => {
  it.each(Object.entries(situations))('%s', async (_, situation) => {
    const { context, startedAt, durationMs, transport, surroundings, kubelet, probes } = situation;
    const again = await read(renderJson(situation));
    expect(again).toMatchObject({ context, startedAt, durationMs, transport, surroundings, kubelet });
    expect(again.target).toEqual(situation.target);
    const throughApiServer = (all: typeof probes) => all.find(({ name }) => name === 'kubectl');
    expect(throughApiServer(again.probes)).toEqual(throughApiServer(probes));
  });

  it('passes through the API server are counted again', async () => {
    const round = (outcome: Outcome): Probe => ({
      ...{ name: 'kubectl', subject: 'target', command: ['kubectl', 'exec'], flaky: false },
      outcome,
    });
    const ok = round({ kind: 'ok', durationMs: 90, method: 'echo' });
    const hang = round({ kind: 'hang', durationMs: 10_000 });
    const told: RunFacts = {
      ...{ target, context: 'lab', startedAt: '2026-03-01T03:12:45.120Z', durationMs: 40_000, kubelet: [] },
      podContext: report().surroundings,
      examination: {
        transport: report().transport,
        ...{ failure: null, records: [], logReadable: true, kubectl: [hang], terminals: [], crossChecks: [] },
        rounds: [ok, ok, hang],
      },
      ...{ after: null, sameNamespace: true, sameOwnerIDs: ['abc'], command: [], dumpStacks: false },
    };
    const run = composeReport(told);
    expect(run.repeats).toMatchObject([{ name: 'kubectl', runs: 3, failed: 1 }]);
    expect(await read(renderJson(run))).toEqual(composeReport({ ...told, fromFile: true }));
  });
});

/** A run with all that a flag asks for, and a secret in what the user's command printed. */
const runWithAll = (text: string) =>
  composeReport({
    ...{ target, context: null, startedAt: '2026-03-01T03:12:45.120Z', durationMs: 40_000, kubelet: ['It says so.'] },
    podContext: report().surroundings,
    examination: {
      transport: { kind: 'ssh', to: 'root@node1', recordsFrom: 'output' },
      ...{ failure: null, logReadable: null, kubectl: [], terminals: [], crossChecks: [], rounds: [] },
      records: [
        { r: 'hello', userland: 'host', uptime: 7_000 },
        { r: 'fact', k: 'target.id', v: '=plain' },
        { r: 'dump', of: 'dockerd', pid: 812, why: '', dir: '/run', total: 40, cut: false },
        { r: 'goroutines', of: 'dockerd', part: 0, v: '3 [select, 4 minutes] main.a\n' },
        { r: 'command', layer: 'docker', attempt: 1, end: 'exited', code: 3, ms: 40, command: ['ls'], ended: true },
        { r: 'output', layer: 'docker', stream: 'out', part: 0, v: Buffer.from(text) },
        { r: 'end', overdue: 0 },
      ],
    },
    ...{
      after: null,
      sameNamespace: true,
      sameOwnerIDs: null,
      command: ['ls', '--password', 'hunter2'],
      dumpStacks: true,
    },
  });

describe('of a run with all that flags ask for', () => {
  const text = '=a\u00e4\n';
  const run = runWithAll(text);
  it('there is something to keep', () => {
    expect(run.command).toMatchObject([{ stdout: text, exitCode: 3 }]);
    expect(run.stacks?.daemons).toMatchObject([{ waiting: [{ count: 3 }] }]);
  });
  it('saved as JSON, it is the same report', async () =>
    expect(await read(renderJson(run))).toEqual({ ...run, fromFile: true }));
  it("in a bundle, the user's command has no secret any more", async () => {
    const files = await bundleFiles(runWithAll(`${text}TOKEN=hunter2\n`), { manifest: null, nodeVersion: '24.0.0' });
    const again = await read(await pack('exec-doctor-x', files, new Date(0)));
    expect(again.command).toMatchObject([
      { command: ['ls', '--password', '[redacted]'], stdout: `${text}TOKEN=[redacted]\n`, exitCode: 3 },
    ]);
    expect({ ...again, command: [], observed: null }).toEqual({
      ...run,
      ...{ fromFile: true, command: [], observed: null },
    });
  });
});

it('records of a kind that this version does not know are told', async () => {
  const end = { r: 'end', overdue: 0 };
  const run = await read(changed({ observed: { ...saved.observed, records: [{ r: 'telepathy' }, end, 7, null] } }));
  expect(run.observed.records).toMatchObject([{ r: 'unread', kind: 'telepathy' }, end]);
  expect(run.verdict.notTested).toContain('one record of the script could not be read: telepathy (its r)');
});

it('of an older run is not known why the debug pod had its image', async () => {
  const { imageFrom, ...transport } = saved.transport;
  expect(imageFrom).toBe('sandbox');
  expect((await read(changed({ transport }))).transport).toEqual({ ...report().transport, imageFrom: null });
});

it('the first byte may be a mark of the order of bytes', async () =>
  expect((await read(`\ufeff${renderJson(report())}`)).target.pod).toBe('nginx1'));

it('records alone are read with what they are about', async () => {
  const records = [{ r: 'end', overdue: 0 }] as const;
  const text = recordsText(report({ observed: { ...report().observed, records } }));
  expect(await read(text)).toMatchObject({ target: report().target, transport: { kind: 'records', to: 'x' } });
});

it.each<[what: string, content: () => string | Buffer | Promise<Buffer>, why: string]>([
  ['nothing', () => '', 'There are no records of exec-doctor in x.'],
  ['a text', () => 'hello', 'There are no records of exec-doctor in x.'],
  ['a report that was cut off', () => renderJson(report()).slice(0, 900), 'There are no records of exec-doctor in x.'],
  ['other JSON', () => '{"kind":"Pod","apiVersion":"v1"}', 'x is no report of exec-doctor.'],
  ['a later format', () => changed({ apiVersion: 'exec-doctor/v2' }), 'x is a report in the format "exec-doctor/v2".'],
  ['a changed report', () => changed({ target: { ...saved.target, runtime: 'rkt' } }), 'target.runtime is not as it'],
  [
    'an image from nowhere',
    () => changed({ transport: { ...saved.transport, imageFrom: 'moon' } }),
    'transport.imageFrom is not as it should be.',
  ],
  ['a time that is none', () => changed({ startedAt: 'yesterday' }), 'startedAt is not as it should be.'],
  ['a report without its records', () => changed({ observed: undefined }), 'observed is not as it should be.'],
  ['a bundle with another report', () => bundle('{"kind":"Pod"}'), 'report.json in x is no report of exec-doctor.'],
  ['a bundle with a broken report', () => bundle('{"kind":'), 'report.json in x is no report of exec-doctor.'],
  ['far too much', () => ' '.repeat(limits.savedRecordsBytes + 1), 'x is longer than what a run saves can be'],
])('%s is refused', async (_, content, why) => expect(read(await content())).rejects.toThrow(why));

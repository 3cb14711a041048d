import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { diagnose, matrix, reportOf, run } from './support/plugin.ts';
import { kubectl, lab, onNode } from './support/the-lab.ts';
import { expectNoTrace, files, ourPods, removeOurPods } from './support/traces.ts';

/** What the debug pod has by these names, the node may have, too: it shares /dev with this machine. */
const sameNames = () => onNode(['sh', '-c', 'ls -ld /exec-doctor* /dev/termination-log 2>/dev/null || :']);

let before: readonly string[] = [];
let sameNamesBefore = '';
beforeAll(async () => {
  if (lab.missing) return;
  before = await files();
  sameNamesBefore = await sameNames();
});
const noTrace = () => expectNoTrace('nginx1', 'nginx', before);

describe('--dry-run', () => {
  it.each([
    ['as it is', ['nginx1']],
    ['with an image', ['two', '-c', 'sidecar', '--image=busybox:stable']],
    ['with a command to quote', ['nginx1', '--', '/bin/sh', '-c', `echo "$(id)" 'a\nb' $$ # : - {}`]],
  ])('prints a manifest that the API server accepts, %s, and creates nothing', async (_how, words) => {
    const { code, stdout } = await run([words[0] ?? '', '--dry-run', ...words.slice(1)]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(stdout).toContain('The node half of exec-doctor');
    expect(await kubectl(['create', '--dry-run=server', '-f', '-', '-o', 'name'], stdout)).toMatch(
      /^pod\/exec-doctor-/,
    );
    expect(await ourPods()).toEqual([]);
  });

  it('by the API server says that it would admit the pod, and creates nothing', async () => {
    const { code, stdout } = await run(['nginx1', '--dry-run=server']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^pod\/exec-doctor-[0-9a-f]{8} created \(server dry run\)\n$/),
    });
    expect(await ourPods()).toEqual([]);
  });

  it('prints JSON where that is asked for', async () => {
    const { stdout } = await run(['nginx1', '--dry-run=client', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Pod', spec: { hostPID: true } });
  });
});

it('-o jsonpath prints what its template makes of the report, and -o name nothing of a healthy pod', async () => {
  const { code, stdout } = await run(['nginx1', '-o', 'jsonpath={.target.pod} {.verdict.status}']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'nginx1 healthy' });
  expect(await run(['show', '-o', 'name'])).toMatchObject({ code: 0, stdout: '' });
});

it('--keep leaves the pod, and says how to remove it', async () => {
  try {
    const { code, stderr } = await run(['nginx1', '--keep']);
    expect(code).toBe(0);
    const command = /remove it with: kubectl (delete pod -n default (exec-doctor-\w+))$/im.exec(stderr);
    expect(await ourPods(), stderr).toEqual([`pod/${command?.[2]}`]);
    await kubectl((command?.[1] ?? '').split(' '));
    await noTrace();
  } finally {
    await removeOurPods();
  }
});

it('--no-control probes the target only', async () => {
  const { ending, report } = await diagnose(['nginx1', '--no-control']);
  expect(ending.code, matrix(report)).toBe(0);
  expect(report.probes.filter(({ subject, outcome }) => subject === 'control' && outcome !== 'skipped')).toEqual([]);
  await noTrace();
});

it('--image runs the script with the programs of that image', async () => {
  const { ending, report } = await diagnose(['nginx1', '--image', 'busybox:stable']);
  expect(ending.code, matrix(report)).toBe(0);
  expect(report.transport).toMatchObject({ image: 'busybox:stable', userland: 'image', failure: null });
  expect(report.probes.filter(({ outcome }) => outcome === 'error' || outcome === 'hang')).toEqual([]);
  await noTrace();
});

it('--debug-namespace creates the pod there', async () => {
  const { ending, report } = await diagnose(['nginx1', '--debug-namespace', 'kube-public']);
  expect(ending.code, matrix(report)).toBe(0);
  expect(report.transport.namespace).toBe('kube-public');
  await noTrace();
});

it('without a kubectl the API client asks instead', async () => {
  const path = mkdtempSync(join(tmpdir(), 'exec-doctor-path.'));
  symlinkSync(realpathSync(process.execPath), join(path, 'node'));
  const ending = await run(['nginx1', '-o', 'json'], { PATH: path });
  rmSync(path, { recursive: true });
  const report = reportOf(ending);
  expect(ending.code, matrix(report)).toBe(0);
  expect(report.probes.find(({ layer, subject }) => layer === 'kubectl' && subject === 'target')?.outcome).toBe('ok');
  await noTrace();
});

it('--bundle saves a run that can be diagnosed again, and compared', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exec-doctor-bundle-'));
  const file = join(folder, 'run.tar.gz');
  try {
    const first = await run(['nginx1', '-o', 'json', '--bundle', file]);
    expect(first.code, first.stderr).toBe(0);
    const again = await run(['--from-records', file, '-o', 'json']);
    expect(again.code, again.stderr).toBe(0);
    expect(reportOf(again).verdict).toEqual(reportOf(first).verdict);
    expect((await run(['diff', file, file])).code).toBe(0);
    const second = await run(['nginx1', '--bundle', file]);
    expect([second.code, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toContain(file);
    await noTrace();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('-o', () => {
  it('html is a page by itself', async () => {
    const { code, stdout } = await run(['nginx1', '-o', 'html']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!DOCTYPE html>.*default\/nginx1.*<\/html>\n$/s);
  });

  it('yaml is the same document as json: the schema allows it', async () => {
    const ending = await run(['nginx1', '-o', 'yaml']);
    expect(ending.stdout).toMatch(/^apiVersion: exec-doctor\/v1beta2\n/);
    const report = reportOf({ ...ending, stdout: JSON.stringify(parse(ending.stdout)) });
    expect(report.verdict.status).toBe('healthy');
  });

  it('table fits 80 columns and has no colour where stdout is no terminal', async () => {
    const { stdout } = await run(['nginx1']);
    expect(stdout).not.toContain('\x1b');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

it('the node’s own files are as before', async () => {
  expect(await sameNames()).toBe(sameNamesBefore);
});

it('show draws the last run again, as it was', async () => {
  const { report } = await diagnose(['nginx1']);
  const shown = await run(['show', '-o', 'json']);
  expect(shown.code, shown.stderr).toBe(0);
  expect(reportOf(shown).verdict).toEqual(report.verdict);
  expect((await run(['show', '-l'])).stdout).toMatch(/^RUN .*\n1 .* nginx1\n/);
  await noTrace();
});

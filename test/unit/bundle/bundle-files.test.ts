import { describe, expect, it } from 'vitest';
import { bundleFiles, bundleFolder } from '../../../src/bundle/bundle-files.ts';
import type { Report } from '../../../src/model/report.ts';
import { mapStrings } from '../../../src/report/map-strings.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../from-records/saved-recording.ts';
import { report } from '../report/build-report.ts';
import { situations } from '../report/situations.ts';

const files = (about: Report) => bundleFiles(about, { manifest: null, nodeVersion: '24.0.0' });
const names = async (about: Report) => (await files(about)).map(({ name }) => name);
const textOf = async (about: Report, name: string) =>
  (await files(about)).find((file) => file.name === name)?.text ?? '';

const always = ['README.txt', 'report.txt', 'report.md', 'report.json', 'versions.json'];

it('its folder says whom it is about, and when', () => {
  expect(bundleFolder(report())).toBe('exec-doctor-nginx1-20260301T031245Z');
  expect(bundleFolder(report({ about: { pod: '', container: '../../x y' } }))).toBe(
    'exec-doctor-.._.._x_y-20260301T031245Z',
  );
});

it.each(Object.entries(situations))('has a report in each form: %s', async (_, about) =>
  expect(await names(about)).toEqual(expect.arrayContaining(always)),
);

const [recorded] = recordedFaults(['docker']).filter(({ name }) => name === 'runc-broken-fail');
if (!recorded) throw new Error('no such recording');
const run = reportOf(recorded.recording);

describe('of a run on a node', () => {
  it.each([
    ['evidence/probes/target-docker.txt', /^\$ \/usr\/.*docker exec [\s\S]*\(exit \d+, \d+ ms\)\n/],
    ['evidence/probes/target-kubectl.txt', /^\$ kubectl exec /],
    ['evidence/answers/docker_version.txt', /^\$ .*version[\s\S]*20\.10/],
    ['evidence/logs/dockerd.txt', /level=/],
    ['evidence/stacks/processes.txt', /^containerd-shim: process \d+, shim of target, state S/m],
    ['versions.json', /"runc\.version": "runc version 1\.1/],
    ['records.ndjson', /^plan [0-9a-f]{24} \S+\n\{"n":"[0-9a-f]{24}","r":"hello"/],
  ])('%s', async (name, text) => expect(await textOf(run, name)).toMatch(text));

  it('README.txt names each file, or its folder, and no other', async () => {
    const listed = [...(await textOf(run, 'README.txt')).matchAll(/^ {2}(\S+)$/gm)].map(([, place]) => place ?? '');
    const all = await names(run);
    for (const name of all.slice(1))
      expect(
        listed.some((place) => name.startsWith(place)),
        name,
      ).toBe(true);
    for (const place of listed)
      expect(
        all.some((name) => name.startsWith(place)),
        place,
      ).toBe(true);
  });
  it('README.txt fits a terminal', async () => expect(await textOf(run, 'README.txt')).not.toMatch(/^.{81}/m));
});

describe('the debug pod', () => {
  it('is in it as it was made', async () =>
    expect(await bundleFiles(run, { manifest: 'kind: Pod\n', nodeVersion: '' })).toContainEqual(
      expect.objectContaining({ name: 'manifest.yaml', text: 'kind: Pod\n' }),
    ));
  it('or it is not', async () => expect(await names(run)).not.toContain('manifest.yaml'));
});

/** Words by which programs tell things apart. */
const own = /^(?:[a-z-]{1,20}|[RSDTZIt]|)$/;

it('a secret in any text is in no file', async () => {
  const secret = 'hunter2hunter2';
  const sown = mapStrings(run, {
    text: (text) =>
      own.test(text) || /^\d{4}-/.test(text) ? text : `${text} --password=${secret} tcp://u:${secret}@h`,
  });
  expect(JSON.stringify(sown).split(secret).length).toBeGreaterThan(500);
  expect((await files(sown)).filter(({ text }) => text.includes(secret))).toEqual([]);
});

it('a secret across two pieces of an output is in no file', async () => {
  const piece = (part: number, text: string) =>
    ({ r: 'output', layer: 'docker', stream: 'out', part, v: Buffer.from(text) }) as const;
  const records = [piece(1, 'ter2hunter2\n'), piece(0, 'a\nDB_PASSWORD=hun'), piece(1, 'ter2hunter2\n')];
  const text = (await files(report({ observed: { ...run.observed, records } }))).map((file) => file.text);
  expect(text.join('\n')).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
  const [, written = ''] = /"r":"output".*"v":"=([^"]*)"/.exec(text.join('\n')) ?? [];
  expect(Buffer.from(written, 'base64').toString()).toBe('a\nDB_PASSWORD=[redacted]\n');
});

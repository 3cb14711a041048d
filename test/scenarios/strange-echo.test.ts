import { afterAll, beforeAll, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { lab } from './support/the-lab.ts';

/** What is put in the place of /bin/echo, and what is said of it. */
const programs = {
  silent: { body: 'exit 0', said: 'it ends with exit code 0, and prints nothing' },
  failing: { body: 'exit 3', said: 'it ends with exit code 3, and prints nothing' },
  endless: { body: 'sleep 1000', said: 'does not end' },
  // the words of layers, with codes that these end with
  'as-api-server': {
    body: 'echo "Error from server: error dialing backend: x509: certificate has expired" >&2; exit 1',
    said: 'it ends with exit code 1',
  },
  'as-runtime': {
    body: 'echo "OCI runtime exec failed: exec failed: unexpected EOF: unknown" >&2; exit 126',
    said: 'it ends with exit code 126',
  },
  // more than is kept of an output, and more than is read
  'as-api-server-at-length': {
    body: 'echo "Error from server: error dialing backend: x509: certificate has expired"; yes | head -c 100000; exit 3',
    said: 'it ends with exit code 3',
  },
  flooding: { body: 'exec yes', said: 'it prints without an end' },
  'as-ctr': {
    body: 'echo "ctr: failed to dial /run/containerd/containerd.sock: connection refused" >&2; exit 1',
    said: 'it ends with exit code 1',
  },
};

/** Says the word, ends, and leaves a child that holds its output open. */
const held = 'echo "$1"; sleep 1000 & exit 0';

beforeAll(async () => {
  if (lab.missing) return;
  for (const [name, { body }] of Object.entries({ ...programs, held: { body: held } })) {
    const script = `rm /bin/echo; printf '#!/bin/sh\\n${body}\\n' >/bin/echo; chmod 755 /bin/echo; exec sleep 100000`;
    await create(pod(name, { image: 'busybox:stable', command: ['sh', '-c', script] }));
  }
  for (const name of [...Object.keys(programs), 'held']) await until(name, '.status.phase', 'Running');
});
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

it.each(Object.entries(programs))('a container whose /bin/echo is %s is accused of nothing', async (name, { said }) => {
  const { ending, report } = await diagnose([name]);
  expect(ending.code, matrix(report)).toBe(3);
  expect(report.verdict).toMatchObject({ status: 'inconclusive', candidates: ['container'], cause: null, wayIn: null });
  expect(report.verdict.summary).toContain(said);
  expect(report.findings.filter(({ by }) => by === 'text')).toEqual([]);
});

it('nor is a layer, where a child of it keeps the output open for those that wait for that', async (context) => {
  const { report } = await diagnose(['held']);
  const kubectl = report.probes.find(({ layer, subject }) => layer === 'kubectl' && subject === 'target');
  context.skip(kubectl?.outcome !== 'ok', 'kubectl waits for it too');
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  expect(report.findings.map(({ code }) => code)).not.toContain('probe-not-trusted');
  expect(report.findings.map(({ code }) => code)).not.toContain('slow-layer');
});

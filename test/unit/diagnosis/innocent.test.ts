import { describe, expect, it } from 'vitest';
import { lateFailure } from '../../../src/debug-pod/start-failure.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { Outcome } from '../../../src/model/probe.ts';
import { type Changes, changed, recorded } from './changed-recording.ts';
import { observation, type Situation } from './observe.ts';

const unexamined: Situation = { target: 'kubectl:hang', control: 'none', websocket: 'hang', log: 'ok' };
const init = lateFailure(
  {
    ...{ kind: 'pending', seenByKubelet: true, sandboxRuns: true },
    waiting: { reason: 'PodInitializing', message: '' },
  },
  [],
  { ownNamespace: false },
);

const silence: Outcome = { kind: 'error', durationMs: 90, exitCode: 0, text: '' };
const silentForAll: Changes = Object.fromEntries(
  (['target', 'control'] as const).flatMap((subject) =>
    (['kubectl', 'ctr', 'runc', 'nsenter'] as const).map((name) => [`${subject} ${name}`, silence]),
  ),
);

it('a debug pod that waits for a container of its own acquits none of the target', () => {
  const { verdict } = diagnose(observation('containerd', { ...unexamined, failure: init }));
  expect(init).toEqual({ kind: 'silent', text: 'PodInitializing' });
  expect(verdict.unlikely.map(({ layer }) => layer)).not.toContain('shim');
});

it('an exec over a WebSocket that fails acquits kubectl, and no proxy', () => {
  const { verdict } = diagnose(observation('containerd', { ...unexamined, failure: init }));
  expect(verdict.likely.find(({ layer }) => layer === 'client-path')?.reason).toMatch(/kubectl itself/);
});

it('a control that fails by kubectl alone tells of no new containers', () => {
  const { findings } = diagnose(observation('docker', { control: 'kubectl:hang docker:ok ctr:ok runc:ok nsenter:ok' }));
  expect(findings.map(({ summary }) => summary).join()).toMatch(/on the way there, which the target shares/);
});

it('what a pod mounts read-only is no disk of the node', () => {
  const text =
    'RunContainerError: open /run/containerd/io.containerd.runtime.v2.task/k8s.io/ab/rootfs/etc/hosts: read-only file system';
  const { findings } = diagnose(
    observation('containerd', { target: 'kubectl:hang', control: 'none', failure: { kind: 'runtime', text } }),
  );
  expect(findings.map(({ code }) => code)).not.toContain('disk-full');
});

it('layers that do not agree are those that the node has', () => {
  const gone: Observation = recorded('containerd', 'init-zombie-nginx1');
  expect(diagnose(gone).findings.find(({ code }) => code === 'state-disagreement')?.layer).toBe('containerd');
});

describe('what hits all of a node', () => {
  const all = 'kubectl:error docker:error ctr:error runc:error nsenter:error';
  const gone =
    'rpc error: code = 13 desc = invalid header field value "oci runtime error: exec failed: cannot exec a container that has run and stopped\\n"';
  it.each<[string, Observation]>([
    ['is not explained by zombies in one container', changed(recorded('containerd', 'zombies-nginx1'), silentForAll)],
    [
      'is not mended by the end of one pod, whatever is said of one',
      observation('docker', {
        target: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
        control: 'kubectl:error docker:error ctr:error runc:ok nsenter:ok',
        texts: { kubectl: gone, docker: gone, ctr: gone },
        controlTexts: { kubectl: gone, docker: gone, ctr: gone },
      }),
    ],
    ['nor where nothing is said', observation('docker', { target: all, control: all })],
  ])('%s', (_, seen) => {
    const { verdict } = diagnose(seen);
    expect(verdict.cause).not.toBe('zombies-pile-up');
    const actions = verdict.nextSteps.map(({ action }) => action);
    expect(actions.filter((action) => action === 'delete-pod' || action === 'restart-dockerd')).toEqual([]);
    expect(verdict.nextSteps).not.toEqual([]);
  });
});

it('a fault whose every step is spoken against has one that only looks', () => {
  const seen = changed(recorded('docker', 'child-frozen-nginx1'), {
    ...{ 'target kubectl': silence, 'target docker': silence, 'target ctr': silence },
  });
  expect(diagnose(seen).verdict).toMatchObject({ status: 'fault', layer: 'shim' });
  expect(diagnose(seen).verdict.nextSteps).not.toEqual([]);
});

it('what the control fails with does not choose the remedy of the target', () => {
  const text =
    'OCI runtime exec failed: exec failed: unable to start container process: chdir: not a directory: unknown';
  const seen = recorded('docker', 'cwd-deleted-nginx1');
  const beside = changed(seen, { 'control runc': { kind: 'error', durationMs: 60, exitCode: 1, text } });
  expect(diagnose(beside).verdict.remedy?.step.action).toBe(diagnose(seen).verdict.remedy?.step.action);
});

it('a program that could not be executed at times is no fault of its container by what an exec below met', () => {
  const busy = recorded('docker', 'text-busy-nginx1');
  const worked: Outcome = { kind: 'ok', durationMs: 300, method: 'echo' };
  const probes = changed(busy, { 'target kubectl': worked }).probes.map((probe) =>
    probe.name === 'kubectl' && probe.subject === 'target' ? { ...probe, flaky: true } : probe,
  );
  expect(diagnose({ ...busy, probes }).verdict).toMatchObject({ status: 'degraded', cause: 'intermittent' });
});

import { expect, it } from 'vitest';
import { lateFailure } from '../../../src/debug-pod/start-failure.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { recorded } from './changed-recording.ts';
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

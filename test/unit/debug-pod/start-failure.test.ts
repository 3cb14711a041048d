import { describe, expect, it } from 'vitest';
import type { PodEvent } from '../../../src/debug-pod/events.ts';
import type { PodState } from '../../../src/debug-pod/pod-state.ts';
import { finalFailure, lateFailure } from '../../../src/debug-pod/start-failure.ts';
import { limits } from '../../../src/limits.ts';
import { folder } from './plan.ts';

const waiting = (reason: string, message = ''): PodState => ({
  kind: 'pending',
  seenByKubelet: true,
  sandboxRuns: false,
  waiting: { reason, message },
});
const pending: PodState = { kind: 'pending', seenByKubelet: true, sandboxRuns: false, waiting: null };
const unseen: PodState = { ...pending, seenByKubelet: false };
const withSandbox: PodState = { ...pending, sandboxRuns: true, waiting: { reason: 'ContainerCreating', message: '' } };
const rejected = (reason: string, message: string): PodState => ({ kind: 'rejected', reason: { reason, message } });
const ended = (reason: string, message: string): PodState => ({ kind: 'ended', exitCode: 128, reason, message });
const event = (reason: string, message: string): PodEvent => ({ reason, message, count: 1 });
const noEnv = 'OCI runtime create failed: exec: "env": executable file not found in $PATH';
const noLoader = 'exec: "/exec-doctor-5c5c/ld": permission denied';

const others = { ownNamespace: false };
const ours = { ownNamespace: true };

describe('waiting will not mend', () => {
  it.each<[PodState, PodEvent[], string, string]>([
    [
      rejected('OutOfpods', 'Node did not have enough resource: pods'),
      [],
      'rejected',
      'OutOfpods: Node did not have enough resource: pods',
    ],
    [
      rejected('Evicted', 'The node was low on resource: memory.'),
      [],
      'rejected',
      'Evicted: The node was low on resource: memory.',
    ],
    [rejected('NodeAffinity', ''), [], 'rejected', 'NodeAffinity'],
    [waiting('ErrImagePull', 'not found'), [], 'image', 'ErrImagePull: not found'],
    [waiting('ImagePullBackOff'), [], 'image', 'ImagePullBackOff'],
    [waiting('ErrImageNeverPull'), [], 'image', 'ErrImageNeverPull'],
    // of one that is there, which this pod has no credentials for: Kubernetes 1.35
    [
      waiting(
        'ErrImageNeverPull',
        'Container image "registry.example/proxy:1" is not present with pull policy of Never',
      ),
      [],
      'image',
      'ErrImageNeverPull: Container image "registry.example/proxy:1" is not present with pull policy of Never',
    ],
    [waiting('RegistryUnavailable', 'no route'), [], 'image', 'RegistryUnavailable: no route'],
    [waiting('SignatureValidationFailed', 'no key'), [], 'image', 'SignatureValidationFailed: no key'],
    [waiting('InvalidImageName'), [], 'image', 'InvalidImageName'],
    [waiting('RunContainerError', noEnv), [], 'shell', `RunContainerError: ${noEnv}`],
    [waiting('RunContainerError', noLoader), [], 'shell', `RunContainerError: ${noLoader}`],
    // a loader without a library, or a shell without nsenter: the script has not said a word
    [{ kind: 'ended', exitCode: 127, reason: 'Error', message: '' }, [], 'shell', 'exit code 127'],
    [
      waiting('CreateContainerError', 'exec: "/bin/sh": stat /bin/sh: no such file or directory'),
      [],
      'shell',
      'CreateContainerError: exec: "/bin/sh": stat /bin/sh: no such file or directory',
    ],
    [
      waiting('RunContainerError', 'runc did not terminate successfully'),
      [],
      'runtime',
      'RunContainerError: runc did not terminate successfully',
    ],
    [
      waiting('CreateContainerConfigError', 'container has runAsNonRoot'),
      [],
      'runtime',
      'CreateContainerConfigError: container has runAsNonRoot',
    ],
    [
      waiting('RunContainerError', `exec: "${folder}/ld": stat ${folder}/ld: no such file or directory`),
      [],
      'shell',
      `RunContainerError: exec: "${folder}/ld": stat ${folder}/ld: no such file or directory`,
    ],
    // in no folder of ours
    [
      waiting('RunContainerError', 'exec: "/exec-doctor/ld": stat /exec-doctor/ld: no such file or directory'),
      [],
      'runtime',
      'RunContainerError: exec: "/exec-doctor/ld": stat /exec-doctor/ld: no such file or directory',
    ],
    [
      pending,
      [event('FailedMount', 'hostPath type check failed: /lib/ld-musl-x86_64.so.1 is not a file')],
      'mount',
      'FailedMount: hostPath type check failed: /lib/ld-musl-x86_64.so.1 is not a file',
    ],
    [ended('StartError', noEnv), [], 'shell', `StartError: ${noEnv}`],
    [ended('ContainerCannotRun', noEnv), [], 'shell', `ContainerCannotRun: ${noEnv}`],
    [
      pending,
      [event('FailedMount', 'hostPath type check failed: /lib64 is not a directory')],
      'mount',
      'FailedMount: hostPath type check failed: /lib64 is not a directory',
    ],
  ])('%j %j: %s', (state, events, kind, text) => {
    const byEvent = events.length > 0 && { mayBeForged: true };
    expect(finalFailure(state, events, others)).toEqual({ kind, text, ...byEvent });
    expect(finalFailure(state, events, ours)).toEqual({ kind, text });
  });
});

describe('it may still start', () => {
  it.each<[PodState, PodEvent[]]>([
    [pending, []],
    [waiting('ContainerCreating'), []],
    [waiting('ContainerCreating'), [event('FailedMount', 'Unable to attach or mount volumes: timed out')]],
    [waiting('ContainerCreating'), [event('FailedCreatePodSandBox', 'no space left on device')]],
    [{ kind: 'running' }, [event('FailedMount', 'hostPath type check failed')]],
    // the kubelet itself has said what cannot be so then
    [unseen, [event('FailedMount', 'hostPath type check failed')]],
    [withSandbox, [event('FailedMount', 'hostPath type check failed')]],
    [waiting('SomethingElse'), [event('FailedMount', 'hostPath type check failed')]],
    [ended('Completed', 'hello'), []],
    [ended('Error', ''), []],
  ])('%j %j', (state, events) => expect(finalFailure(state, events, others)).toBeNull());
});

describe('its time is over', () => {
  it.each<[PodState, PodEvent[], string, string]>([
    [pending, [], 'silent', ''],
    [waiting('ContainerCreating'), [], 'silent', ''],
    [waiting('PodInitializing', 'soon'), [], 'silent', 'PodInitializing: soon'],
    [pending, [event('Pulling', 'x')], 'silent', ''],
    [
      pending,
      [event('FailedCreatePodSandBox', 'a'), event('FailedCreatePodSandBox', 'b')],
      'runtime',
      'FailedCreatePodSandBox: b',
    ],
    [pending, [event('FailedCreatePodSandBox', 'a'), event('FailedMount', 'b')], 'mount', 'FailedMount: b'],
    [pending, [event('FailedMount', 'a'), event('Failed', 'b')], 'runtime', 'Failed: b'],
    [waiting('ContainerCreating'), [event('FailedMount', 'a')], 'mount', 'FailedMount: a'],
    [withSandbox, [event('Failed', 'b')], 'runtime', 'Failed: b'],
    // the kubelet itself has said what cannot be so then
    [unseen, [event('FailedCreatePodSandBox', 'a')], 'silent', ''],
    [unseen, [event('Failed', 'a')], 'silent', ''],
    [withSandbox, [event('FailedCreatePodSandBox', 'a')], 'silent', ''],
    [withSandbox, [event('Failed', 'b'), event('FailedMount', 'a')], 'runtime', 'Failed: b'],
  ])('%j %j: %s', (state, events, kind, text) => {
    const byEvent = kind !== 'silent' && { mayBeForged: true };
    expect(lateFailure(state, events, others)).toEqual({ kind, text, ...byEvent });
    expect(lateFailure(state, events, ours)).toEqual({ kind, text });
  });
  it('however long an event is, it is told in short', () =>
    expect(lateFailure(pending, [event('Failed', 'a'.repeat(2_000_000))], ours).text).toHaveLength(limits.eventChars));
});

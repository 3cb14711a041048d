import type { PodEvent } from './events.ts';
import type { PodState, Reason } from './pod-state.ts';

/** Why the debug pod does not run. None of these accuses a layer by itself. */
export interface StartFailure {
  readonly kind: 'rejected' | 'image' | 'mount' | 'shell' | 'runtime' | 'silent';
  /** What the kubelet or the runtime said, as `Reason: message`; empty where nobody said anything. */
  readonly text: string;
}

const imageReasons = ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError'];

/** A failure that waiting will not mend; null while the pod may still start. */
export function finalFailure(state: PodState, events: readonly PodEvent[]): StartFailure | null {
  if (state.kind === 'rejected') {
    // without a reason: its sandbox went before it ran, as where the runtime restarts
    const text = spell(state.reason);
    return { kind: text === '' ? 'silent' : 'rejected', text };
  }
  if (state.kind === 'ended' && startErrors.includes(state.reason)) {
    return { kind: isShellMissing(state.message) ? 'shell' : 'runtime', text: spell(state) };
  }
  if (state.kind === 'ended' && neverBegan(state)) return { kind: 'shell', text: `exit code ${state.exitCode}` };
  if (state.kind !== 'pending') return null;
  if (state.waiting && imageReasons.includes(state.waiting.reason))
    return { kind: 'image', text: spell(state.waiting) };
  if (state.waiting && createErrors.includes(state.waiting.reason)) {
    return { kind: isShellMissing(state.waiting.message) ? 'shell' : 'runtime', text: spell(state.waiting) };
  }
  const mount = events.find(
    (event) => event.reason === 'FailedMount' && /hostPath type check failed/.test(event.message),
  );
  return mount ? { kind: 'mount', text: spell(mount) } : null;
}

/** What is known of a pod that had its time and did not start. */
export function lateFailure(state: PodState, events: readonly PodEvent[]): StartFailure {
  const failed = events.findLast((event) => /^Failed/.test(event.reason));
  if (failed?.reason === 'FailedMount') return { kind: 'mount', text: spell(failed) };
  if (failed) return { kind: 'runtime', text: spell(failed) };
  const waiting = state.kind === 'pending' && state.waiting?.message ? spell(state.waiting) : '';
  return { kind: 'silent', text: waiting };
}

/** The host has no such program at all, or the image has none; or the node does not let a loader be started by itself. */
const isShellMissing = (message: string) =>
  /exec: "(env|\/bin\/sh|\/exec-doctor-\w+\/ld)":.*(no such file|not found|permission denied)/.test(message);

/** By a loader that did not find a library, or a shell that did not find its program: the script says a word at its start. */
const neverBegan = ({ exitCode, message }: { exitCode: number; message: string }): boolean =>
  (exitCode === 126 || exitCode === 127) && message === '';
const startErrors = ['StartError', 'ContainerCannotRun'];
const createErrors = ['CreateContainerError', 'CreateContainerConfigError', 'RunContainerError'];

const spell = ({ reason, message }: Reason) => [reason, message].filter(Boolean).join(': ');

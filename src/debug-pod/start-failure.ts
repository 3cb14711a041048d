import { limits } from '../limits.ts';
import type { PodEvent } from './events.ts';
import type { PodState, Reason } from './pod-state.ts';

/** Why the debug pod does not run. None of these accuses a layer by itself. */
export interface StartFailure {
  readonly kind: 'rejected' | 'image' | 'mount' | 'shell' | 'runtime' | 'silent';
  /** What the kubelet or the runtime said, as `Reason: message`; empty where nobody said anything. */
  readonly text: string;
  /** It was told by an event alone, in a namespace in which others may create events. */
  readonly mayBeForged?: true;
}

/** Who may create events beside the pod: none but the cluster's own in a namespace for debug pods alone. */
export interface EventSource {
  readonly ownNamespace: boolean;
}

/**
 * ErrImageNeverPull also of an image that is on the node, by a kubelet since 1.35, where the pod has none of the credentials
 * that it was pulled with: https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification
 */
const imageReasons = [
  ...['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError'],
  ...['RegistryUnavailable', 'SignatureValidationFailed'],
];

/** A failure that waiting will not mend; null while the pod may still start. */
export function finalFailure(state: PodState, events: readonly PodEvent[], source: EventSource): StartFailure | null {
  return byStatus(state) ?? byMount(state, events, source);
}

/** What the kubelet has written itself, where nobody else can. */
function byStatus(state: PodState): StartFailure | null {
  if (state.kind === 'rejected') {
    // without a reason: its sandbox went before it ran, as where the runtime restarts
    const text = spell(state.reason);
    return { kind: text === '' ? 'silent' : 'rejected', text };
  }
  if (state.kind === 'ended' && startErrors.includes(state.reason)) {
    return { kind: isShellMissing(state.message) ? 'shell' : 'runtime', text: spell(state) };
  }
  if (state.kind === 'ended' && neverBegan(state)) return { kind: 'shell', text: `exit code ${state.exitCode}` };
  if (state.kind !== 'pending' || !state.waiting) return null;
  if (imageReasons.includes(state.waiting.reason)) return { kind: 'image', text: spell(state.waiting) };
  if (createErrors.includes(state.waiting.reason)) {
    return { kind: isShellMissing(state.waiting.message) ? 'shell' : 'runtime', text: spell(state.waiting) };
  }
  return null;
}

/** A volume that cannot be mounted is told by events alone; the status has no more than that the container is not made yet. */
function byMount(state: PodState, events: readonly PodEvent[], source: EventSource): StartFailure | null {
  const mount = events.find(
    (event) =>
      event.reason === 'FailedMount' && /hostPath type check failed/.test(event.message) && isCredible(event, state),
  );
  return mount ? byEvent('mount', mount, source) : null;
}

/** Not where the kubelet has said of the pod what cannot be so then. */
function isCredible({ reason }: PodEvent, state: PodState): boolean {
  if (state.kind !== 'pending' || !state.seenByKubelet) return false;
  if (!beforeTheContainer.includes(reason)) return true;
  return !state.sandboxRuns && ['', ...notYetMade].includes(state.waiting?.reason ?? '');
}

const beforeTheContainer = ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox'];
const notYetMade = ['ContainerCreating', 'PodInitializing'];

/** In a sandbox that runs: what it waits for is a container that somebody has put before its own. */
const isInitializing = ({ sandboxRuns, waiting }: Extract<PodState, { kind: 'pending' }>): boolean =>
  sandboxRuns && waiting?.reason === 'PodInitializing';

const byEvent = (kind: StartFailure['kind'], event: PodEvent, { ownNamespace }: EventSource): StartFailure => ({
  kind,
  text: spell(event),
  ...(!ownNamespace && { mayBeForged: true as const }),
});

/** What the kubelet's events tell against its start, as far as the status does not refute it, and how often they do; oldest first. */
export const credibleFailures = (
  state: PodState,
  events: readonly PodEvent[],
  source: EventSource,
): readonly { readonly failure: StartFailure; readonly count: number }[] =>
  events
    .filter((event) => /^Failed/.test(event.reason) && isCredible(event, state))
    .map((event) => ({
      failure: byEvent(event.reason === 'FailedMount' ? 'mount' : 'runtime', event, source),
      count: event.count,
    }));

/** What is known of a pod that had its time and did not start. */
export function lateFailure(state: PodState, events: readonly PodEvent[], source: EventSource): StartFailure {
  const failed = credibleFailures(state, events, source).at(-1);
  if (failed) return failed.failure;
  const isTold = state.kind === 'pending' && (state.waiting?.message || isInitializing(state));
  return { kind: 'silent', text: isTold && state.waiting ? spell(state.waiting) : '' };
}

/** The host has no such program at all, or the image has none; or the node does not let a loader be started by itself. */
const isShellMissing = (message: string) =>
  /exec: "(env|\/bin\/sh|\/exec-doctor-\w+\/ld)":[^\n]{0,500}(no such file|not found|permission denied)/.test(message);

/** By a loader that did not find a library, or a shell that did not find its program: the script says a word at its start. */
const neverBegan = ({ exitCode, message }: { exitCode: number; message: string }): boolean =>
  (exitCode === 126 || exitCode === 127) && message === '';
const startErrors = ['StartError', 'ContainerCannotRun'];
const createErrors = ['CreateContainerError', 'CreateContainerConfigError', 'RunContainerError'];

const spell = ({ reason, message }: Reason) => [reason, message].filter(Boolean).join(': ').slice(0, limits.eventChars);

import type { PodEvent } from '../../debug-pod/events.ts';
import { isUnseen, type PodState } from '../../debug-pod/pod-state.ts';
import { credibleFailures, type EventSource, type StartFailure } from '../../debug-pod/start-failure.ts';
import { isPortRefused, originOfProbe } from '../../diagnosis/error-origin.ts';
import { startWordsIn } from '../../diagnosis/start-failure-origin.ts';
import { limits } from '../../limits.ts';
import type { Probe } from '../../model/probe.ts';
import type { NodeFacts } from '../../model/target.ts';
import { isLongSilent } from '../../target/node/long-silent.ts';

/** What was read so far of a debug pod that does not run yet. */
export interface Waiting extends EventSource {
  readonly state: PodState;
  readonly events: readonly PodEvent[];
  readonly node: Pick<NodeFacts, 'ready' | 'lease'>;
  /** Since it was created. */
  readonly waitedMs: number;
  /** Nobody listens at the kubelet's port, by the API server's words about a request for a log. */
  readonly kubeletRefuses: boolean;
}

/** What speaks against a debug pod that may still start. */
export interface Hindrance {
  /** What it is given up with. */
  readonly failure: StartFailure;
  /** By what it is the same at the next look: the kubelet's words have another id each time. */
  readonly what: string;
  /** It has not been seen once only, so waiting mends nothing. */
  readonly isRepeated: boolean;
  /** An exec into the target meets the same: then it is no passing moment of the one pod's start. */
  isBorneOutBy(probe: Probe): boolean;
  /** Nobody is there to answer, so a hang is no news after this time. */
  readonly answerMs: number | null;
  /** The kubelet is down. */
  readonly kubeletGone: boolean;
}

/**
 * Null while nothing known speaks against it. A single event may pass, for a kubelet tries again after ten seconds: so no
 * event ends the wait that has words of the runtime's own once only, unless an exec fails with words of the same kind.
 */
export function hindranceOf(waiting: Waiting): Hindrance | null {
  if (waiting.state.kind !== 'pending') return null;
  return byWords(waiting) ?? bySilence(waiting);
}

/** The kubelet tells why, with words that a sick runtime alone can write. */
function byWords(waiting: Waiting): Hindrance | null {
  const known = credibleFailures(waiting.state, waiting.events, waiting).flatMap(({ failure, count }) => {
    const code = startWordsIn(failure.text);
    return code === null ? [] : [{ failure, count, code }];
  });
  const last = known.at(-1);
  if (!last) return null;
  const times = known.filter(({ code }) => code === last.code).reduce((sum, { count }) => sum + count, 0);
  return {
    ...hindrance,
    failure: last.failure,
    what: last.code,
    isRepeated: times >= limits.startFailuresSeen,
    isBorneOutBy: ({ outcome }) => outcome.kind === 'error' && startWordsIn(outcome.text) === last.code,
  };
}

/** It has not taken up the pod, which takes one that works a moment, and nobody answers for it, or has for long. */
function bySilence({ state, node, waitedMs, kubeletRefuses }: Waiting): Hindrance | null {
  if (!isUnseen(state)) return null;
  const hadTime = waitedMs >= limits.kubeletTakesPodMs;
  if (kubeletRefuses) {
    const isBorneOutBy = ({ outcome }: Probe) => hadTime && outcome.kind === 'error' && isPortRefused(outcome.text);
    return { ...hindrance, isBorneOutBy, kubeletGone: true };
  }
  if (isLongSilent(node)) {
    const isBorneOutBy = (probe: Probe) =>
      hadTime && (probe.outcome.kind === 'hang' || originOfProbe(probe)?.unanswered === true);
    return { ...hindrance, isBorneOutBy, answerMs: limits.silentAnswerMs };
  }
  // the kubelet's own: it starts nothing, as where its runtime is down; but it may have said so a while ago
  if (node.ready?.status === 'False' && hadTime) {
    const isBorneOutBy = ({ outcome }: Probe) => outcome.kind === 'error' && startWordsIn(outcome.text) !== null;
    return { ...hindrance, isBorneOutBy };
  }
  return null;
}

const hindrance = {
  failure: { kind: 'silent', text: '' },
  what: 'silence',
  isRepeated: false,
  answerMs: null,
  kubeletGone: false,
} as const;

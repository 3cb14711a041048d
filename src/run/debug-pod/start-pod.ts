import type { Cluster } from '../../cluster/cluster.ts';
import { DebugPod } from '../../debug-pod/debug-pod.ts';
import type { PodState } from '../../debug-pod/pod-state.ts';
import { type EventSource, finalFailure, lateFailure, type StartFailure } from '../../debug-pod/start-failure.ts';
import { limits } from '../../limits.ts';
import { manifestOf, type RunPlan } from '../plan.ts';
import { orTimeIsUp, type RunClock } from '../session/run-clock.ts';
import type { PodVariant, PodVariants } from './pod-variant.ts';
import { BesideTheWait, type WhileItWaits } from './while-it-waits.ts';

export interface StartedPod {
  readonly pod: DebugPod;
  readonly variant: PodVariant;
  readonly failure: StartFailure | null;
  /** It was given up because the kubelet is down. */
  readonly kubeletGone: boolean;
}

export interface StartOptions {
  readonly timeoutMs: number;
  /** The user wants out. */
  readonly cancelled: AbortSignal;
  readonly clock: RunClock;
  /** Told of each pod as soon as it may exist, so that none is left behind. */
  readonly onCreate: (pod: DebugPod) => void;
  readonly meanwhile: WhileItWaits;
}

/**
 * Creates the debug pod and waits until its container runs, has ended, or cannot start. A node without the folders or
 * the shell that the first variant needs is tried with the next one.
 */
export async function startPod(
  cluster: Cluster,
  plan: RunPlan,
  variants: PodVariants,
  options: StartOptions,
): Promise<StartedPod> {
  const deadline = performance.now() + options.timeoutMs;
  const creation = AbortSignal.any([options.cancelled, options.clock.timeIsUp]);
  let [variant, ...others] = variants;
  for (let attempt = 0; ; attempt++) {
    const manifest = manifestOf(plan, variant, attempt);
    const pod = await orTimeIsUp(options.clock, 'the debug pod was created', () =>
      DebugPod.create(cluster, manifest, options.onCreate, creation),
    );
    const { failure, kubeletGone } = await startFailureOf(pod, deadline, {
      ...options,
      ownNamespace: plan.ownNamespace,
    });
    const inTime = performance.now() < deadline;
    if (failure?.kind === 'image') others = others.filter(({ image }) => image !== variant.image);
    const next = others.findIndex((other) => failure !== null && inTime && mends(other, variant, failure));
    const mended = others[next];
    if (!mended) return { pod, variant, failure, kubeletGone };
    await pod.delete();
    variant = mended;
    others = others.slice(next + 1);
  }
}

/**
 * Would that variant start where this one failed so? A mount that fails is told by events alone, which others may forge: for
 * their sake no image is taken that is trusted less.
 */
function mends(other: PodVariant, failed: PodVariant, { kind, text }: StartFailure): boolean {
  if (failed.programs === 'image') return false;
  switch (kind) {
    case 'image':
      return true;
    case 'mount':
      return isLoader.test(text) && other.image === failed.image && other.programs !== 'image';
    case 'shell':
      return other.programs === 'image';
    default:
      return false;
  }
}

/** The loader of the other library. */
const isLoader = /type check failed: \S*\/(?:ld[-\w.]*|lib64) /;

type Ending = Pick<StartedPod, 'failure' | 'kubeletGone'>;

const ending = (failure: StartFailure | null): Ending => ({ failure, kubeletGone: false });

async function startFailureOf(
  pod: DebugPod,
  deadline: number,
  { cancelled, clock, meanwhile, ownNamespace }: StartOptions & EventSource,
): Promise<Ending> {
  const left = () => (clock.timeIsUp.aborted ? 0 : Math.max(0, Math.ceil(deadline - performance.now())));
  const events = () => pod.events(AbortSignal.any([cancelled, AbortSignal.timeout(left() + limits.eventsAnswerMs)]));
  const source = { ownNamespace };
  const settled = (state: PodState) => state.kind !== 'pending' || finalFailure(state, [], source) !== null;
  const beside = new BesideTheWait(meanwhile);
  beside.reasonToGiveUp({ ...source, state: pod.state, events: [] }); // what was known before is asked after at once
  for (;;) {
    await Promise.race([pod.until(settled, Math.min(beside.nextLookMs, left()), cancelled), beside.news]);
    const { state } = pod;
    if (state.kind === 'running') return ending(null);
    if (state.kind === 'gone') return ending({ kind: 'rejected', text: 'somebody deleted it while it started' });
    const told = state.kind === 'pending' ? await events() : [];
    const failure = finalFailure(state, told, source);
    if (state.kind !== 'pending') return ending(failure);
    // of an event that is not true the status may tell before it has stood for a while
    if (failure && (failure.kind !== 'mount' || beside.stands(failure.text) || left() === 0)) return ending(failure);
    if (left() === 0) return ending(lateFailure(state, told, source));
    const reason = failure ? null : beside.reasonToGiveUp({ ...source, state, events: told });
    if (reason) return reason;
  }
}

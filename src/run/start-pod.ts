import type { Cluster } from '../cluster/cluster.ts';
import { DebugPod } from '../debug-pod/debug-pod.ts';
import type { PodState } from '../debug-pod/pod-state.ts';
import { finalFailure, lateFailure, type StartFailure } from '../debug-pod/start-failure.ts';
import { limits } from '../limits.ts';
import type { RunPlan } from './plan.ts';
import { manifestOf, type PodVariant, type PodVariants } from './pod-variant.ts';
import { orTimeIsUp, type RunClock } from './run-clock.ts';

export interface StartedPod {
  readonly pod: DebugPod;
  readonly variant: PodVariant;
  readonly failure: StartFailure | null;
}

export interface StartOptions {
  readonly timeoutMs: number;
  /** The user wants out. */
  readonly cancelled: AbortSignal;
  readonly clock: RunClock;
  /** Told of each pod as soon as it may exist, so that none is left behind. */
  readonly onCreate: (pod: DebugPod) => void;
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
    const failure = await startFailureOf(pod, deadline, options);
    const inTime = performance.now() < deadline;
    if (failure?.kind === 'image') others = others.filter(({ image }) => image !== variant.image);
    const next = others.findIndex((other) => failure !== null && inTime && mends(other, variant, failure));
    const mended = others[next];
    if (!mended) return { pod, variant, failure };
    await pod.delete();
    variant = mended;
    others = others.slice(next + 1);
  }
}

/** Would that variant start where this one failed so? */
function mends(other: PodVariant, failed: PodVariant, { kind, text }: StartFailure): boolean {
  if (failed.programs === 'image') return false;
  if (kind === 'image') return true;
  const isSameImage = other.image === failed.image || other.programs === 'image';
  if (kind === 'mount' && isLoader.test(text)) return other.programs !== failed.programs && isSameImage;
  return (kind === 'mount' || kind === 'shell') && other.programs === 'image';
}

/** The loader of the other library. */
const isLoader = /type check failed: \S*\/(?:ld[-\w.]*|lib64) /;

async function startFailureOf(
  pod: DebugPod,
  deadline: number,
  { cancelled, clock }: StartOptions,
): Promise<StartFailure | null> {
  const left = () => (clock.timeIsUp.aborted ? 0 : Math.max(0, Math.ceil(deadline - performance.now())));
  const events = () => pod.events(AbortSignal.any([cancelled, AbortSignal.timeout(left() + limits.eventsAnswerMs)]));
  const settled = (state: PodState) => state.kind !== 'pending' || finalFailure(state, []) !== null;
  for (;;) {
    const state = await pod.until(settled, Math.min(limits.eventsEveryMs, left()), cancelled);
    if (state.kind === 'running') return null;
    if (state.kind === 'gone') return { kind: 'rejected', text: 'somebody deleted it while it started' };
    const failure = finalFailure(state, state.kind === 'pending' ? await events() : []);
    if (failure || state.kind !== 'pending') return failure;
    if (left() === 0) return lateFailure(state, await events());
  }
}

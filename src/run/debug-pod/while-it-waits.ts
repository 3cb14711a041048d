import { isUnseen } from '../../debug-pod/pod-state.ts';
import { limits } from '../../limits.ts';
import type { Probe } from '../../model/probe.ts';
import { type Hindrance, hindranceOf, type Waiting } from './hindrance.ts';

/** Who may be asked while a debug pod does not start. */
export interface WhileItWaits {
  readonly node: Waiting['node'];
  /** Does nobody listen at the kubelet's port? Executes nothing. */
  kubeletRefuses(): Promise<boolean>;
  /** Executes something in the target: only where no pod is about to start that would tell what speaks against it. */
  target(hindrance: Hindrance): Promise<Probe>;
}

/** What is asked beside the wait for a debug pod, each question once. */
export class BesideTheWait {
  readonly #ask: WhileItWaits;
  readonly #since = performance.now();
  readonly #repeatedSince = new Map<string, number>();
  #kubeletAsked = false;
  #kubeletRefuses = false;
  #targetAsked = false;
  #probe: Probe | null = null;
  #news = Promise.withResolvers<void>();

  constructor(ask: WhileItWaits) {
    this.#ask = ask;
  }

  /** When what was read has to be looked at again: as often as ever, and when a kubelet that works would have taken up the pod. */
  get nextLookMs(): number {
    const leftMs = Math.ceil(limits.kubeletTakesPodMs - (performance.now() - this.#since));
    return leftMs > 0 ? Math.min(leftMs, limits.eventsEveryMs) : limits.eventsEveryMs;
  }

  /** The next answer has come. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  /** Has it been so, by all that was read, for long enough to be no passing moment, or somebody else's word that the status refutes? */
  stands(what: string): boolean {
    const since = this.#repeatedSince.get(what) ?? performance.now();
    this.#repeatedSince.set(what, since);
    return performance.now() - since >= limits.eventsStandMs;
  }

  /** What the pod is given up for; null while it may start. */
  reasonToGiveUp(read: Pick<Waiting, 'state' | 'events' | 'ownNamespace'>): Hindrance | null {
    const waitedMs = performance.now() - this.#since;
    if (isUnseen(read.state) && waitedMs >= limits.kubeletAskedAfterMs) this.#askKubelet();
    const { node } = this.#ask;
    const hindrance = hindranceOf({ ...read, node, waitedMs, kubeletRefuses: this.#kubeletRefuses });
    if (hindrance === null) return null;
    // an event of somebody else's, together with a program in the target that prints the same words, would end the wait for a pod that
    // is about to start; that it starts refutes the event
    if (hindrance.failure.mayBeForged && !this.stands(hindrance.what)) return null;
    this.#askTarget(hindrance);
    const isBorneOut = this.#probe !== null && hindrance.isBorneOutBy(this.#probe);
    return isBorneOut || (hindrance.isRepeated && this.stands(hindrance.what)) ? hindrance : null;
  }

  #askKubelet(): void {
    if (this.#kubeletAsked) return;
    this.#kubeletAsked = true;
    this.#take(this.#ask.kubeletRefuses(), (refuses) => {
      this.#kubeletRefuses = refuses;
    });
  }

  #askTarget(hindrance: Hindrance): void {
    if (this.#targetAsked) return;
    this.#targetAsked = true;
    this.#take(this.#ask.target(hindrance), (probe) => {
      this.#probe = probe;
    });
  }

  /** A question that fails tells nothing: the wait goes on. */
  #take<Answer>(question: Promise<Answer>, keep: (answer: Answer) => void): void {
    question
      .then((answer) => {
        keep(answer);
        this.#news.resolve();
        this.#news = Promise.withResolvers();
      })
      .catch(() => undefined);
  }
}

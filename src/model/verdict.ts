import type { Code } from './code.ts';
import type { Layer } from './layer.ts';
import type { Step } from './step.ts';

/** Who is hit. */
export type Scope = 'container' | 'pod' | 'several-containers' | 'node' | 'cluster' | 'client';

export type Confidence = 'high' | 'medium' | 'low';

/** How well the evidence carries a verdict, and why so well and no better: the rest of a line, no full stop. */
export interface Certainty {
  readonly confidence: Confidence;
  readonly confidenceReason: string;
}

/** A layer that the evidence leaves, and why it is likely or unlikely there: the rest of a line, no full stop. */
export interface RankedLayer {
  readonly layer: Layer;
  readonly reason: string;
}

/** Whose it is to mend. */
export type Owner = 'application' | 'node' | 'control-plane' | 'provider' | 'client';

/** Whose processes or sessions a remedy ends, the least first. */
export type Ends = 'nothing' | 'exec-sessions' | 'processes' | 'container' | 'pod' | 'containers-of-node';

/** What can be seen now, and not any more after a remedy. */
export interface LostEvidence {
  /** As the rest of a line; no full stop. */
  readonly what: string;
  /** This report has it. */
  readonly saved: boolean;
}

/** A next step that mends. */
export interface Remedy {
  /** One of the next steps. */
  readonly step: Step;
  readonly ends: Ends;
  readonly destroys: readonly LostEvidence[];
}

/** What makes it worse, or repairs nothing: the rests of "Do not WHAT: WHY." */
export interface Avoidance {
  readonly what: string;
  readonly why: string;
}

/** As a sentence. */
export const avoidanceSentence = ({ what, why }: Avoidance): string => `Do not ${what}: ${why}.`;

/** Where exec breaks, why we say so, and what to do. Sentences are plain text for one terminal paragraph each. */
interface Reasoned extends Certainty {
  /** One sentence. */
  readonly summary: string;
  /** Each cites the probes or facts that it rests on. */
  readonly because: readonly string[];
  /** In the order to try them; the least harmful first. */
  readonly nextSteps: readonly Step[];
  /** The code of the finding that explains it; null where none does. Where the confidence is low it may explain it, no more. */
  readonly cause: Code | null;
  /** Another fault, further above, that keeps exec from coming as far as this one: a sentence; null where none is known. */
  readonly besides: string | null;
  /** The least harmful of the next steps that mends; null where none is known to. */
  readonly remedy: Remedy | null;
  readonly avoid: readonly Avoidance[];
  /** Null where that is not known. */
  readonly owner: Owner | null;
  /** How to get into the container meanwhile, with the rights that it has; null where no way was proven in this run. */
  readonly wayIn: Step | null;
  /** Why there is none, where something works all the same: a sentence. */
  readonly noWayIn: string | null;
  /** What this run did not look at. */
  readonly notTested: readonly string[];
}

export type Verdict =
  | (Reasoned & {
      readonly status: 'healthy';
      readonly layer: null;
      readonly candidates: readonly [];
      readonly scope: null;
      readonly likely: readonly [];
      readonly unlikely: readonly [];
    })
  /** Exec works, and something is wrong with it all the same: the cause says what. */
  | (Reasoned & {
      readonly status: 'degraded';
      readonly cause: Code;
      /** Null where several candidates are left that nothing parts, or it is of no layer. */
      readonly layer: Layer | null;
      readonly candidates: readonly Layer[];
      readonly scope: Scope | null;
      readonly likely: readonly [];
      readonly unlikely: readonly [];
    })
  | (Reasoned & {
      readonly status: 'fault';
      /** Null where several candidates are left that nothing parts. */
      readonly layer: Layer | null;
      readonly candidates: readonly Layer[];
      readonly scope: Scope | null;
      readonly likely: readonly [];
      readonly unlikely: readonly [];
    })
  | (Reasoned & {
      readonly status: 'inconclusive';
      readonly layer: null;
      /** What the evidence leaves: all of `likely` and of `unlikely`. */
      readonly candidates: readonly Layer[];
      readonly scope: Scope | null;
      /** From the top of the call chain to the bottom. */
      readonly likely: readonly RankedLayer[];
      readonly unlikely: readonly RankedLayer[];
    });

/** A fact worth telling by itself; `code` is stable, for runbooks. */
export interface Finding {
  readonly code: Code;
  /** Where such a fault lies as a rule; null where no layer is at fault. */
  readonly layer: Layer | null;
  /** What shows it: the facts of the run, or only what a layer printed. */
  readonly by: 'facts' | 'text';
  readonly summary: string;
  /** The facts it rests on, as `name: value`. */
  readonly evidence: readonly string[];
}

import type { Outcome } from './probe.ts';
import type { LeftBehind, Report } from './report.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/** One of many containers: how exec into it went, and what that comes from where it did not go well. */
export interface SurveyRow {
  readonly target: Target;
  /** Through the API server, and so through every layer. */
  readonly exec: Outcome;
  readonly examined:
    | { readonly kind: 'not-needed' }
    /** Layer by layer. */
    | { readonly kind: 'report'; readonly report: Report }
    /** `why`: what follows "not examined:". */
    | { readonly kind: 'spared'; readonly why: string };
}

/** A container that was selected and could not be asked. */
export interface LeftOut {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** A sentence. */
  readonly why: string;
}

/** What was found out of many containers. */
export interface Survey {
  /** RFC 3339, when it started. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly toolVersion: string;
  readonly context: string | null;
  readonly rows: readonly SurveyRow[];
  readonly leftOut: readonly LeftOut[];
  /** Of those that were not examined; the reports tell their own. */
  readonly leftBehind: readonly LeftBehind[];
}

/** Of one container. An exec that failed first and then worked at every layer comes and goes: that is not healthy. */
export function statusOfRow({ exec, examined }: SurveyRow): Verdict['status'] {
  switch (examined.kind) {
    case 'not-needed':
      return 'healthy';
    case 'spared':
      return 'inconclusive';
    case 'report': {
      const { status } = examined.report.verdict;
      return status === 'healthy' && exec.kind !== 'ok' ? 'inconclusive' : status;
    }
  }
}

/** Of all: a fault is one whatever else there is. */
export function statusOfSurvey({ rows }: Survey): Verdict['status'] {
  const statuses = rows.map(statusOfRow);
  if (statuses.includes('fault')) return 'fault';
  return statuses.includes('inconclusive') ? 'inconclusive' : 'healthy';
}

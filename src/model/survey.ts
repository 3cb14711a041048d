import type { Outcome } from './probe.ts';
import type { LeftBehind, Report } from './report.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/** One of many containers: how exec into it went, and what that comes from where it did not go well. */
export interface SurveyRow {
  readonly target: Target;
  /** Through the API server, and so through every layer. */
  readonly exec: Outcome;
  /** It failed at first, and was tried once more. */
  readonly flaky: boolean;
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
  /** It may well run: it is its node that could not be surveyed. */
  readonly unknown: boolean;
}

/** What was found out of many containers. */
export interface Survey {
  /** RFC 3339, when it started. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly toolVersion: string;
  readonly context: string | null;
  /** Where they lived. */
  readonly debugPods: { readonly namespaces: readonly string[]; readonly ownNamespace: boolean };
  readonly rows: readonly SurveyRow[];
  readonly leftOut: readonly LeftOut[];
  /** Of the survey's own execs; the reports tell of theirs. */
  readonly leftBehind: readonly LeftBehind[];
}

/** Did exec fail, be it only at first? One that was not asked for did not. */
export const hasFailed = ({ exec, flaky }: Pick<SurveyRow, 'exec' | 'flaky'>): boolean =>
  flaky || exec.kind === 'error' || exec.kind === 'hang';

/** Of one container. An exec that failed first and then worked at every layer comes and goes: that is not healthy. */
export function statusOfRow(row: SurveyRow): Verdict['status'] {
  const { examined } = row;
  switch (examined.kind) {
    case 'not-needed':
      return 'healthy';
    case 'spared':
      return 'inconclusive';
    case 'report': {
      const { status } = examined.report.verdict;
      return status === 'healthy' && hasFailed(row) ? 'inconclusive' : status;
    }
  }
}

/** Of all: what was found is so whatever else there is, and nothing is known of what could not be surveyed. */
export function statusOfSurvey({ rows, leftOut }: Survey): Verdict['status'] {
  const statuses = rows.map(statusOfRow);
  if (statuses.includes('fault')) return 'fault';
  if (statuses.includes('degraded')) return 'degraded';
  return statuses.includes('inconclusive') || leftOut.some(({ unknown }) => unknown) ? 'inconclusive' : 'healthy';
}

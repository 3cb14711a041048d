import { type LeftOut, type Survey, type SurveyRow, statusOfRow, statusOfSurvey } from '../../model/survey.ts';
import { cleanSurvey } from '../clean-report.ts';
import { apiVersion, leftBehindDocument, outcomeFields, reportDocument } from '../json.ts';

/**
 * The survey as other programs read it; docs/survey.schema.json describes it. Every key is always there, null where it
 * has no value. A key may be added within a version; none is removed, renamed or given another meaning.
 */
export function surveyDocument(survey: Survey) {
  const cleaned = cleanSurvey(survey);
  return {
    apiVersion,
    kind: 'Survey',
    startedAt: cleaned.startedAt,
    durationMs: cleaned.durationMs,
    toolVersion: cleaned.toolVersion,
    context: cleaned.context,
    debugPods: cleaned.debugPods,
    status: statusOfSurvey(cleaned),
    containers: cleaned.rows.map(container),
    leftOut: cleaned.leftOut.map(({ namespace, pod, container, why, unknown }: LeftOut) => ({
      ...{ namespace, pod, container, why, unknown },
    })),
    // no action that a run leaves behind depends on the runtime
    leftBehind: cleaned.leftBehind.map((left) => leftBehindDocument(left, 'containerd')),
  };
}

function container(row: SurveyRow) {
  const { target, exec, examined } = row;
  const { namespace, pod, container, containerID, runtime, node } = target;
  return {
    ...{ namespace, pod, container, containerID, runtime, node: node.name },
    status: statusOfRow(row),
    exec: { ...outcomeFields(exec), flaky: row.flaky },
    /** Why it was not examined layer by layer although exec did not work. */
    spared: examined.kind === 'spared' ? examined.why : null,
    report: examined.kind === 'report' ? reportDocument(examined.report) : null,
  };
}

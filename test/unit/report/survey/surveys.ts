import type { Outcome } from '../../../../src/model/probe.ts';
import type { Report } from '../../../../src/model/report.ts';
import { onClient } from '../../../../src/model/step.ts';
import type { Survey, SurveyRow } from '../../../../src/model/survey.ts';
import { error, report, skipped } from '../build-report.ts';
import { situations } from '../situations.ts';

const ok: Outcome = { kind: 'ok', durationMs: 62, method: 'echo' };
const hang: Outcome = { kind: 'hang', durationMs: 10_000 };

const targetOf = (pod: string, node: string): Report['target'] => {
  const { target } = report();
  return { ...target, pod, node: { ...target.node, name: node } };
};

export const works = (pod: string, node = 'node1'): SurveyRow => ({
  target: targetOf(pod, node),
  exec: ok,
  flaky: false,
  examined: { kind: 'not-needed' },
});

const examined = (pod: string, exec: Outcome, situation: string): SurveyRow => {
  const found = situations[situation];
  if (!found) throw new Error(`no situation ${situation}`);
  const target = targetOf(pod, 'node1');
  return { target, exec, flaky: false, examined: { kind: 'report', report: { ...found, target } } };
};

const spared = (pod: string, exec: Outcome): SurveyRow => ({
  target: targetOf(pod, 'node1'),
  exec,
  flaky: false,
  examined: { kind: 'spared', why: 'see default/sick/nginx' },
});

export const survey = (...rows: readonly SurveyRow[]): Survey => ({
  startedAt: '2026-03-01T03:12:45.120Z',
  durationMs: 9_890,
  toolVersion: '0.1.0',
  context: 'prod-eu',
  debugPods: { namespaces: ['default'], ownNamespace: false },
  rows,
  leftOut: [],
  leftBehind: [],
});

export const surveys = {
  healthy: survey(works('a'), works('b', 'node2')),
  'one of three is sick': survey(works('a'), examined('sick', hang, 'shim hangs'), works('b')),
  'was sick, and is not any more': survey(examined('a', error('no luck'), 'healthy')),
  'one works and is of less use': survey(
    works('a'),
    examined('tight', ok, 'works, and nothing can fork'),
    spared('c', hang),
  ),
  'more than one is sick': {
    ...survey(examined('sick', hang, 'shim hangs'), spared('b', skipped('others hang')), spared('c', hang)),
    leftOut: [
      {
        namespace: 'default',
        pod: 'd',
        container: 'app',
        why: 'Container "app" of pod default/d is not running.',
        unknown: false,
      },
    ],
    leftBehind: [{ what: 'perhaps an exec', remove: onClient('kubectl exec -n default c -- true'), node: 'node1' }],
  },
} as const satisfies Readonly<Record<string, Survey>>;

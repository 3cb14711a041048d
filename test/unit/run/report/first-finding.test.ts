import { expect, it } from 'vitest';
import { notAsked, type PodContext, type Warning } from '../../../../src/model/pod-context.ts';
import type { Target } from '../../../../src/model/target.ts';
import { firstFinding } from '../../../../src/run/report/first-finding.ts';
import { target } from '../runs.ts';

const warning = (about: Warning['about'], reason: string, count = 1, from = 'kubelet'): Warning => ({
  ...{ about, from, reason, count },
  message: `${reason} happened`,
  firstSeen: null,
  lastSeen: null,
});
const well: PodContext['serving'] = { ready: true, restartCount: 0, lastEnd: null };
const init: Target = { ...target, containerKind: 'init' };

it.each<
  [
    what: string,
    of: Target,
    serving: Partial<PodContext['serving']>,
    warnings: readonly Warning[],
    said: readonly string[],
  ]
>([
  ['nothing is known against it', target, {}, [], []],
  ['not ready', target, { ready: false }, [], ['Container nginx is not ready.']],
  ['an init container never is', init, { ready: false }, [], []],
  [
    'restarted',
    { ...target, restartCount: 4 },
    { lastEnd: 'ended at 12:00 (exit code 137, OOMKilled)' },
    [],
    ['Container nginx was restarted 4 times, the last time it ended at 12:00 (exit code 137, OOMKilled).'],
  ],
  [
    'the latest warnings, but for those of debug pods',
    target,
    {},
    [
      warning('debug-pod', 'Failed'),
      warning('pod', 'Unhealthy', 5),
      warning('node', 'OOM', 1, ''),
      warning('pod', 'BackOff'),
    ],
    [
      'Warning of the pod in the last hour (5 times), by an event from kubelet: Unhealthy: Unhealthy happened',
      'Warning of the node in the last hour, by an event: OOM: OOM happened',
      'There are more warnings, at least 1: see the report, and the events of the pod and its node.',
    ],
  ],
])('%s', (_, of, serving, warnings, said) =>
  expect(firstFinding(of, { ...notAsked, warnings, serving: { ...well, ...serving } })).toEqual(said),
);

import type { PodContext, Warning } from '../../model/pod-context.ts';
import type { Target } from '../../model/target.ts';

/** So many warnings are told before the report has all of them. */
const shown = 2;

/**
 * What the API server alone knows against the target, told while the debug pod starts, for where none can start it may be
 * the whole answer. Whole lines for stderr; none where nothing is known against it.
 */
export function firstFinding(
  { container, containerKind, restartCount }: Target,
  around: PodContext,
): readonly string[] {
  const { serving, warnings, moreWarnings } = around;
  const told = warnings.filter(({ about }) => about !== 'debug-pod');
  const more = Math.max(0, told.length - shown) + moreWarnings;
  const ailing = [
    ...(serving.ready || containerKind !== 'regular' ? [] : ['is not ready']),
    ...(restartCount > 0 ? [`was restarted ${restartCount} times`] : []),
    ...(serving.lastEnd === null ? [] : [`the last time it ${serving.lastEnd}`]),
  ];
  return [
    ...(ailing.length > 0 ? [`Container ${container} ${ailing.join(', ')}.`] : []),
    ...told.slice(0, shown).map(spell),
    ...(more > 0
      ? [`There are more warnings, at least ${more}: see the report, and the events of the pod and its node.`]
      : []),
  ];
}

const whose: Readonly<Record<Warning['about'], string>> = {
  pod: 'the pod',
  node: 'the node',
  'debug-pod': 'a debug pod',
};

const spell = ({ about, from, reason, message, count }: Warning): string =>
  `Warning of ${whose[about]} in the last hour${count > 1 ? ` (${count} times)` : ''}, by an event${from && ` from ${from}`}: ${reason}: ${message}`;

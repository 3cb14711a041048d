import { execWorks, type Observation, probeOf } from '../../evidence/observation.ts';
import { describeTries, triesOf } from '../../evidence/tries.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, type Outcome } from '../../model/probe.ts';
import type { Certainty } from '../../model/verdict.ts';
import { type CertaintyRow, certaintyBy } from '../certainty.ts';
import { wayOf } from '../error-origin.ts';
import type { Location } from '../locate.ts';
import type { Core } from './rule.ts';

/** Once may be chance. */
const certainFailures = 2;

const certainties: readonly CertaintyRow<{ readonly isCertain: boolean; readonly layer: Layer | null }>[] = [
  {
    when: ({ layer }) => layer !== null,
    confidence: 'high',
    reason: 'by its own words, of more than one request, the way broke for some, and others came through',
  },
  {
    when: ({ isCertain }) => isCertain,
    confidence: 'medium',
    reason: 'it came and went, and more than one layer may have said so',
  },
];
const onlyOnce: Certainty = { confidence: 'low', confidenceReason: 'it failed once, which may be chance' };

/**
 * Some execs came through the API server and others did not, by its own words about the way: there are several ways, and one
 * of them is broken. Null where all of them did, or none, or something fails below it too.
 */
export function severalWays(observation: Observation, location: Location | null): Core | null {
  const tried = triesOf(observation, 'exec');
  const execs = tried.length > 0 ? tried : triesOfControl(observation);
  const [failed, ...more] = execs.flatMap((outcome) => wayOf(outcome) ?? []);
  const cameThrough = execs.some(({ kind }) => kind === 'ok') || execWorks(observation);
  if (!failed || !cameThrough || (location && location.at.failing.name !== 'kubectl')) return null;
  // it has served the others; but a kubelet that starts again and again does that too
  const suspects: readonly Layer[] = failed.mayBeOfKubelet
    ? failed.suspects
    : failed.suspects.filter((layer) => layer !== 'kubelet');
  const [only, ...others] = suspects;
  const isCertain = more.length + 1 >= certainFailures;
  const layer = isCertain && only && others.length === 0 ? only : null;
  return {
    status: isCertain ? 'fault' : 'inconclusive',
    layer,
    candidates: suspects,
    // it is not of one container
    scope: failed.scope === undefined ? 'node' : failed.scope,
    ...certaintyBy(certainties, { isCertain, layer }, onlyOnce),
    summary: `Exec through the API server comes and goes: ${describeTries(observation) || onlyForTarget}.`,
    because: [
      `The text of those that failed ${failed.says}.`,
      'Each request may go through another API server or another tunnel: some that come through do not prove that all ways are open.',
    ],
  };
}

const onlyForTarget = 'it came through for the target, and for the control, on the same node, it failed twice';

/** Each failure of a probe has been tried again. */
function triesOfControl(observation: Observation): readonly Outcome[] {
  const control = probeOf(observation, 'control', 'kubectl');
  return control && isFailing(control) ? [control.outcome, control.outcome] : [];
}

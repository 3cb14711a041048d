import { columnOf, hasExistingControl, type Observation, probeOf } from '../../evidence/observation.ts';
import { entryOf } from '../../knowledge/index.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk, type Probe, subjects } from '../../model/probe.ts';
import type { SecondOpinion } from '../../model/report.ts';
import { proven } from '../held-above.ts';
import { spokenBy } from '../known-words.ts';
import type { Reading } from './constraint.ts';

/** Of these each container has another one. */
export const ownLayers: readonly Layer[] = ['shim', 'container'];

/** Others were asked for a path that cannot exist, and the failure is one of a layer that serves all containers of the node. */
export function mayHitAll(
  observation: Observation,
  failing: Probe,
  layers: readonly Layer[],
  working: readonly SecondOpinion[],
): boolean {
  const isEchoed = working
    .flatMap(({ probes }) => probes.filter(({ name }) => name === failing.name))
    .some(({ outcome }) => outcome.kind === 'ok' && outcome.method === 'echo');
  return !isEchoed && (namesShared(observation, layers) || isHangOfFreshRunc(observation, failing));
}

/** By the words that both have got by one way, or by what the node itself shows. */
function namesShared(observation: Observation, layers: readonly Layer[]): boolean {
  const said = columnOf(observation.probes, 'target').flatMap((probe) => {
    const code = spokenBy(probe);
    return code !== null && code === spokenBy(probeOf(observation, 'control', probe.name)) ? [code] : [];
  });
  return [...said, ...proven(observation).map(({ code }) => code)].some((code) => {
    const { scope, layers: named } = entryOf(code);
    const hitsMore = scope === 'node' || scope === 'several-containers';
    return hitsMore && layers.some((layer) => named.includes(layer) && !ownLayers.includes(layer));
  });
}

/** A container that was made for this run has no fault of its own. */
const isHangOfFreshRunc = (observation: Observation, { name, outcome }: Probe): boolean =>
  name === 'runc' && outcome.kind === 'hang' && !hasExistingControl(observation) && nsenterWorks(observation);

/** To be served for such a path starts no process, and proves less than an echo. */
export const despiteOthers = (reading: Reading): Reading => ({
  ...reading,
  weight: 'doubt',
  scope: null,
  because: `${reading.because} Other containers of the node are served, for a path that cannot exist: that starts no process, and proves less.`,
});

export const nsenterWorks = (observation: Observation): boolean =>
  subjects.every((subject) => isOk(probeOf(observation, subject, 'nsenter')));

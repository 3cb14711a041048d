import type { Layer } from '../model/layer.ts';
import { entryLayer } from '../model/probe.ts';
import type { Report } from '../model/report.ts';
import { runtimeFamilies } from '../model/runtime-family.ts';

/**
 * `broken`: named alone. `impaired`: likewise, and exec works. `candidate`: accused, and nothing parts it from others. `proven`: a probe of the target answered
 * through it. `unproven`: probes of the target were sent through it, and none came back well. `unasked`: none was sent.
 */
export type LayerState = 'broken' | 'impaired' | 'candidate' | 'proven' | 'unproven' | 'unasked';

export interface Link {
  readonly layer: Layer;
  readonly state: LayerState;
  /** One of those that the verdict leaves as likely, also where another one is named before it. */
  readonly accused: boolean;
}

/** The call chain of the target's runtime family, from the top to the bottom, each layer with what the run says of it. */
export function layerStates(report: Report): readonly Link[] {
  const { target, verdict } = report;
  const layers = runtimeFamilies.find((family) => family.name === target.runtime)?.layers ?? [];
  const candidates = suspectsOf(verdict);
  return layers.map((layer) => ({
    layer,
    state: stateOf(layer, layers, report),
    accused: layer === verdict.layer || candidates.includes(layer),
  }));
}

/** Those that are left, but for what is unlikely. */
const suspectsOf = ({ candidates, unlikely }: Report['verdict']): readonly Layer[] =>
  candidates.filter((layer) => !unlikely.some((ranked) => ranked.layer === layer));

function stateOf(layer: Layer, layers: readonly Layer[], { verdict, probes }: Report): LayerState {
  if (verdict.layer === layer) return verdict.status === 'degraded' ? 'impaired' : 'broken';
  if (verdict.layer === null && suspectsOf(verdict).includes(layer)) return 'candidate';
  const through = probes.filter(
    ({ name, subject }) => subject === 'target' && layers.indexOf(layer) >= layers.indexOf(entryLayer[name]),
  );
  if (through.some(({ outcome }) => outcome.kind === 'ok')) return 'proven';
  return through.some(({ outcome }) => outcome.kind !== 'skipped') ? 'unproven' : 'unasked';
}

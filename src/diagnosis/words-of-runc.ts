import { layers } from '../model/layer.ts';
import { verb } from './break.ts';
import type { Core } from './diagnose.ts';
import type { Location } from './locate.ts';
import type { Observation } from './observation.ts';

/** What the shim passes on of a runc that it has started, and that failed. */
const ofRunc = /OCI runtime exec failed: |(?:runc|crun) did not terminate successfully/;
/** The shim's own words under the same heading: it came to start no runc, or found no word of it. */
const ofShim = /OCI runtime exec failed: (?:open|write) \/tmp\/|unable to retrieve OCI runtime error/;

/**
 * A layer above passes on what runc said, so it has done its part, and by the matrix nobody is left but such layers, for
 * runc works when it is asked by itself. That is no contradiction where it fails at times, or only at what the shim asks of
 * it; it accuses nobody. Null where runc, or the container, is under suspicion too.
 */
export function wordsOfRunc(observation: Observation, { at, suspects, because }: Location): Core | null {
  const { failing, working } = at;
  if (failing.outcome.kind !== 'error' || working === null || working.name === 'nsenter') return null;
  if (!ofRunc.test(failing.outcome.text)) return null;
  // of one of them the shim may have passed on an old word of runc's, from its log: then the other's tells
  const texts = observation.probes.flatMap(({ name, outcome }) =>
    name === failing.name && outcome.kind === 'error' ? [outcome.text] : [],
  );
  if (texts.some((text) => ofShim.test(text))) return null;
  if (suspects.includes('runc') || suspects.includes('container')) return null;
  return {
    status: 'inconclusive',
    layer: null,
    candidates: layers.filter((layer) => layer === 'shim' || layer === 'runc' || layer === 'container'),
    scope: null,
    confidence: 'low',
    summary: `${failing.name} ${verb(failing)} for container ${observation.target.container} with the words of a runc that failed, and ${working.name}, asked by itself, works: it comes and goes, or only what the shim asks of runc fails.`,
    because: [...because, 'Who passes on what runc said has done its own part.'],
  };
}

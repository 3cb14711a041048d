import type { Observation } from '../evidence/observation.ts';
import type { Entry } from '../knowledge/entry.ts';
import { catalogue, entryOf, hasTrait } from '../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../knowledge/match-text.ts';
import type { Code } from '../model/code.ts';
import type { Probe } from '../model/probe.ts';
import { canTellOf } from './speaker.ts';

/** What was printed, and by which probe; null: by none. */
export interface Words {
  readonly text: string;
  readonly probe: Pick<Probe, 'name' | 'outcome'> | null;
}

/** The known failure that words tell of, the innermost; null where they are none's. */
export const knownIn = (
  { text, probe }: Words,
  observation: Observation,
  entries: readonly Entry[] = catalogue,
): Code | null =>
  entriesIn(plainQuotes(text), entries).find(({ code }) => tellsOfAFault(code, observation) && mayTellOf(probe, code))
    ?.code ?? null;

/** The known failure whose words a probe has brought, though facts may say that it is none here. */
export const spokenBy = (probe: Probe | undefined): Code | null =>
  probe?.outcome.kind === 'error'
    ? (entriesIn(plainQuotes(probe.outcome.text)).find(({ code }) => isOfALayer(code) && mayTellOf(probe, code))
        ?.code ?? null)
    : null;

/** Facts beat texts. */
const tellsOfAFault = (code: Code, observation: Observation): boolean =>
  isOfALayer(code) && entryOf(code).refuted?.(observation) !== true;

/** What our own command ends with is no word of a layer. */
const isOfALayer = (code: Code): boolean => !hasTrait(code, 'onlyOfCommands');

/** No layer below knows what became of the request above it: such words are somebody else's. */
function mayTellOf(probe: Words['probe'], code: Code): boolean {
  const { layers } = entryOf(code);
  return probe === null || layers.length === 0 || layers.some((layer) => canTellOf(probe, layer));
}

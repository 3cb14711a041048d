import type { StartFailure } from '../debug-pod/start-failure.ts';
import { columnOf, type Observation, probeOf } from '../evidence/observation.ts';
import { isStreamTrusted, streamOf } from '../evidence/side-probes.ts';
import type { Detection, Entry } from '../knowledge/entry.ts';
import { catalogue, entryOf } from '../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../knowledge/match-text.ts';
import type { Code } from '../model/code.ts';
import type { Layer } from '../model/layer.ts';
import { isFailing, type Probe } from '../model/probe.ts';
import type { CrossCheck } from '../model/report.ts';
import type { Finding } from '../model/verdict.ts';
import { wayOf } from './error-origin.ts';
import { knownIn, type Words } from './known-words.ts';
import { placedByWords } from './placed-by-words.ts';
import { isSameComplaint } from './second-opinions.ts';
import { refusalOf } from './speaker.ts';
import { wordsOfLayers } from './start-failure-origin.ts';

/** A finding, and the layers whose failure it may explain this time. */
export interface Placed {
  readonly finding: Finding;
  readonly explains: readonly Layer[];
}

/** Known failures that the run saw, whatever the verdict: by its facts, then by what the layers printed. */
export function findings(observation: Observation, entries: readonly Entry[] = catalogue): readonly Placed[] {
  const seen = byFacts(observation, entries);
  const said = byTexts(observation, entries);
  const known = new Set(seen.map(({ finding }) => finding.code));
  return [
    ...seen.map(({ finding, explains }) => ({
      finding: { ...finding, evidence: [...finding.evidence, ...wordsFor(finding.code, said)] },
      explains,
    })),
    ...said
      .filter(({ code }) => !known.has(code))
      .map((finding) => ({ finding, explains: entryOf(finding.code).layers })),
  ];
}

const wordsFor = (code: Code, said: readonly Finding[]): readonly string[] =>
  said.filter((finding) => finding.code === code).flatMap(({ evidence }) => evidence);

const byFacts = (observation: Observation, entries: readonly Entry[]): readonly Placed[] =>
  entries.flatMap((entry) =>
    detectionsOf(observation, entry).map((detection) => ({
      finding: findingOf(entry, detection),
      explains: entry.layers.filter((layer) => detection.layer === undefined || layer === detection.layer),
    })),
  );

/** What a run saw of a known failure, where the words of what failed have it. */
export const detectionsOf = (observation: Observation, { detect }: Entry): readonly Detection[] =>
  (detect?.run(observation, isSameComplaint) ?? []).map((detection) => placedByWords(observation, detection));

/** What a run saw of a known failure, as it is told. */
export const findingOf = (
  { code, layers }: Pick<Entry, 'code' | 'layers'>,
  { layer, summary, evidence, at }: Detection,
): Finding => ({ code, layer: layer ?? (at?.layers ?? layers)[0] ?? null, by: 'facts', summary, evidence });

/** What each layer printed, by the innermost complaint in it; one finding a code. */
function byTexts(observation: Observation, entries: readonly Entry[]): readonly Finding[] {
  const found = new Map<Code, Finding>();
  const heard = new Set(
    wordsOfLayers(observation).flatMap((text) => entriesIn(plainQuotes(text), entries)[0]?.code ?? []),
  );
  for (const { who, text, probe, mayBeForged } of texts(observation)) {
    const nearest = knownIn({ text, probe }, observation, entries);
    if (!nearest || (mayBeForged && !heard.has(nearest))) continue;
    const { code, layers, title } = entryOf(nearest);
    const before = found.get(code);
    found.set(code, {
      code,
      layer: layers[0] ?? null,
      by: 'text',
      summary: before?.summary ?? `By the text of ${who}: ${title}.`,
      evidence: [...(before?.evidence ?? []), `${who}: ${text}`],
    });
  }
  return [...found.values()];
}

/** Words of a run, and by whom; null: by no probe. */
interface Said extends Words {
  readonly who: string;
  /** Then it counts only where it bears out what another has said. */
  readonly mayBeForged?: true | undefined;
}

const saidByNode = ({ kind, text }: StartFailure): boolean => (kind === 'runtime' || kind === 'mount') && text !== '';

const saidBy = (probe: Probe | undefined, who: string): readonly Said[] =>
  probe?.outcome.kind === 'error' && probe.outcome.text !== '' ? [{ who, text: probe.outcome.text, probe }] : [];

/** That execve refuses a program the program may have printed itself, and more: it counts for that much. */
function refusalOnly(probe: Probe): Probe {
  const { outcome } = probe;
  const says = refusalOf(probe);
  return outcome.kind === 'error' && says !== null
    ? { ...probe, outcome: { ...outcome, text: `exec: "/bin/echo": ${says}` } }
    : probe;
}

const asProbe = ({ outcome }: CrossCheck): Probe => ({
  ...{ name: 'kubectl', subject: 'target', command: [], outcome, flaky: false },
});

/** From the bottom to the top: the lower a layer, the less is wrapped around the cause. */
function texts(observation: Observation): readonly Said[] {
  const { probes, terminals, crossChecks, debugPod } = observation;
  const { failure } = debugPod;
  const control = probeOf(observation, 'control', 'kubectl');
  // where the probe has come through, those that did not, by a way that it may take the next time
  const [tried] = isFailing(probeOf(observation, 'target', 'kubectl'))
    ? []
    : [...crossChecks.filter(({ name }) => name === 'exec').map(asProbe), ...(control ? [control] : [])].filter(
        ({ outcome }) => wayOf(outcome) !== null,
      );
  const failing = columnOf(probes, 'target').flatMap((probe) => saidBy(refusalOnly(probe), `${probe.name}'s failure`));
  const stream = isStreamTrusted(observation) ? streamOf(observation, 'target') : undefined;
  const onTerminal = columnOf(terminals, 'target').flatMap((probe) =>
    saidBy(probe, `${probe.name}'s failure with a terminal`),
  );
  return [
    ...saidBy(stream, "crictl's failure without -s"),
    ...failing.toReversed(),
    ...saidBy(tried, tried?.subject === 'control' ? "kubectl's failure for the control" : 'a try of kubectl'),
    ...onTerminal.toReversed(),
    ...(failure && saidByNode(failure)
      ? [{ who: "the debug pod's event", text: failure.text, probe: null, mayBeForged: failure.mayBeForged }]
      : []),
  ];
}

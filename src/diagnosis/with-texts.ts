import type { Observation } from '../evidence/observation.ts';
import type { Outcome, Probe } from '../model/probe.ts';

/** The same, with other texts of all that failed. */
export function withTexts(observation: Observation, change: (text: string) => string): Observation {
  const changed = <Asked extends { readonly outcome: Outcome }>(asked: Asked): Asked =>
    asked.outcome.kind === 'error'
      ? { ...asked, outcome: { ...asked.outcome, text: change(asked.outcome.text) } }
      : asked;
  const withFirst = ({ atFirst, ...probe }: Probe): Probe => ({
    ...changed(probe),
    ...(atFirst && { atFirst: changed({ outcome: atFirst }).outcome }),
  });
  return {
    ...observation,
    probes: observation.probes.map(withFirst),
    terminals: observation.terminals.map(changed),
    streams: observation.streams.map(changed),
    passages: observation.passages.map(changed),
    crossChecks: observation.crossChecks.map(changed),
    secondOpinions: observation.secondOpinions.map((one) => ({ ...one, probes: one.probes.map(changed) })),
  };
}

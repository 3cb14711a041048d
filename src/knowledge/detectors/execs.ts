import type { Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { Detection } from '../entry.ts';

/** Execs that do not end: those of a probe whose time was over pile up. */
export function execsPileUp({ evidence }: Observation): readonly Detection[] {
  const { pile, uptimeMs } = evidence ?? {};
  if (!pile || pile.live < limits.execsWorthAWord) return [];
  const age =
    pile.oldest === null || uptimeMs === null || uptimeMs === undefined
      ? ''
      : `, the oldest for ${Math.round((uptimeMs - pile.oldest * limits.msPerTick) / 1000)} s`;
  return [
    {
      summary: `${pile.live} execs are running in the container${age}: those of an exec probe pile up where they outlive its timeout.`,
      evidence: [`running execs: ${pile.live}`],
    },
  ];
}

export function zombiesPileUp({ evidence }: Observation): readonly Detection[] {
  const pile = evidence?.pile;
  if (!pile) return [];
  const shim: Detection = {
    summary: `${pile.deadOfShim} processes of the container have ended, and its shim does not collect them.`,
    evidence: [`zombies below the shim: ${pile.deadOfShim}`],
  };
  const init: Detection = {
    summary: `${pile.deadInside} processes of the container have ended, and their parents in it do not collect them: each still counts as a process.`,
    evidence: [`zombies in the container: ${pile.deadInside}`],
  };
  return [
    ...(pile.deadOfShim >= limits.zombiesWorthAWord ? [shim] : []),
    ...(pile.deadInside >= limits.zombiesWorthAWord ? [init] : []),
  ];
}

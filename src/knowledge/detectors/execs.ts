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

/** The user's command has ended, and its exec waits on: somebody else has its output open. */
export function outputHeld({ evidence }: Observation): readonly Detection[] {
  const held = evidence?.commands.find(({ end, ended }) => end === 'timeout' && ended === true);
  if (!evidence || !held) return [];
  const holders = Object.entries(evidence.facts).flatMap(([name, who]) =>
    name.startsWith('command.holder') ? [`still there, begun by it: ${who}`] : [],
  );
  return [
    {
      summary: `Your command has ended, and exec still waits, because a child of it keeps its output open${holders.length > 0 ? '' : ' (none was seen)'}. That is no fault of a layer.`,
      evidence: [...holders, `${held.layer}: no end in ${held.ms} ms`],
    },
  ];
}

/** It runs, or waits for something: /bin/echo was answered by the same layer. */
export const commandRunsOn = ({ evidence }: Observation): readonly Detection[] =>
  (evidence?.commands ?? [])
    .filter(({ end, ended }) => end === 'timeout' && ended !== true)
    .map(({ layer, ms }) => ({
      summary: `Your command did not end in ${(ms / 1000).toFixed(1)} s, where the harmless one is answered: it is the command that takes long or waits, not exec.`,
      evidence: [`${layer}: no end in ${ms} ms`],
    }));

/** It works at one layer and fails at another. Where it fails at all, each client has an exit code of its own for that. */
export function commandDiffers({ evidence }: Observation): readonly Detection[] {
  const ended = (evidence?.commands ?? []).filter(({ end }) => end === 'exited');
  if (!ended.some(({ code }) => code === 0) || ended.every(({ code }) => code === 0)) return [];
  return [
    {
      summary: `Your command ends differently by layer: ${ended.map(({ layer, code }) => `${layer} ${code ?? 'by a signal'}`).join(', ')}.`,
      evidence: ended.map(({ layer, code }) => `${layer}: exit code ${code ?? 'none'}`),
    },
  ];
}

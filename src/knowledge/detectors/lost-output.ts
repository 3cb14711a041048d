import { faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import { type Losses, lossesOf } from '../../evidence/lost-output.ts';
import { columnOf, familyOf, hasExistingControl, type Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { Layer } from '../../model/layer.ts';
import { type Outcome, type Probe, type ProbeName, subjects } from '../../model/probe.ts';
import type { Scope } from '../../model/verdict.ts';
import type { Detection } from '../entry.ts';

/** All that one client was asked. */
interface Share {
  readonly asked: number;
  readonly lost: number;
}

/**
 * Execs end well, and now and then nothing comes back. It gets lost above the highest client that brings all; one that was
 * asked so seldom that this may be luck proves nothing.
 */
export function lostOutput(observation: Observation): readonly Detection[] {
  const losses = lossesOf(observation);
  const names = columnOf(observation.probes, 'target').map(({ name }) => name);
  const lowest = names.findLast((name) => shareOf(losses, name).lost > 0);
  const all = total(losses);
  const [ofTarget, ofControl] = subjects.map((subject) => total(losses.filter((row) => row.subject === subject)));
  if (lowest === undefined || all.lost < limits.certainLosses || !ofTarget || !ofControl) return [];
  // one that runs already may be another owner's, and what is called /bin/echo there no echo
  if (ofTarget.lost === 0 && hasExistingControl(observation)) return [];
  const below = names.slice(names.indexOf(lowest) + 1);
  const sound = below.filter((name) => isProof(shareOf(losses, name), shareOf(losses, lowest)));
  // a program that prints nothing to anybody has lost nothing
  const isHeard = losses.some(({ name, subject, asked }) => subject === 'target' && below.includes(name) && asked > 0);
  if (ofControl.lost === 0 && !isHeard) return [];
  return [
    {
      summary: `${lowest} ended well and brought nothing back in ${spell(shareOf(losses, lowest))}.`,
      evidence: names.flatMap((name) => evidenceOf(name, shareOf(losses, name))),
      at: whereLost(observation, lowest, sound, ofControl),
    },
  ];
}

const shareOf = (losses: readonly Losses[], name: ProbeName): Share => total(losses.filter((row) => row.name === name));

const total = (rows: readonly Losses[]): Share => ({
  asked: rows.reduce((sum, { asked }) => sum + asked, 0),
  lost: rows.reduce((sum, { lost }) => sum + lost, 0),
});

const spell = ({ asked, lost }: Share): string => `${lost} of ${asked} execs`;

const evidenceOf = (name: ProbeName, share: Share): readonly string[] =>
  share.asked === 0 ? [] : [`${name}: ${spell(share)} brought nothing`];

/** Would it hardly have come through so often, if it lost as much? */
const isProof = (through: Share, losing: Share): boolean =>
  through.asked > 0 && (1 - losing.lost / losing.asked) ** through.asked < limits.luckShare;

function whereLost(
  observation: Observation,
  lowest: ProbeName,
  sound: readonly ProbeName[],
  ofControl: Share,
): { readonly layers: readonly Layer[]; readonly scope: Scope | null } {
  const column = columnOf(observation.probes, 'target').map((probe) => ({
    ...probe,
    ...{ outcome: probe.name === lowest ? lost : sound.includes(probe.name) ? probe.outcome : notProven, flaky: false },
  }));
  const suspects = faultBoundaryOf(column.slice(indexOf(column, lowest)), familyOf(observation))?.suspects ?? [];
  // the program may tell one client from another; the control's is ours
  const layers: readonly Layer[] =
    ofControl.lost > 0
      ? suspects.filter((layer) => layer !== 'container')
      : [...new Set<Layer>([...suspects, 'container'])];
  return { layers, scope: ofControl.lost > 0 ? 'node' : null };
}

const indexOf = (column: readonly Probe[], name: ProbeName): number => column.findIndex((probe) => probe.name === name);

const lost: Outcome = { kind: 'error', durationMs: 0, exitCode: 0, text: '' };
const notProven: Outcome = { kind: 'skipped', reason: '' };

import { columnOf, hasExistingControl, isClusterAsked, type Observation, probeOf } from '../evidence/observation.ts';
import { isFailing, isOk, type Probe } from '../model/probe.ts';
import type { RecordOf } from '../records/record.ts';

/** What this run did not look at, and what a reader might take for granted. */
export function notTested(observation: Observation): readonly string[] {
  const { probes, terminals, secondOpinions, evidence, debugPod } = observation;
  const reached = evidence !== null;
  return [
    ...skippedTogether(columnOf(probes, 'target')),
    ...(reached && columnOf(probes, 'control').every(({ outcome }) => outcome.kind === 'skipped')
      ? ['the control, so whether others are affected is not known']
      : []),
    ...(isClusterAsked(observation) ? [] : ['kubectl: the way from the API server to this node']),
    ...(reached && secondOpinions.length === 0 && failsForTargetOnly(observation) && !hasExistingControl(observation)
      ? ['an older, ordinary container of another pod: the control is fresh and privileged']
      : []),
    ...notBelieved(evidence?.refused ?? []),
    ...notRead(evidence?.unread ?? []),
    ...(debugPod.failure || terminals.some(({ subject }) => subject === 'target')
      ? []
      : ['a terminal (-t): every probe ran without one']),
  ];
}

/** A reason that several probes share is given once. */
function skippedTogether(probes: readonly Probe[]): readonly string[] {
  const skipped = probes.flatMap(({ name, outcome }) => (outcome.kind === 'skipped' ? [{ name, ...outcome }] : []));
  return [...Map.groupBy(skipped, ({ reason }) => reason)].map(
    ([reason, all]) => `${all.map(({ name }) => name).join(', ')}: ${reason}`,
  );
}

const failsForTargetOnly = (observation: Observation): boolean =>
  columnOf(observation.probes, 'target').some(
    (probe) => isFailing(probe) && isOk(probeOf(observation, 'control', probe.name)),
  );

type Refused = RecordOf<'refused'>;

const refusedThings: Readonly<Record<Refused['what'], (name: string) => string>> = {
  daemon: (name) => `a process called ${name}`,
  shim: (name) => `the shim of process ${name}`,
  monitor: (name) => `the conmon of process ${name}`,
  runtime: (name) => `the runtime ${name}`,
  program: (name) => `the program ${name}`,
  bundle: (name) => `the bundle ${name}`,
  state: (name) => `the runtime's record ${name}`,
  socket: (name) => `the socket in ${name}`,
  folder: (name) => `the folder ${name}`,
  process: (name) => `process ${name}`,
};

const reasons: Readonly<Record<Refused['why'], string>> = {
  user: 'it is not of the user root',
  container: 'it runs in a container',
  'mount-namespace': "it is not in the node's mount namespace",
  program: "its program is not the node's",
  owner: 'it, or a folder above it, is not owned by root',
  writable: 'others than root may write it, or a folder above it',
  path: 'it is not there',
  name: 'no runtime has that name',
  waiting: 'reading it from the kernel hangs',
  ambiguous: 'another socket is listed in its place',
};

/** What somebody who is not the node's root may have put there, and which was left aside for that. */
export const notBelieved = (refused: readonly Refused[]): readonly string[] =>
  refused.map(({ what, name, why }) => `${refusedThings[what](name)} was left aside: ${reasons[why]}`);

type Unread = RecordOf<'unread'>;

/** What the script told that this program could not read. */
export function notRead(unread: readonly Unread[]): readonly string[] {
  if (unread.length === 0) return [];
  const kinds = [...new Set(unread.map(({ kind, at }) => (at ? `${kind} (its ${at})` : kind)))].toSorted();
  const count = unread.length === 1 ? 'one record' : `${unread.length} records`;
  return [`${count} of the script could not be read: ${kinds.slice(0, shown).join(', ')}`];
}

/** Kinds that are named. */
const shown = 5;

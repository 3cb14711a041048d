import { readdirSync, readFileSync } from 'node:fs';
import type { Observation } from '../../../src/evidence/observation.ts';
import { matrixOf, passagesOf, secondOpinionsOf, streamsOf, terminalsOf } from '../../../src/evidence/probe-matrix.ts';
import { repeatsOf } from '../../../src/evidence/repeat-and-watch.ts';
import { outcomeOf, probeOf } from '../../../src/from-records/report-schema.ts';
import { runtimeFamilies } from '../../../src/model/runtime-family.ts';
import { sortRecords } from '../../../src/records/evidence.ts';
import { recordSchema } from '../../../src/records/record.ts';
import type { Mode } from '../../scenarios/support/lab-facts.ts';
import { type Recording, recordingsFolder } from '../../scenarios/support/recordings.ts';

export interface RecordedFault {
  readonly mode: Mode;
  readonly name: string;
  readonly recording: Recording;
}

/** What the scenarios have recorded of real faults; read once, for all tests of a worker. */
export const recordedFaults = (modes: readonly Mode[]): readonly RecordedFault[] => modes.flatMap(recordedIn);

const read = new Map<Mode, readonly RecordedFault[]>();

function recordedIn(mode: Mode): readonly RecordedFault[] {
  const known = read.get(mode);
  if (known) return known;
  const found = readdirSync(`${recordingsFolder}${mode}`)
    .toSorted()
    .map((file) => ({
      mode,
      name: file.replace('.json', ''),
      recording: JSON.parse(readFileSync(`${recordingsFolder}${mode}/${file}`, 'utf8')),
    }));
  read.set(mode, found);
  return found;
}

const observed = new WeakMap<Recording, Observation>();

/** The observation that the recorded run's verdict was drawn from. */
export function observationOf(recording: Recording): Observation {
  const known = observed.get(recording);
  if (known) return known;
  const made = makeObservation(recording);
  observed.set(recording, made);
  return made;
}

function makeObservation(recording: Recording): Observation {
  const { target, node, observed, surroundings } = recording;
  const family = runtimeFamilies.find(({ name }) => name === target.runtime);
  if (!family) throw new Error(`no family ${target.runtime}`);
  const evidence =
    observed.records.length > 0 ? sortRecords(observed.records.map((record) => recordSchema.parse(record))) : null;
  const crossChecks = recording.crossChecks.map(({ name, ...fields }) => ({ name, outcome: outcomeOf(fields) }));
  return {
    target: { ...target, node: { ...notToldOfNode, ...node, ready: node.ready && { ...unknownSince, ...node.ready } } },
    podContext: {
      ...{ ...notTold, ...surroundings },
      warnings: surroundings.warnings.map((warning) => ({ ...neverSeen, ...warning })),
    },
    probes: matrixOf(family, evidence, recording.probes.map(probeOf), 'not told'),
    terminals: terminalsOf(evidence, recording.terminals.map(probeOf)),
    streams: streamsOf(evidence),
    repeats: repeatsOf(evidence, []),
    passages: passagesOf(evidence, crossChecks),
    crossChecks,
    secondOpinions: secondOpinionsOf(evidence),
    evidence,
    debugPod: {
      failure: observed.startFailure,
      logReadable: observed.logReadable,
      sameNamespace: observed.sameNamespace,
    },
    sameContainer: observed.sameContainer,
    kubeletSilent: observed.kubeletSilent,
    sameOwnerIDs: observed.sameOwnerIDs ?? null,
    // what the run itself proposed
    fromFile: false,
  };
}

/** Some were recorded before reports had them. */
const unknownSince = { lastTransitionTime: null };
const notToldOfNode = { unschedulable: null };
const neverSeen = { firstSeen: null, from: '' };
const notTold = { otherContainers: null, deletion: null, successor: null, moreWarnings: 0 };

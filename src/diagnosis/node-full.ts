import type { Observation } from '../evidence/observation.ts';
import { noRoomInRun } from '../knowledge/detectors/limits.ts';
import type { Probe } from '../model/probe.ts';
import { speakerOf } from './speaker.ts';

/** What is said where a file of an exec could not be written below /run: by whoever was to write it, or of a runc that ended for it. */
const words = ['no space left on device', 'did not terminate successfully'];

/**
 * /run has no room for what containerd, its shims and runc write there for each exec that starts a process, and a probe failed
 * as it does then: a sentence. For a path that cannot exist nothing is written. Null where that is not so.
 */
export const fullUnder = (observation: Observation, failing: Probe): string | null =>
  soundsFull(failing) ? noRoomInRun(observation) : null;

/** It is, or may be: the node could not be examined, and starts no other pod either. */
export function mayBeFullUnder(observation: Observation, failing: Probe): boolean {
  if (observation.evidence !== null) return fullUnder(observation, failing) !== null;
  const { failure } = observation.debugPod;
  if (speakerOf(failing, observation.target.runtime) === 'program') return false;
  return (failure?.kind === 'runtime' || failure?.kind === 'silent') && soundsFull(failing);
}

const soundsFull = ({ outcome }: Probe): boolean =>
  outcome.kind === 'error' && words.some((said) => outcome.text.includes(said)) && !ofCgroup(outcome.text);

/** There it is no disk that is full. */
const ofCgroup = (text: string): boolean => text.includes('/sys/fs/cgroup');

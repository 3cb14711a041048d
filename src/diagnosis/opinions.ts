import type { Observation } from '../evidence/observation.ts';
import { type Opinions, opinionsOn as opinionsBy } from '../evidence/opinions.ts';
import type { Probe } from '../model/probe.ts';
import { isSameComplaint } from './same-complaint.ts';

/** What containers of other pods say to a probe that fails for the target, by the complaints that are known. */
export const opinionsOn = (observation: Observation, failing: Pick<Probe, 'name' | 'outcome'>): Opinions =>
  opinionsBy(observation, failing, isSameComplaint);

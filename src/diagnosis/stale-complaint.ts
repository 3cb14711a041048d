import type { Observation } from '../evidence/observation.ts';
import { withTexts } from './with-texts.ts';

/** Where the shim begins to tell what its runtime had said. */
const heading = 'OCI runtime exec failed: ';

/** A path that a run has asked for, quoted by a runtime. */
const askedFor = /["`]\/exec-doctor-[\w-]{1,100}-cannot-exist\\{0,3}["`]/;

/**
 * The same, where no failure has the words of another exec. A complaint about a path that cannot exist is what was asked for: where a
 * probe fails by it, the runtime has died without a word, and the shim repeats the last one in the runtime's log, which that run, or
 * an earlier one, has left there. It stays there for the users as well.
 */
export const withoutStaleComplaints = (observation: Observation): Observation =>
  withTexts(observation, withoutStaleComplaint);

/** The same of one text. */
export const withoutStaleComplaint = (text: string): string => text.split('\n').map(withoutStale).join('\n');

function withoutStale(line: string): string {
  const begin = line.indexOf(heading);
  return begin !== -1 && askedFor.test(line.slice(begin))
    ? `${line.slice(0, begin)}${heading}runc did not terminate successfully: unknown`
    : line;
}

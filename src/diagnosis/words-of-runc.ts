import type { Observation } from '../evidence/observation.ts';
import type { Probe } from '../model/probe.ts';
import { saysNoRuncStarted, saysRuncFailed } from '../model/runc-words.ts';

/** It was runc itself, or failed by its words. */
export const isOfRunc = (probe: Pick<Probe, 'name' | 'outcome'>): boolean =>
  (probe.name === 'runc' && probe.outcome.kind === 'error') || saysRuncFailed(probe);

/** Written before a runc is started, whatever that is to run; or by one that looked for the program and went no further. */
const aheadOfAnything = /OCI runtime exec failed: (?:(?:open|write) \/tmp\/|fork\/exec |exec: ")/;

/**
 * By its words a runc that was started broke off: it may do so at times only, or behind the point at which it looks for the program.
 * So that it has answered for a path that cannot exist does not refute it.
 */
export const saysRuncBrokeOff = (probe: Pick<Probe, 'outcome'>): boolean =>
  saysRuncFailed(probe) && probe.outcome.kind === 'error' && !aheadOfAnything.test(probe.outcome.text);

const withoutWord = /unable to retrieve OCI runtime error/;

/** Likewise, or it found no word of the runc that it has started. */
export const saysShimFailed = ({ outcome }: Pick<Probe, 'outcome'>): boolean =>
  saysNoRuncStarted({ outcome }) || (outcome.kind === 'error' && withoutWord.test(outcome.text));

const ofNone = /[\w./-]{1,100} did not terminate success?fully/;
const ownWords = /\btime="[^"\n]{1,40}" level=(?:error|fatal)/;

/** The shim found no word of it, and by hand it says none as runc says it: it died, or something in its place refuses. */
export const runcIsMute = ({ probes }: Observation): boolean => {
  const failing = probes.filter(({ subject, outcome }) => subject === 'target' && outcome.kind === 'error');
  const says = (words: RegExp) => failing.some(({ outcome }) => outcome.kind === 'error' && words.test(outcome.text));
  return says(ofNone) && !says(ownWords) && !failing.some(saysShimFailed);
};

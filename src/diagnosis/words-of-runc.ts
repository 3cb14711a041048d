import type { Probe } from '../model/probe.ts';

/** What the shim passes on of a runc that it has started, and that failed. */
const ofRunc = /OCI runtime exec failed: |(?:runc|crun) did not terminate successfully/;

/** By its words it was runc that failed; whoever passes that on has done its part. */
export const saysRuncFailed = ({ outcome }: Pick<Probe, 'outcome'>): boolean =>
  outcome.kind === 'error' && ofRunc.test(outcome.text);

const ofShim = /OCI runtime exec failed: (?:open|write) \/tmp\/|unable to retrieve OCI runtime error/;

/** The shim's own words under the same heading: it came to start no runc, or found no word of it. */
export const saysShimFailed = ({ outcome }: Pick<Probe, 'outcome'>): boolean =>
  outcome.kind === 'error' && ofShim.test(outcome.text);

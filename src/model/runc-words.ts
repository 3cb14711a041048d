import type { Outcome } from './probe.ts';

/** What the shim passes on of a runc that it has started, and that failed. */
const ofRunc =
  /OCI runtime exec failed: |(?:runc|crun) did not terminate successfully|failed to retrieve OCI runtime exec pid?: /;

/** By its words it was runc that failed; whoever passes that on has done its part. */
export const saysRuncFailed = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  outcome.kind === 'error' && ofRunc.test(outcome.text);

/** It has no room for a file of its own, or for a process: no runc was started. */
const beforeRunc =
  /OCI runtime exec failed: (?:(?:open|write) \/tmp\/|fork\/exec \S{1,400}: (?:resource temporarily unavailable|cannot allocate memory|too many open files))/;

/** The shim's own words under the same heading: it came to start no runc. */
export const saysNoRuncStarted = ({ outcome }: { readonly outcome: Outcome }): boolean =>
  outcome.kind === 'error' && beforeRunc.test(outcome.text);

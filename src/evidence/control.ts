import type { Observation } from './observation.ts';

/** Without a debug pod there is no fresh container: one that runs, of somebody else's, stands for it. */
export const isLent = ({ evidence }: Observation): boolean => evidence?.facts['control.lent'] === 'yes';

/** The control, as a reader has to know it. */
export const theControl = (observation: Observation): string =>
  isLent(observation)
    ? 'the control, another container on the same node'
    : 'the control, a fresh container on the same node';

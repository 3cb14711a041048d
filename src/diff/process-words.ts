import { limits } from '../limits.ts';

/**
 * Which process it is: a number is given again, so its start is told as well.
 * @param start in clock ticks after the node's
 */
export const processOf = (pid: number, start: number | null): string =>
  start === null
    ? `process ${pid}`
    : `process ${pid}, started ${((start * limits.msPerTick) / 1000).toFixed(2)} s after the node`;

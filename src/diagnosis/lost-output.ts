import type { RecordOf } from '../records/record.ts';

/**
 * ctr ends well, and what the command printed does not arrive: now and then its copying of the output ends before the
 * first byte has come. That is ctr's own; the kubelet and dockerd do not go by it. Counts only where it stays so.
 */
export const lostByCtr = ({ layer, end, code, seen }: RecordOf<'probe'>): boolean =>
  layer === 'ctr' && end === 'exited' && code === 0 && !seen;

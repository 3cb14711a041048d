import * as z from 'zod/mini';
import { type NodeRecord, recordSchema, type WrittenRecord } from './record.ts';

/** A record as the script could have written it: the reverse of reading it. */
export const encodeRecord = (record: NodeRecord): WrittenRecord => z.encode(recordSchema, record);

import * as z from 'zod/mini';
import { linesOf } from './bounded.ts';

const eventSchema = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object: z.unknown(),
});

/** One line of a watch. */
export type WatchEvent = Readonly<z.output<typeof eventSchema>>;

/**
 * Reads events from a stream of JSON lines, however it is cut into chunks. A last line that was cut off is no event; throws
 * a `TooLong` where one is.
 */
export async function* watchEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  for await (const line of linesOf(chunks)) {
    const event = parseEvent(line);
    if (event) yield event;
  }
}

/** Null for what is no event, such as the error page of something in between. */
function parseEvent(line: string): WatchEvent | null {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

import { isMapping } from '../kubeconfig/fields.ts';
import { linesOf } from './bounded.ts';

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

const types: readonly string[] = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] satisfies WatchEvent['type'][];

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
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? event : null;
  } catch {
    return null;
  }
}

function isEvent(value: unknown): value is WatchEvent {
  return isMapping(value) && typeof value.type === 'string' && types.includes(value.type) && 'object' in value;
}

/**
 * A moment in RFC 3339; null for what that cannot write. Numbers of others need not be times: `toISOString` throws at some of
 * them, and writes years of more than four digits in a form of its own.
 * @param milliseconds since the epoch
 */
export function isoTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : null;
}

/** The same in whole seconds. */
export const isoSecond = (milliseconds: number): string | null =>
  isoTime(milliseconds)?.replace(/\.\d+Z$/, 'Z') ?? null;

/** What stands where a secret stood. */
export const mark = '[redacted]';

/**
 * A form that secrets have. Every part is bounded, or nothing follows it, and a pattern begins where a word does: so a
 * hostile text costs no time.
 */
export interface Rule {
  readonly pattern: RegExp;
  /** As `String.replace` takes it: what is kept, and the mark. */
  readonly by: string;
}

/** A rule whose pattern is put together; what its groups have matched is kept, and what follows them is marked. */
export const rule = (flags: string, pattern: string, by = mark): Rule => ({ pattern: new RegExp(pattern, flags), by });

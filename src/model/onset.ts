/** A time, and what it rests on. */
export interface Moment {
  /** RFC 3339. Of a process it is right to some seconds, of a goroutine to a minute. */
  readonly at: string;
  /** As the rest of a sentence; no full stop. */
  readonly restsOn: string;
}

/** Between which times the fault began, as far as the evidence tells. */
export interface Onset {
  /** What was seen broken has been so since then; null where nothing tells. */
  readonly atTheLatest: Moment | null;
  /** What is broken now was not there, or worked, then; null where nothing tells. */
  readonly notBefore: Moment | null;
}

/** Something that happened around the container or its node. */
export interface Change {
  /** RFC 3339. */
  readonly at: string;
  /** As the rest of a sentence; no full stop. */
  readonly what: string;
}

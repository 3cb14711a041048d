/**
 * A failure that is told to the user in one paragraph: what happened, the likely reason, what to do next.
 * Thrown at the edges only; the outermost file prints it on stderr and ends with exit code 2.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** One sentence, with the value that was received where there is one. */
    readonly whatHappened: string,
    readonly more: { readonly why?: string; readonly next?: string; readonly cause?: unknown } = {},
  ) {
    super(whatHappened, { cause: more.cause });
  }

  /** The paragraph. */
  get text(): string {
    return [this.whatHappened, this.more.why, this.more.next].filter(Boolean).join(' ');
  }
}

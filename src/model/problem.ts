import { getSystemErrorMessage } from 'node:util';
import { cleanLine } from './clean-text.ts';

/**
 * A failure that is told to the user in one paragraph: what happened, the likely reason, what to do next.
 * Thrown at the edges only; the outermost file prints it on stderr and ends with exit code 2.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** One sentence, with the value that was received where there is one. */
    readonly whatHappened: string,
    readonly more: {
      readonly why?: string;
      readonly next?: string;
      /** Below the paragraph, each on a line of its own. */
      readonly lines?: readonly string[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(whatHappened, { cause: more.cause });
  }

  /**
   * The paragraph, in one line, and the lines below it. It quotes files, and what servers and programs say: no line break
   * of theirs begins a line, which could look like one of ours.
   */
  get text(): string {
    const { why, next, lines = [] } = this.more;
    return [[this.whatHappened, why, next].filter(Boolean).join(' '), ...lines].map(cleanLine).join('\n');
  }

  /** The same as it stands on stderr: what happened, and on a line of its own what to do next. */
  get onStderr(): string {
    const { why, next, lines = [] } = this.more;
    const what = `error: ${[this.whatHappened, why].filter(Boolean).join(' ')}`;
    return [what, ...(next ? [`hint: ${next}`] : []), ...lines].map(cleanLine).join('\n');
  }
}

/** What went wrong, for a sentence: of the system's errors its own words, without Node's code and system call. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'syscall' in error && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : error.message;
}

/** One try of the probe at the top of the chain, whoever carried it. */
export type Attempt =
  | {
      readonly end: 'answered';
      readonly exitCode: number | null;
      readonly output: string;
      /** What of it came on standard output; nothing: that is not known. */
      readonly stdout?: string;
      readonly durationMs: number;
    }
  | { readonly end: 'hang'; readonly durationMs: number }
  /** It printed more than any layer has to say, and was cut off. */
  | { readonly end: 'endless'; readonly output: string; readonly durationMs: number }
  /** It could not even be tried; says nothing about any layer. */
  | { readonly end: 'not-tried'; readonly reason: string };

/** Runs a command in a container through the API server. */
export interface ExecClient {
  /** The command line as a user would type it. */
  describe(container: ExecTarget, command: readonly string[]): readonly string[];
  run(container: ExecTarget, command: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<Attempt>;
}

export interface ExecTarget {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

/** The first client that is there at all; which one that is shows at the first run. */
export function firstThatCan([first, ...others]: readonly [ExecClient, ...ExecClient[]]): ExecClient {
  const [second, ...rest] = others;
  if (!second) return first;
  const next = firstThatCan([second, ...rest]);
  return {
    describe: first.describe,
    async run(...request) {
      const attempt = await first.run(...request);
      return attempt.end === 'not-tried' ? next.run(...request) : attempt;
    },
  };
}

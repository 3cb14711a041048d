import type { ExecClient } from './attempt.ts';

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

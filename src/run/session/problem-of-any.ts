import { ApiError } from '../../cluster/request/api-error.ts';
import { problemOf } from '../../cluster/request/api-problem.ts';
import { Problem } from '../../model/problem.ts';

/** Whatever was thrown, as a paragraph for the user. */
export function problemOfAny(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ApiError) return problemOf(error);
  return new Problem(
    `Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}.`,
    {
      why: 'This is a bug in kubectl exec-doctor.',
      next: 'Run it again with -v 9 and report what it prints.',
      cause: error instanceof Error ? error.stack : error,
    },
  );
}

/** Whether it is something that happens to users, and no bug. */
export const isUserFacing = (error: unknown): boolean => error instanceof Problem || error instanceof ApiError;

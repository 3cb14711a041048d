import type { Right } from '../cluster/request/access-review.ts';

/** Without these no debug pod is made, for it could not be looked after, or not be taken away. */
export const neededRights: readonly Right[] = ['create', 'get', 'watch', 'delete'].map((verb) => ({
  verb,
  resource: 'pods',
}));

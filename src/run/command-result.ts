import type { Verdict } from '../model/verdict.ts';

/** How a command ended, where it did not fail. */
export type CommandResult =
  /** `knows`: whether there was anything to tell; always, where it is left out. */
  | { readonly kind: 'printed'; readonly knows?: boolean }
  | { readonly kind: 'diagnosed'; readonly status: Verdict['status'] }
  /** `differs`: something that matters. */
  | { readonly kind: 'compared'; readonly differs: boolean }
  /** By a signal; it has cleaned up. */
  | { readonly kind: 'cancelled'; readonly exitCode: number };

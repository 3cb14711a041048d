import type { TargetArgument } from './target-argument.ts';

/** Several containers, as the user named them. */
export interface Selection {
  readonly pods:
    | { readonly kind: 'named'; readonly arguments: readonly TargetArgument[] }
    /** `selector`: as the API server's `labelSelector` takes it. */
    | { readonly kind: 'labels'; readonly selector: string; readonly allNamespaces: boolean }
    /** `allNamespaces`: no namespace was named. */
    | { readonly kind: 'node'; readonly name: string; readonly allNamespaces: boolean };
  /** Of each pod. */
  readonly containers:
    | { readonly kind: 'default' }
    | { readonly kind: 'named'; readonly name: string }
    | { readonly kind: 'all' };
}

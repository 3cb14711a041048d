import * as z from 'zod/mini';
import type { Cluster } from '../cluster.ts';

export interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
}

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * May this user do that? Null: the API server does not say. Never rejects.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 * @param namespace undefined for what has none
 */
export async function isAllowed(
  cluster: Pick<Cluster, 'create'>,
  namespace: string | undefined,
  right: Right,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, ...right } },
  };
  try {
    const answer = await cluster.create('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review, {}, signal);
    return reviewSchema.parse(answer).status.allowed;
  } catch {
    return null;
  }
}

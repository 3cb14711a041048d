import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type Fields, fields, text } from '../json.ts';
import type { ResourcePath } from './request-path.ts';
import { ApiError, qualified, unauthorized } from './status.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Who asks: the subject of the client certificate, or whom it impersonates. */
export function userOf(request: IncomingMessage): User {
  if (!(request.socket instanceof TLSSocket) || !request.socket.authorized) throw unauthorized();
  const impersonated = request.headers['impersonate-user'];
  if (typeof impersonated === 'string') {
    return { name: impersonated, groups: request.headersDistinct['impersonate-group'] ?? [] };
  }
  const { CN, O } = request.socket.getPeerCertificate().subject;
  return { name: [CN].flat()[0] ?? '', groups: O === undefined ? [] : [O].flat() };
}

/** The rules there are: administrators may do everything, the user of the fault exec-forbidden all but exec, others nothing. */
export function isAllowed(user: User, subresource: string): boolean {
  if (user.groups.includes('system:masters')) return true;
  return user.groups.includes('lab-viewers') && subresource !== 'exec';
}

export function forbidden(user: User, verb: string, path: ResourcePath): ApiError {
  const { resource, namespace, name, subresource } = path;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = name === '' ? qualified(resource) : `${qualified(resource)} "${name}"`;
  const what = `cannot ${verb} resource "${[resource.plural, subresource].filter(Boolean).join('/')}" in API group "${resource.group}" ${scope}`;
  const details = { ...(name === '' ? {} : { name }), kind: resource.plural };
  return new ApiError(403, 'Forbidden', `${subject} is forbidden: User "${user.name}" ${what}`, details);
}

/** Answers a SelfSubjectAccessReview. */
export function reviewAccess(user: User, review: Fields): Fields {
  const { subresource } = fields(fields(review.spec).resourceAttributes);
  const allowed = isAllowed(user, text(subresource) ?? '');
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: fields(review.spec),
    status: { allowed, ...(allowed ? {} : { reason: `RBAC: user ${text(user.name)} is no administrator` }) },
  };
}

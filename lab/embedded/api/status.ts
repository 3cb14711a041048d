import type { Fields } from '../json.ts';
import type { Resource } from './resources.ts';

/** A failed request: the `Status` object that Kubernetes answers with. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: Fields;

  constructor(code: number, reason: string, message: string, details: Fields = {}) {
    super(message);
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
      code,
    };
  }
}

/** `pods`, `deployments.apps`: what Kubernetes calls a resource in its messages. */
export function qualified(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function detailsOf(resource: Resource, name: string): Fields {
  return { name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural };
}

export function notFound(resource: Resource, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

export function noSuchResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource');
}

export function alreadyExists(resource: Resource, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );
}

export function conflict(resource: Resource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(resource, name));
}

export function invalid(kind: string, name: string, field: string, why: string): ApiError {
  const cause = { reason: 'FieldValueInvalid', message: why, field };
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${field}: ${why}`, {
    name,
    kind,
    causes: [cause],
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** The history before this resource version is gone: list again. */
export function expired(version: string): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${version}`);
}

/** A plain error of the API server or of a component behind it: code 500 and no reason. */
export function serverError(message: string): ApiError {
  return new ApiError(500, '', message);
}

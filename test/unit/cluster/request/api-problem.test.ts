import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/cluster/request/api-error.ts';
import { problemOf } from '../../../../src/cluster/request/api-problem.ts';

const server = 'https://10.0.0.1:6443';
const get = 'GET /api/v1/namespaces/web/pods/x';

/** The paragraph for an error says each of these. */
const says =
  (status: number, reason: string, message: string, request: string, ...parts: (string | RegExp)[]) =>
  () => {
    const { text } = problemOf(new ApiError(message, request, server, status, reason));
    for (const part of parts) expect(text).toMatch(part);
  };

describe('no answer', () => {
  it(
    'refused, as kubectl says it',
    says(
      0,
      'refused',
      'connect ECONNREFUSED',
      get,
      'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
    ),
  );
  it('unknown host', says(0, 'unknown-host', 'getaddrinfo ENOTFOUND api', get, /cannot be resolved.*VPN/));
  it('unreachable', says(0, 'unreachable', 'connect EHOSTUNREACH', get, /no way to 10\.0\.0\.1:6443.*firewall/i));
  it(
    'TLS',
    says(
      0,
      'tls',
      'self-signed certificate',
      get,
      /certificate of 10\.0\.0\.1.*self-signed.*certificate-authority-data/,
    ),
  );
  it('time-out', says(0, 'timeout', 'no answer within 5 s', get, /10\.0\.0\.1:6443 .*within 5 s.*--request-timeout/));
  it('proxy', says(0, 'proxy', 'the proxy http://p answered 407', get, /the proxy http:\/\/p answered 407.*NO_PROXY/));
  it('broken off', says(0, 'dropped', 'socket hang up', get, /broke off.*again/));
  it('anything else', says(0, 'other', 'odd', get, /Unable to connect to the server 10\.0\.0\.1:6443: odd/));
});

describe('an answer', () => {
  it(
    '401',
    says(401, 'Unauthorized', 'Unauthorized', get, 'You must be logged in to the server', 'kubectl auth whoami'),
  );
  it(
    '403 of a role',
    says(
      403,
      'Forbidden',
      'pods "x" is forbidden: User "jane" cannot get resource "pods"',
      get,
      /cannot get resource.*no role.*can-i --list -n web/,
    ),
  );
  it(
    '403 of admission',
    says(
      403,
      'Forbidden',
      'pods "x" is forbidden: violates PodSecurity',
      get,
      /violates PodSecurity.*admission.*describe namespace web/,
    ),
  );
  it(
    '404',
    says(404, 'NotFound', 'pods "x" not found', get, 'Not found: pods "x" not found.', 'kubectl get pods -n web'),
  );
  it(
    '404 of the whole cluster',
    says(404, 'NotFound', 'nodes "n" not found', 'GET /api/v1/nodes/n', 'kubectl get nodes'),
  );
  it(
    '400',
    says(400, 'BadRequest', 'container c is not valid', get, '400', 'container c is not valid', 'get pods -n web'),
  );
  it('500', says(500, 'InternalError', 'etcdserver: request timed out', get, '500', 'etcdserver', '/readyz'));
  it(
    'a login page',
    says(
      200,
      'NotJSON',
      'the answer is not JSON (text/html): <h1>',
      get,
      'does not answer as a Kubernetes API server',
      'text/html',
    ),
  );
  it('a redirect', says(302, 'Found', '302 Found', get, 'does not answer as a Kubernetes API server'));
});

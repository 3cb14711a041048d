import { Problem } from '../../model/problem.ts';
import type { ApiError } from './api-error.ts';

type Explanation = { readonly what: string; readonly why?: string; readonly next: string };

/** An API error as a paragraph for the user: what happened, why, what next. */
export function problemOf(error: ApiError): Problem {
  const { what, why, next } = error.status === 0 ? unanswered(error) : answered(error);
  return new Problem(what, { ...(why ? { why } : {}), next, cause: error });
}

function unanswered({ reason, server, message, request }: ApiError): Explanation {
  const host = URL.parse(server)?.host ?? server;
  switch (reason) {
    case 'refused':
      return {
        what: `The connection to the server ${host} was refused - did you specify the right host or port?`,
        next: 'See the address with `kubectl config view --minify`; the API server may be down, or a tunnel to it.',
      };
    case 'unknown-host':
      return {
        what: `Unable to connect to the server: the name of ${host} cannot be resolved (${message}).`,
        why: 'A VPN may be off, or the kubeconfig belongs to a cluster that is gone.',
        next: 'See the address with `kubectl config view --minify`.',
      };
    case 'unreachable':
      return {
        what: `Unable to connect to the server: no way to ${host} (${message}).`,
        why: 'A firewall, or a VPN that is off.',
        next: 'See whether `kubectl get --raw /readyz` gets through.',
      };
    case 'tls':
      return {
        what: `Unable to connect to the server: the certificate of ${host} is not accepted, or it does not accept ours (${message}).`,
        why: 'The kubeconfig names another certificate authority or name, or something in between answers in its place.',
        next: 'Compare certificate-authority-data and tls-server-name of `kubectl config view --minify --raw` with the cluster.',
      };
    case 'timeout':
      return {
        what: `The server ${host} gave no answer in time: ${message}.`,
        why: 'It is overloaded, or the network swallows what we send.',
        next: 'Give it longer with --request-timeout, and see whether `kubectl get --raw /readyz` answers.',
      };
    case 'proxy':
      return {
        what: `Unable to connect to the server ${host}: ${message}.`,
        why: 'HTTPS_PROXY or HTTP_PROXY, or proxy-url in the kubeconfig, names that proxy.',
        next: 'Correct it, or exempt the server with NO_PROXY.',
      };
    case 'dropped':
      return {
        what: `The connection to the server ${host} broke off (${message}).`,
        why: 'A proxy or load balancer in between may have closed it, or the API server is restarting.',
        next: 'Try again, and see whether `kubectl get --raw /readyz` answers.',
      };
    case 'too-long':
      return {
        what: `The answer of the server ${host} to ${request} was not read to its end: ${message}.`,
        why: 'There are too many objects for one answer, or something that is no API server answers.',
        next: 'Request fewer: one namespace (-n), a label (-l), a node (--node).',
      };
    default:
      return {
        what: `Unable to connect to the server ${host}: ${message}.`,
        next: 'See whether `kubectl get --raw /readyz` works.',
      };
  }
}

function answered({ status, message, request, server, reason }: ApiError): Explanation {
  if (reason === 'NotJSON' || (status >= 300 && status < 400)) {
    return {
      what: `${server} does not answer as a Kubernetes API server does: ${status} to ${request}, ${message}.`,
      why: 'A login page, a proxy or another service stands at that address.',
      next: 'See the address with `kubectl config view --minify`.',
    };
  }
  switch (status) {
    case 401:
      return {
        what: `You must be logged in to the server (${message}).`,
        why: 'The token or certificate of this user is missing, expired or of another cluster.',
        next: 'Log in again, and see whether `kubectl auth whoami` works.',
      };
    case 403:
      return {
        what: `The API server does not allow it: ${message}.`,
        ...(/cannot \w+ /.test(message)
          ? {
              why: 'This user has no role that grants it.',
              next: `See what is allowed with \`kubectl auth can-i --list${namespaceFlag(request)}\`.`,
            }
          : {
              why: 'The user may, but an admission rule of the cluster (pod security, a quota, a webhook) refuses it.',
              next: `See the rules with \`kubectl describe namespace ${namespaceOf(request) ?? ''}\`.`,
            }),
      };
    case 404:
      return {
        what: `Not found: ${message}.`,
        next: `See what there is with \`kubectl get ${listed(request)}\`.`,
      };
    default:
      return {
        what: `The API server answered ${status} to ${request}: ${message}.`,
        ...(status >= 500
          ? {
              why: 'It, or what it calls (etcd, a webhook, the kubelet), is in trouble.',
              next: 'See whether `kubectl get --raw /readyz?verbose` is all ok.',
            }
          : { next: `See the pods and their state with \`kubectl get pods${namespaceFlag(request) || ' -A'}\`.` }),
      };
  }
}

function namespaceFlag(request: string): string {
  const namespace = namespaceOf(request);
  return namespace ? ` -n ${namespace}` : '';
}

function namespaceOf(request: string): string | undefined {
  return /\/namespaces\/([^/]+)\/./.exec(request)?.[1];
}

/** `pods -n web` for a request that names a pod of the namespace web. */
function listed(request: string): string {
  const kind = /\/api\/v1\/(?:namespaces\/[^/]+\/)?(\w+)\/[^/]+/.exec(request)?.[1];
  return kind && kind !== 'namespaces' ? `${kind}${namespaceFlag(request)}` : 'namespaces';
}

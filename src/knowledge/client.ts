import type { Entry } from './entry.ts';

/** What keeps a request from getting to the API server, or a user from being let in. */
export const clientEntries = [
  {
    code: 'api-server-not-reached',
    title: 'kubectl does not get through to the API server',
    layers: ['client-path', 'api-server'],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /Unable to connect to the server: /,
        example:
          'Unable to connect to the server: dial tcp [::1]:8080: connectex: No connection could be made because the target machine actively refused it.',
      },
      {
        pattern: /The connection to the server \S{1,300} was refused/,
        example: 'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
      },
      {
        pattern: /Post "?https?:\/\/[^\s"]{1,200}\/api\/v1\/namespaces\/[^\s"]{1,300}\/exec\?/,
        example:
          'error: error sending request: Post "https://10.0.0.1:6443/api/v1/namespaces/shop/pods/web/exec?command=ls": EOF',
      },
    ],
    meaning:
      'The request never arrived at the cluster. The address in the kubeconfig is wrong or out of reach (a VPN that is off, a cluster that is gone; localhost:8080 means that there is no kubeconfig at all), or the API server is down.',
    confirm: [
      { run: 'kubectl config view --minify', note: 'the address and the context that are used' },
      { run: 'kubectl get --raw /readyz', note: 'the same way, without exec' },
    ],
    fix: [
      { read: 'Correct the context or the address, or bring the VPN up: ends nothing.', action: 'harmless' },
      'Where nobody reaches it, see to the API server itself: containers go on without it.',
    ],
    sources: ['kubernetes/kubernetes#45163', 'kubernetes/kubernetes#23726'],
  },
  {
    code: 'not-logged-in',
    title: 'answer 401: a component on the way does not know this user',
    layers: ['client-path', 'api-server', 'kubelet'],
    scope: null,
    frequency: 'often',
    texts: [
      {
        pattern: /You must be logged in to the server/,
        example: 'error: You must be logged in to the server (Unauthorized)',
      },
    ],
    traits: { owner: 'client', ofCredentials: true },
    meaning:
      'If every command says so, your token or client certificate has expired. If only exec and logs do, the kubelet did not let the API server in, and the API server passes that answer on as if it were about you.',
    confirm: [
      {
        run: 'kubectl get pods',
        note: 'fails as well: your login; works: the API server and the kubelet (api-server-cert-refused)',
      },
    ],
    fix: [
      { read: 'Log in again, or renew the certificate in the kubeconfig: ends nothing.', action: 'harmless' },
      'For exec and logs only: kubectl exec-doctor explain api-server-cert-refused',
    ],
    sources: ['kubernetes/kubernetes#63128', 'Azure/AKSFlexNode#76'],
  },
  {
    code: 'exec-forbidden',
    title: 'this user may not exec into this pod',
    layers: ['api-server'],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /cannot (?:create|get) resource "pods\/exec"/,
        example:
          'Error from server (Forbidden): pods "x" is forbidden: User "y" cannot create resource "pods/exec" in API group "" in the namespace "default"',
      },
      {
        pattern: /cannot exec into or attach to a /,
        example:
          'Error from server (Forbidden): pods "x" is forbidden: cannot exec into or attach to a privileged container',
      },
    ],
    traits: { policy: true, owner: 'control-plane' },
    meaning:
      'The API server works and says no: the rules of access (RBAC), or an admission plugin, do not allow you to exec there. Whoever grants roles in that namespace decides. Nothing on the node is broken.',
    confirm: [
      {
        run: ({ namespace }) => `kubectl auth can-i create pods --subresource=exec -n ${namespace}`,
        note: 'may you? kubectl before 1.30 needs create',
      },
      {
        run: ({ namespace }) => `kubectl auth can-i get pods --subresource=exec -n ${namespace}`,
        note: 'newer kubectl needs get',
      },
    ],
    fix: [{ read: 'Have create and get on pods/exec granted in that namespace: ends nothing.', action: 'harmless' }],
    sources: [
      'flanksource/config-db#259',
      'lensapp/lens#950',
      'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
    ],
  },
  {
    code: 'websocket-verb-forbidden',
    title: 'exec is allowed with one protocol and forbidden with the other',
    layers: ['api-server', 'client-path'],
    scope: 'client',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /Expected HTTP 101 response but was '403 Forbidden'/,
        example: "java.net.ProtocolException: Expected HTTP 101 response but was '403 Forbidden'",
      },
      { pattern: /Handshake status 403 Forbidden/, example: 'Reason: Handshake status 403 Forbidden' },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'Exec over WebSocket is a GET and needs the verb get on pods/exec; over SPDY it is a POST and needs create. With only one of them granted, one client works and another, or the same after an upgrade, does not.',
    confirm: [
      {
        run: ({ namespace }) => `kubectl auth can-i get pods --subresource=exec -n ${namespace}`,
        note: 'WebSocket: client libraries, newer kubectl',
      },
      {
        run: ({ namespace }) => `kubectl auth can-i create pods --subresource=exec -n ${namespace}`,
        note: 'SPDY: older kubectl',
      },
    ],
    fix: [{ read: 'Grant both verbs on pods/exec: ends nothing.', action: 'harmless' }],
    sources: [
      'kubernetes-client/javascript#411',
      'kubernetes-client/java#641',
      'kubernetes-client/python#690',
      'cloudnative-pg/cloudnative-pg#10931',
    ],
  },
  {
    code: 'upgrade-blocked',
    title: 'a proxy or load balancer passes requests, but not the stream of an exec',
    layers: ['client-path'],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern:
          /unable to upgrade connection: <(?=[a-z!])(?![^\n]{0,300}(?:\n[^\n]{0,300}){0,5}?(?:504|gateway time-?out))/i,
        example: 'error: unable to upgrade connection: <html>\n<head><title>400 Bad Request</title>',
      },
      {
        pattern: /unable to upgrade connection: Forbidden(?! \(user)/,
        example: 'error: unable to upgrade connection: Forbidden',
      },
      { pattern: /Upgrade request required/, example: 'Error from server: Upgrade request required' },
      {
        pattern: /missing upgrade headers in request/,
        example:
          'error: unable to upgrade connection: unable to upgrade: missing upgrade headers in request: http.Header{"Connection":[]string{"close", "Upgrade", "close"}}',
      },
    ],
    meaning:
      'Exec requests that the HTTP connection become a stream, by SPDY or WebSocket. Something between you and the API server (an HTTP load balancer, an ingress, an authenticating proxy, kubectl proxy) does not let it, while all other commands pass.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec -v=8 ${pod} -- true`,
        note: 'no 101 Switching Protocols, or a Server header of somebody else',
      },
      'From a machine next to the API server the same exec works.',
    ],
    fix: [
      {
        run: ({ pod }) => `KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false kubectl exec ${pod} -- true`,
        note: 'the other protocol; true requests WebSocket',
      },
      'Let the proxy pass the upgrade, or balance on TCP (layer 4): cuts the connections that are open there.',
    ],
    sources: [
      'kubernetes/kubernetes#33151',
      'kubernetes/kubernetes#67329',
      'jetstack/kube-oidc-proxy#150',
      'kubernetes-sigs/kind#1715',
      'portainer/portainer#12880',
      'https://gitlab.com/gitlab-org/cluster-integration/gitlab-agent/-/merge_requests/1467',
    ],
  },
  {
    code: 'gateway-timed-out',
    title: 'a proxy or load balancer had no answer in its time from what lies behind it',
    layers: ['client-path', 'api-server', 'kubelet', 'cri'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /unable to upgrade connection: <[^\n]{0,300}(?:\n[^\n]{0,300}){0,5}?(?:504|[Gg]ateway [Tt]ime-?out|GATEWAY TIME-?OUT)/,
        example: 'error: unable to upgrade connection: <html>\n<head><title>504 Gateway Time-out</title></head>',
      },
      {
        pattern:
          /unable to upgrade connection: (?:upstream request timeout|stream timeout|[Gg]ateway [Tt]ime-?out\s{0,20}$)/m,
        example: 'error: unable to upgrade connection: upstream request timeout',
      },
    ],
    traits: { owner: null },
    meaning:
      'It passed the request on and got no answer: from the API server, the kubelet or the stream server of the CRI; or the proxy gives up too early. These words alone do not show which.',
    confirm: [
      'From a machine next to the API server, or with a kubeconfig that leads past the proxy: does the same exec answer, and after which time?',
    ],
    fix: ['Where it answers there after a time, give the proxy a longer one; where it does not, look behind it.'],
    sources: ['https://www.envoyproxy.io/docs/envoy/latest/faq/debugging/why_is_envoy_sending_internal_responses'],
  },
  {
    code: 'balancer-answers',
    title: 'a load balancer answers instead of the API server',
    layers: ['client-path'],
    scope: 'client',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /unable to upgrade connection: (?:no healthy upstream|upstream connect error)/,
        example: 'error: unable to upgrade connection: no healthy upstream',
      },
      {
        pattern:
          /unable to upgrade connection: (?:default backend - 404|(?:[Bb]ad [Gg]ateway|[Ss]ervice (?:[Tt]emporarily )?[Uu]navailable)\s{0,20}$)/m,
        example: 'error: unable to upgrade connection: Service Unavailable',
      },
    ],
    traits: { owner: null },
    meaning:
      'These are the words of a proxy or load balancer before the API server (envoy, an ingress): it has no API server to pass this request on to, though other requests may pass through one that it considers healthy. The request reached no API server and no node.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec -v=8 ${pod} -- true`,
        note: 'the Server header is of who has answered',
      },
      'From a machine next to the API server the same exec works.',
    ],
    fix: [
      {
        read: 'Check its list of API servers, and how it finds out which of them work: ends nothing.',
        action: 'harmless',
      },
    ],
    sources: ['https://www.envoyproxy.io/docs/envoy/latest/faq/debugging/why_is_envoy_sending_internal_responses'],
  },
  {
    code: 'idle-stream-cut',
    title: 'a session that is silent is cut after a fixed time',
    layers: ['client-path', 'kubelet', 'cri'],
    scope: null,
    frequency: 'often',
    texts: [
      {
        pattern: /websocket: close 1006 \(abnormal closure\)/,
        example:
          'error reading from error stream: next reader: websocket: close 1006 (abnormal closure): unexpected EOF',
      },
    ],
    meaning:
      'The session ends after just 1, 5, 10 or 240 minutes without output, mostly without a message, and the process in the container lives on. A load balancer (seconds to minutes), the kubelet (streamingConnectionIdleTimeout, 4 h) or the runtime (stream_idle_timeout) has an idle timeout.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec ${pod} -- sh -c "while sleep 20; do date; done"`,
        note: 'one that speaks is not cut',
      },
      {
        run: ({ node }) => `kubectl get --raw /api/v1/nodes/${node}/proxy/configz`,
        note: 'the kubelet: streamingConnectionIdleTimeout',
      },
    ],
    fix: [
      {
        read: 'Let the command print something now and then, or run it detached and read its log: ends nothing.',
        action: 'harmless',
      },
      'Raise the timeout of the load balancer: nothing on the node has to be repaired.',
    ],
    sources: [
      'kubernetes/kubernetes#66661',
      'kubernetes/kubernetes#128314',
      'zalando-incubator/kubernetes-on-aws#49',
      'cilium/cilium#34939',
    ],
  },
] as const satisfies readonly Entry[];

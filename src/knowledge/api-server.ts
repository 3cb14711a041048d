import { kubeletListens, kubeletNotReached, kubeletNotThere, portIsClosed } from './detectors/kubelet-connection.ts';
import type { Entry } from './entry.ts';
import { restartKubelet } from './steps.ts';

/** What breaks at the API server, and between it and the kubelet. Logs fail then as well. */
export const apiServerEntries = [
  {
    code: 'admission-denies-exec',
    title: 'an admission policy says no to exec',
    layers: ['api-server'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /admission webhook "[^"\n]{1,200}" denied the request/,
        example: 'Error from server: admission webhook "validate.kyverno.svc-fail" denied the request: no exec',
      },
      {
        pattern: /ValidatingAdmissionPolicy '[^'\n]{1,253}' (?:with binding '[^'\n]{1,253}' )?denied request/,
        example:
          "The request is invalid: pods \"web\" is forbidden: ValidatingAdmissionPolicy 'no-exec' with binding 'no-exec' denied request: no exec in production",
      },
      {
        pattern: /exec operation is not allowed because the pod's security context exceeds your permissions/,
        example:
          'Error from server (Forbidden): pods "web" is forbidden: exec operation is not allowed because the pod\'s security context exceeds your permissions: unable to validate against any security context constraint',
      },
    ],
    traits: { policy: true, owner: 'control-plane' },
    meaning:
      'The API server holds each exec (operation CONNECT on pods/exec) against the policies of the cluster, and one refused it: a webhook (Kyverno, Gatekeeper, your own), a ValidatingAdmissionPolicy, or the security context constraints of OpenShift. The text names it. The owner of that policy decides; nothing is broken, and the request never reached the node.',
    confirm: [
      {
        run: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B 20 -A 20 -E "(pods|[*])/(exec|[*])"',
        note: 'which webhook',
      },
      {
        run: 'kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings',
        note: 'the one that the text names',
      },
    ],
    fix: [{ read: 'Request an exemption from the owner of the policy. Ends nothing.', action: 'harmless' }],
    sources: [
      'kyverno/kyverno#2545',
      'kubernetes/kubernetes#93292',
      'devtron-labs/devtron#6224',
      'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
    ],
  },
  {
    code: 'admission-webhook-fails',
    title: 'an admission webhook that has to allow exec cannot be reached',
    layers: ['api-server'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /failed calling webhook/,
        example:
          'Error from server (InternalError): Internal error occurred: failed calling webhook "v": Post "https://kyverno.svc:443/validate": x509: certificate has expired',
      },
    ],
    traits: { owner: 'control-plane', guards: true },
    meaning:
      'The API server sends each exec (operation CONNECT on pods/exec) to a webhook for review. The webhook could not be reached, and its failurePolicy turns that into a refusal.',
    confirm: [
      {
        run: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B 20 -A 20 -E "(pods|[*])/(exec|[*])"',
        note: 'which webhook reviews exec, and at which service',
      },
      'The service that it names has endpoints, and its certificate is valid.',
    ],
    fix: ['Bring the webhook back; only then think about its failurePolicy, on purpose.'],
    sources: ['kubernetes/kubernetes#59759', 'kyverno/kyverno#2545'],
  },
  {
    code: 'kubelet-unreachable',
    title: 'the API server finds no way to the kubelet',
    layers: ['api-server', 'kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern:
          /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): dial tcp \S{1,100}: (?:connect: |getsockopt: )?(?:i\/o timeout|no route to host|connection timed out|network is unreachable)/,
        example: 'Error from server: error dialing backend: dial tcp 10.0.3.123:10250: i/o timeout',
      },
      {
        pattern: /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): dial tcp: lookup \S{1,253}/,
        example: 'Error from server: error dialing backend: dial tcp: lookup node-2 on 10.0.2.3:53: server misbehaving',
      },
    ],
    detect: { run: kubeletNotReached, strength: 'likely' },
    traits: { owner: null },
    meaning:
      'The API server opens a separate connection to port 10250 of the node, and that fails: a firewall or security group, routing, a wrong node address, or a name that it cannot resolve. Logs fail too, unless there are several API servers and only some of them have no way: then a log may come through another one. All that the kubelet itself sends to the API server (status, lease) goes on.',
    confirm: [
      {
        run: ({ node }) => `kubectl get node ${node} -o jsonpath={.status.addresses}`,
        note: 'the addresses that the API server tries',
      },
      {
        run: 'curl -sk https://127.0.0.1:10250/healthz',
        on: 'node',
        note: 'any answer, also 401, shows that the kubelet works',
      },
      'On a node of the control plane: can it connect to port 10250 of this one (nc -zv)?',
    ],
    fix: [
      {
        read: 'Open port 10250 from the control plane to the nodes: ends nothing.',
        action: 'harmless',
        when: portIsClosed,
      },
      {
        read: 'If a connection to that port is established and requests hang, large packets get lost. Lower the MTU on the way, or let ICMP "fragmentation needed" through; see what is in between.',
        action: 'harmless',
        conditional: true,
      },
      "Correct the kubelet's --node-ip, or the order in the API server's --kubelet-preferred-address-types: restarts that program only.",
    ],
    sources: [
      'kubernetes/kubernetes#107186',
      'kubernetes/kubernetes#62511',
      'kubernetes/kubernetes#39026',
      'cookeem/kubeadm-ha#3',
    ],
  },
  {
    code: 'no-preferred-address',
    title: 'the API server reaches kubelets by a kind of address that the node does not have',
    layers: ['api-server'],
    scope: 'cluster',
    frequency: 'rarely',
    texts: [
      {
        pattern: /no preferred addresses found; known addresses: \[\{/,
        example:
          'Error from server: no preferred addresses found; known addresses: [{InternalIP 10.77.0.2} {Hostname node1}]',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      "The API server's --kubelet-preferred-address-types names kinds of addresses, and a node has none of these: the text has those that it has. No connection was tried. Exec, attach, logs and port-forward fail alike, for each node of that kind.",
    confirm: [
      {
        run: ({ node }) => `kubectl get node ${node} -o jsonpath={.status.addresses}`,
        note: 'its addresses, each with its type',
      },
      {
        run: 'grep kubelet-preferred-address-types /etc/kubernetes/manifests/kube-apiserver.yaml',
        given: 'on a node of the control plane',
        note: 'the types that are tried',
      },
    ],
    fix: [
      'Add a type that the nodes have, such as InternalIP, to --kubelet-preferred-address-types: restarts the API server only.',
    ],
    sources: [
      'kubernetes/kubernetes#45583',
      'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/',
    ],
  },
  {
    code: 'kubelet-refused',
    title: 'nothing listens at the port of the kubelet',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern:
          /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): dial tcp \S{1,100}:10250: (?:connect: |getsockopt: )?connection refused/,
        example: 'error dialing backend: dial tcp 10.0.2.4:10250: connect: connection refused',
      },
    ],
    detect: { run: kubeletNotThere, strength: 'proof', beats: ['kubelet-not-reporting'] },
    refuted: kubeletListens,
    traits: { kubeletSilent: true, makesNodeNotReady: true },
    meaning:
      'The node is there and says that nothing listens: the kubelet is down, just starting, or listens elsewhere. (A firewall that rejects looks the same.) The containers go on without it.',
    confirm: [
      { run: "ss -ltn 'sport = :10250'", on: 'node', note: 'who listens' },
      { run: 'systemctl status kubelet', on: 'node', note: 'running, and how often restarted' },
      { run: ({ node }) => `kubectl describe node ${node}`, note: 'Ready Unknown: the kubelet sends nothing either' },
    ],
    fix: [
      {
        run: 'journalctl -u kubelet -n 100',
        on: 'node',
        note: 'why it ends (expired client certificate, swap, cgroup driver)',
      },
      restartKubelet,
    ],
    sources: ['ovh/terraform-ovh-publiccloud-k8s#124', 'kubernetes/kubernetes#98150', 'kubernetes/kubernetes#40817'],
  },
  {
    code: 'pod-unknown-to-kubelet',
    title: 'the kubelet that got the request does not know this pod',
    layers: ['api-server', 'kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern: /unable to upgrade connection: pod does not exist/,
        example: 'error: unable to upgrade connection: pod does not exist',
      },
    ],
    traits: { owner: null },
    meaning:
      'Mostly the API server contacted the wrong node: two nodes announce the same address (the NAT interface of virtual machines is the classic). Or the right kubelet has started this very second and does not know its pods yet.',
    confirm: [
      { run: 'kubectl get nodes -o wide', note: 'is an INTERNAL-IP there twice' },
      {
        run: 'journalctl -u kubelet -n 50',
        note: 'on the right node: no trace of the request, or the kubelet has just started',
      },
    ],
    fix: [
      'Wait some seconds, where the kubelet has just started.',
      "Set the kubelet's --node-ip to the address that can be reached.",
      restartKubelet,
    ],
    sources: ['kubernetes/kubernetes#63702', 'rancher/rancher#26033', 'geerlingguy/raspberry-pi-dramble#138'],
  },
  {
    code: 'tunnel-down',
    title: 'the tunnel from the control plane to the nodes is down, or has holes',
    layers: ['api-server'],
    scope: null,
    frequency: 'often',
    texts: [
      { pattern: /No agent available/, example: 'error dialing backend: No agent available' },
      {
        pattern: /(?<!connection: )error dialing backend: (?:EOF|dial timeout)/,
        example: 'Error from server: error dialing backend: EOF',
      },
      {
        pattern: /proxy error from \S{1,100} while dialing \S{1,100}, code \d{3}/,
        example: 'proxy error from 127.0.0.1:9345 while dialing 10.10.2.24:10250, code 502: 502 Bad Gateway',
      },
      {
        pattern: /No SSH tunnels currently open/,
        example:
          'error dialing backend: No SSH tunnels currently open. Were the targets able to accept an ssh-key for user "gke"?',
      },
      {
        pattern: /failed to find Session for client/,
        example: 'failed to find Session for client NODE',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'Here the API server reaches the nodes through a tunnel that they hold open: konnectivity, the remotedialer of k3s and rke2, or ssh. No agent of that node is connected, or not to the server that got the request; so it often works on the second or third try. Logs, webhooks and metrics suffer too.',
    confirm: [
      { run: 'kubectl get pods -n kube-system -o wide | grep konnectivity', note: 'does the agent of the node run' },
      "The agent's log in /var/log/pods on the node: does it connect to every server of the control plane?",
    ],
    fix: [
      'Restart the agent on that node: the tunnels through it break and come back, containers go on.',
      'Open its port to the control plane (8132 konnectivity, 9345 rke2, 6443 k3s), and correct the count of servers.',
    ],
    sources: [
      'k0sproject/k0s#5503',
      'k0sproject/k0s#5622',
      'k3s-io/k3s#11418',
      'kubernetes-sigs/apiserver-network-proxy#152',
      'kubernetes/kubernetes#78963',
      'kubernetes/kubernetes#58076',
      'k0sproject/k0s#3784',
      'cilium/cilium#32080',
    ],
  },
  {
    code: 'api-server-busy',
    title: 'the API server takes no more requests of this kind (429)',
    layers: ['api-server'],
    scope: 'cluster',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /[Tt]oo many requests, please try again later/,
        example: 'error: unable to upgrade connection: Too many requests, please try again later.',
      },
      {
        pattern: /server has received too many requests and has asked us to try again later/,
        example:
          'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'Requests are sorted by who sends them and for what, and each kind has its share (API Priority and Fairness): that of this one is used up, by its own user or by others. The request was not passed on, so it never reached the node.',
    confirm: [
      {
        run: 'kubectl get --raw /metrics | grep apiserver_flowcontrol_rejected_requests_total',
        note: 'which priority level refuses, and which flow schema it belongs to',
      },
      { run: 'kubectl get flowschemas,prioritylevelconfigurations', note: 'the shares' },
    ],
    fix: [
      { read: 'Try again, and find who sends so many requests: ends nothing.', action: 'harmless' },
      'Give that kind of request a separate priority level.',
    ],
    sources: ['https://kubernetes.io/docs/concepts/cluster-administration/flow-control/'],
  },
  {
    code: 'etcd-unwell',
    title: 'etcd does not answer the API server in time, or has no leader',
    layers: ['api-server'],
    scope: 'cluster',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /etcdserver: (?:request timed out|leader changed|no leader|not healthy|too many requests|mvcc|[a-z]{2,20})/,
        example: 'Error from server: etcdserver: request timed out',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'Before the API server passes an exec on, it reads the pod and the rules of access, and etcd, where they are stored, did not answer. Every other request to the cluster may fail too. The exec never reached the node; containers go on.',
    confirm: [
      { run: "kubectl get --raw '/readyz?verbose'", note: 'is etcd ok' },
      'The log of etcd: slow disk, lost leader, a full database (NOSPACE).',
    ],
    fix: [{ read: 'See to etcd: its disk, its members, its quota. Ends nothing on the nodes.', action: 'harmless' }],
    sources: ['https://etcd.io/docs/v3.5/faq/'],
  },
] as const satisfies readonly Entry[];

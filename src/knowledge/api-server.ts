import { kubeletListens, kubeletNotReached, kubeletNotThere } from './detectors/kubelet-connection.ts';
import type { Entry } from './entry.ts';
import { restartKubelet } from './steps.ts';

/** What breaks at the API server, and between it and the kubelet. Logs fail then as well. */
export const apiServerEntries = [
  {
    code: 'admission-denies-exec',
    title: 'an admission webhook says no to exec',
    layers: ['api-server'],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /admission webhook "[^"\n]{1,200}" denied the request/,
        example: 'Error from server: admission webhook "validate.kyverno.svc-fail" denied the request: no exec',
      },
    ],
    traits: { policy: true, owner: 'control-plane' },
    meaning:
      'The API server asks a webhook about each exec (operation CONNECT on pods/exec), and it refused: a policy at work.',
    confirm: [
      {
        run: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B 20 -A 20 pods/exec',
        note: 'whose',
      },
    ],
    fix: [{ read: 'Ask those who own the policy for an exemption. Ends nothing.', action: 'harmless' }],
    sources: ['kyverno/kyverno#2545', 'kubernetes/kubernetes#93292'],
  },
  {
    code: 'admission-webhook-fails',
    title: 'an admission webhook that has to consent to exec cannot be asked',
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
    traits: { owner: 'control-plane' },
    meaning:
      'The API server asks a webhook about each exec (operation CONNECT on pods/exec). It could not be asked, and its failurePolicy turns that into a refusal.',
    confirm: [
      {
        run: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B 20 -A 20 pods/exec',
        note: 'whose',
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
      'The API server opens a connection of its own to port 10250 of the node, and that does not come about: a firewall or security group, routing, a wrong node address, or a name that it cannot resolve. Logs fail alike; all that the kubelet itself sends to the API server (status, lease) goes on.',
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
    ],
    fix: [
      { read: 'Open port 10250 from the control plane to the nodes: ends nothing.', action: 'harmless' },
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
      'The node is there and says that nobody listens: the kubelet is down, just starting, or listens elsewhere. (A firewall that rejects looks the same.) The containers go on without it.',
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
    title: 'the kubelet that was asked does not know this pod',
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
      'Mostly the API server asked the wrong node: two of them announce the same address (the NAT interface of virtual machines is the classic). Or the right kubelet has started this very second and does not know its pods yet.',
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
      'Here the API server reaches the nodes through a tunnel that they hold open: konnectivity, the remotedialer of k3s and rke2, or ssh. No agent of that node is connected, or not to the server that was asked; so it often works on the second or third try. Logs, webhooks and metrics suffer too.',
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
    ],
  },
] as const satisfies readonly Entry[];

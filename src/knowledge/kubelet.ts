import { apiServerIsNamed, handlersOff } from './detectors/kubelet-connection.ts';
import { kubeletSilent, nodeNotReady } from './detectors/node.ts';
import { daemonOutOfFiles, stopped } from './detectors/processes.ts';
import type { Entry } from './entry.ts';
import { deletePod, restartContainerd, restartKubelet } from './steps.ts';

/** What breaks at the kubelet, or between it and those who ask it. */
export const kubeletEntries = [
  // Where the API server and the kubelet do not trust each other.
  {
    code: 'tls-internal-error',
    title: 'the kubelet has no certificate to show',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern: /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): remote error: tls: internal error/,
        example: 'Error from server: error dialing backend: remote error: tls: internal error',
      },
      {
        pattern: /no serving certificate available for the kubelet/,
        example: 'http: TLS handshake error from 192.168.0.4:50416: no serving certificate available for the kubelet',
      },
    ],
    // the certificate is the kubelet's, what approves it is the control plane's
    traits: { owner: null },
    meaning:
      'With serverTLSBootstrap the kubelet requests that the cluster sign its serving certificate, and nobody has approved the request: the built-in controller does not approve that kind. New nodes are affected first.',
    confirm: [
      { run: 'kubectl get csr', note: 'pending ones of signer kubernetes.io/kubelet-serving' },
      {
        run: "for c in $(kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving -o name); do echo $c; kubectl get $c -o jsonpath='{.spec.request}' | base64 -d | openssl req -noout -text | grep -A1 Alternative; done",
        note: 'for which names and addresses: none but those of the node',
      },
      { run: 'ls -l /var/lib/kubelet/pki/kubelet-server-current.pem', on: 'node', note: 'missing' },
    ],
    fix: [
      {
        run: ({ node }) =>
          `kubectl certificate approve $(kubectl get csr --field-selector spec.signerName=kubernetes.io/kubelet-serving -o jsonpath='{.items[?(@.spec.username=="system:node:${node}")].metadata.name}')`,
        given: "if they name only the node's own names and addresses",
        note: 'those that the node itself has requested; works at once, ends nothing',
        action: 'harmless',
      },
      'Install an approver for kubelet serving certificates, or it happens again.',
    ],
    sources: ['opsnull/follow-me-install-kubernetes-cluster#246', 'kubevirt/kubernetes-device-plugins#7'],
  },
  {
    code: 'kubelet-certificate-invalid',
    title: 'the API server does not accept the certificate of the kubelet',
    layers: ['kubelet', 'api-server'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /(?:error dialing backend|:10250\/[^\s"]{1,1000}"?): (?:tls: failed to verify certificate: )?x509: /,
        example: 'error dialing backend: x509: certificate is valid for system:node:w1, not w1',
      },
    ],
    // the certificate is the kubelet's, who has to trust it is the control plane's
    traits: { owner: null },
    meaning:
      "The kubelet's serving certificate has expired, has another name or address than the API server used, or is signed by another authority; or a clock is wrong.",
    confirm: [
      {
        run: ({ node }) =>
          `openssl s_client -connect ${node}:10250 </dev/null | openssl x509 -noout -dates -ext subjectAltName`,
        given: 'from where that port can be reached',
        note: 'its dates and names',
      },
      { run: 'date -u', on: 'node', note: 'is its clock right' },
    ],
    fix: [
      {
        read: 'Renew the serving certificate or let it rotate (rotateCertificates, serverTLSBootstrap): ends nothing.',
        action: 'harmless',
      },
      restartKubelet,
    ],
    sources: ['kelseyhightower/kubernetes-the-hard-way#146', 'kubermatic/kubermatic#9673'],
  },
  {
    code: 'kubelet-refuses-api-server',
    title: 'the user of the API server has no rights on the API of the kubelet',
    layers: ['api-server', 'kubelet'],
    scope: 'cluster',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /Forbidden \(user=[^,\n]{1,253}, verb=\w{1,20}, resource=nodes, subresource=\w{1,20}\)/,
        example:
          'error: unable to upgrade connection: Forbidden (user=kubernetes, verb=create, resource=nodes, subresource=proxy)',
      },
      {
        pattern:
          /Forbidden \(user=[^,\n]{1,253}, verb=\w{1,20}, resource=nodes, subresource\(s\)=\[[\w ,/-]{1,100}\]\)/,
        example:
          'error: unable to upgrade connection: Forbidden (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource(s)=[proxy])',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'The kubelet refuses the API server, and neither is broken. The user in the text is not you but the API server, as the kubelet knows it by its client certificate: the ClusterRoleBinding that gives that user nodes/proxy is missing. system:anonymous means that it has shown no certificate. With new kubelets it comes node by node, and with several API servers it may be only one of them.',
    confirm: [
      {
        run: 'kubectl get clusterrolebindings -o wide | grep system:kubelet-api-admin',
        note: 'is the user of the text among them',
      },
      {
        run: 'openssl x509 -noout -subject -enddate -in /etc/kubernetes/pki/apiserver-kubelet-client.crt',
        on: 'control-plane',
        note: 'CN is the user, O its groups',
      },
    ],
    fix: [
      {
        run: ({ apiServerUser }) =>
          `kubectl create clusterrolebinding apiserver-kubelet --clusterrole=system:kubelet-api-admin --user=${apiServerUser}`,
        note: 'the CN of that certificate, never another name; ends nothing',
        action: 'harmless',
        when: apiServerIsNamed,
      },
      'Of system:anonymous: give the API server its --kubelet-client-certificate, and the kubelet the authority of that.',
    ],
    sources: [
      'kubernetes/kubernetes#138957',
      'kubernetes/kubernetes#65939',
      'kubernetes/kubernetes#55872',
      'charmed-kubernetes/bundle#696',
    ],
  },
  {
    code: 'api-server-cert-refused',
    title: 'the kubelet does not accept the certificate that the API server shows',
    layers: ['api-server', 'kubelet'],
    scope: 'cluster',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /unable to upgrade connection: Unauthorized/,
        example: 'error: unable to upgrade connection: Unauthorized',
      },
      {
        pattern:
          /(?<!connection: )error dialing backend: [^\n]{0,300}remote error: tls: (?:(?:bad|expired|revoked|unknown|unsupported) certificate|unknown certificate authority|certificate required)/,
        example: 'Error from server: error dialing backend: remote error: tls: bad certificate',
      },
    ],
    traits: { owner: 'control-plane' },
    meaning:
      'The API server has a client certificate for the kubelets. It has expired, and the API server still holds the old one; or the kubelet trusts another authority. With several API servers it may be only one of them: then logs and other execs come through.',
    confirm: [
      {
        run: 'openssl x509 -noout -subject -issuer -enddate -in /etc/kubernetes/pki/apiserver-kubelet-client.crt',
        on: 'control-plane',
        given: 'on each',
      },
      'The API server was started before that file was renewed.',
    ],
    fix: [
      'After a renewal, really restart the container of the API server: deleting its mirror pod does not. Requests fail meanwhile.',
      "Where the authority is another one, correct the kubelet's authentication.x509.clientCAFile.",
    ],
    sources: [
      'kubernetes/kubernetes#63128',
      'kubernetes/kubernetes#58076',
      'cyberark/kubeletctl#17',
      'kubernetes/kubectl#139',
    ],
  },
  // What the cluster sees of a kubelet that is not well.
  {
    code: 'kubelet-not-reporting',
    title: 'the kubelet gives no sign of life',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [{ pattern: /Kubelet stopped posting node status/, example: 'Kubelet stopped posting node status.' }],
    detect: { run: kubeletSilent, strength: 'proof' },
    traits: { kubeletSilent: true, makesNodeNotReady: true },
    meaning:
      'It has not renewed its lease, so it is down, stopped or cut off from the API server, or the whole node is. Containers may well go on; nothing can be started or stopped there through Kubernetes.',
    confirm: [
      {
        run: ({ node }) => `kubectl get lease -n kube-node-lease ${node} -o jsonpath={.spec.renewTime}`,
        note: 'renewed every 10 s if all is well',
      },
      { run: 'systemctl status kubelet', on: 'node', given: 'by ssh' },
    ],
    fix: [
      { run: 'journalctl -u kubelet -n 100', on: 'node', note: 'what it waits for, or why it ended' },
      { ...restartKubelet, verified: ['containerd 1.7'] },
      'If the node does not answer by ssh either, it is the machine: see its console.',
    ],
    sources: ['https://kubernetes.io/docs/reference/node/node-status', 'kubernetes/kubernetes#98150'],
  },
  {
    code: 'kubelet-stopped',
    title: 'the process of the kubelet is stopped (SIGSTOP)',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'rarely',
    texts: [],
    detect: { run: stopped('kubelet'), strength: 'proof', beats: ['kubelet-refused', 'kubelet-out-of-fds'] },
    traits: { runKnowsTheSteps: true, kubeletSilent: true, makesNodeNotReady: true },
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its port still accepts connections, which proves nothing: the kernel does that. Everything through it hangs; containers go on.',
    confirm: [
      { run: ({ kubelet }) => `grep State /proc/${kubelet}/status`, on: 'node', note: 'T (stopped), t (traced)' },
    ],
    fix: [
      {
        run: ({ kubelet }) => `kill -CONT ${kubelet}`,
        on: 'node',
        note: 'resumes it; ends nothing. Find out first who stopped it',
        action: 'go-on',
      },
    ],
    sources: ['https://man7.org/linux/man-pages/man5/proc_pid_status.5.html'],
  },
  {
    code: 'kubelet-out-of-fds',
    title: 'the kubelet has no file descriptors left',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'rarely',
    texts: [
      {
        pattern: /unable to upgrade connection: error dialing backend: [^\n]{0,300}: too many open files/,
        example:
          'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:32923: socket: too many open files',
      },
    ],
    detect: { run: daemonOutOfFiles('kubelet'), strength: 'proof', beats: ['kubelet-not-reporting'] },
    meaning:
      "It has reached its limit, mostly by a leak, and can dial neither the CRI's stream server nor anything else. Every request of kubectl to this node's containers fails; they go on, and the runtime's own clients get in.",
    confirm: [
      { run: ({ kubelet }) => `ls /proc/${kubelet}/fd | wc -l`, on: 'node', note: 'how many' },
      { run: ({ kubelet }) => `grep "open files" /proc/${kubelet}/limits`, on: 'node', note: 'of how many' },
    ],
    fix: [
      {
        run: ({ kubelet }) => `prlimit --pid ${kubelet} --nofile=1048576:1048576`,
        on: 'node',
        note: 'room for more at once; ends nothing, and only puts it off',
        action: 'raise-file-limit',
      },
      restartKubelet,
    ],
    sources: [
      'https://man7.org/linux/man-pages/man1/prlimit.1.html',
      'https://man7.org/linux/man-pages/man2/socket.2.html',
    ],
  },
  {
    code: 'pleg-not-healthy',
    title: 'the kubelet cannot list the containers in time, mostly because one of them hangs',
    layers: ['shim', 'runc', 'dockerd', 'containerd', 'container'],
    scope: 'node',
    frequency: 'often',
    texts: [
      {
        pattern: /PLEG is not healthy/,
        example: 'PLEG is not healthy: pleg was last seen active 3m7s ago; threshold is 3m0s',
      },
    ],
    traits: { owner: null, makesNodeNotReady: true },
    meaning:
      'A symptom. The kubelet queries the runtime for every container, and for one of them no answer comes, so the node goes back and forth between Ready and NotReady. The kubelet is not at fault, and seldom the daemon.',
    confirm: [
      {
        run: 'for id in $(crictl ps -q); do timeout 5 crictl inspect "$id" >/dev/null || echo "$id"; done',
        on: 'node',
        note: 'which hangs',
      },
      {
        run: 'for id in $(docker ps -q); do timeout 5 docker inspect "$id" >/dev/null || echo "$id"; done',
        note: 'the same with docker',
      },
      { run: ({ pod }) => `kubectl exec-doctor ${pod}`, note: 'then: where the exec into that one breaks' },
    ],
    fix: [
      'Treat the container that hangs (its shim, a stuck runc, a dead volume); a restart of the kubelet hides it for minutes.',
      deletePod,
    ],
    sources: [
      'kubernetes/kubernetes#94829',
      'kubernetes/kubernetes#45419',
      'kubernetes/kubernetes#61117',
      'awslabs/amazon-eks-ami#1071',
    ],
  },
  {
    code: 'node-not-ready',
    title: 'the node is not Ready',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'often',
    texts: [{ pattern: /status is now: NodeNotReady/, example: 'Node worker-1 status is now: NodeNotReady' }],
    detect: { run: nodeNotReady, strength: 'context' },
    traits: { makesNodeNotReady: true },
    meaning:
      'Unknown means that the kubelet gives no sign of life; False means that the kubelet itself says what is wrong (runtime down, PLEG, network plugin). An exec may work all the same, or fail for the same reason.',
    confirm: [
      { run: ({ node }) => `kubectl describe node ${node}`, note: 'reason and message of the condition Ready' },
    ],
    fix: ['Act on the message: kubectl exec-doctor explain takes it as well.', restartContainerd, restartKubelet],
    sources: ['https://kubernetes.io/docs/reference/node/node-status', 'RHsyseng/openshift-checks#37'],
  },
  // What the kubelet answers to a request for an exec.
  {
    code: 'container-unknown-to-kubelet',
    title: 'as far as the kubelet knows, no container of that name runs',
    layers: ['kubelet', 'cri'],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /unable to upgrade connection: container not found/,
        example: 'error: unable to upgrade connection: container not found ("app")',
      },
      {
        pattern: /error executing command in container: container not found/,
        example: 'error executing command in container: container not found',
      },
    ],
    meaning:
      'Mostly nobody is at fault: the container is between two restarts, has ended, is paused, or its init containers are still busy. If the runtime says that it runs, the view of the kubelet is stale.',
    confirm: [
      { run: ({ pod }) => `kubectl describe pod ${pod}`, note: 'state and restart count of that container' },
      {
        run: ({ pod }) => `crictl ps --pod "$(crictl pods -q --name ${pod})"`,
        on: 'node',
        note: 'what the runtime says',
      },
    ],
    fix: [
      { run: ({ pod }) => `kubectl logs ${pod} --previous`, note: 'why it ended, where it restarts again and again' },
      restartKubelet,
    ],
    sources: ['sclorg/nginx-container#151', 'elifesciences/elife-xpub#2165', 'kubernetes/kubernetes#27359'],
  },
  {
    code: 'debug-handlers-off',
    title: 'exec, logs and port-forward are switched off in this kubelet',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /unable to upgrade connection: 404 page not found/,
        example: 'error: unable to upgrade connection: 404 page not found',
      },
      {
        pattern: /Debug endpoints are disabled/,
        example: 'error: unable to upgrade connection: Debug endpoints are disabled.',
      },
    ],
    detect: { run: handlersOff, strength: 'likely' },
    traits: { policy: true, owner: 'node' },
    meaning:
      'The kubelet does not serve exec at all (enableDebuggingHandlers: false), as on the control-plane nodes of some distributions. The administrator of the nodes has decided that. A stream server that does not know the path answers 404, too.',
    confirm: [
      {
        run: ({ node }) => `kubectl get --raw /api/v1/nodes/${node}/proxy/configz`,
        note: 'is enableDebuggingHandlers false; refused where it is off',
      },
      { run: 'grep -r enableDebuggingHandlers /var/lib/kubelet/config.yaml', on: 'node' },
    ],
    fix: [
      {
        read: 'Check with those who configure the nodes: it may be intended. Ends nothing.',
        action: 'harmless',
      },
      'Where they permit it: enableDebuggingHandlers: true in the configuration of the kubelet, which they roll out.',
    ],
    sources: ['kubernetes/kubernetes#34457', 'k3s-io/k3s#13470'],
  },
  {
    code: 'runtime-endpoint-dead',
    title: 'nothing listens at the socket where the kubelet looks for the runtime',
    layers: ['cri', 'dockerd', 'containerd', 'kubelet'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /dial unix \S{0,200}(?:dockershim|cri-dockerd|crio)\.sock: connect: (?:no such file or directory|connection refused)/,
        example:
          'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"',
      },
      { pattern: /container runtime is down/, example: 'container runtime is down' },
    ],
    traits: { makesNodeNotReady: true },
    meaning:
      'The program that owns this socket (cri-dockerd, dockershim, CRI-O) is down, or the kubelet still uses the old socket after a change of runtime. Running containers go on.',
    confirm: [
      {
        run: ({ kubelet }) => `tr "\\0" " " </proc/${kubelet}/cmdline`,
        on: 'node',
        note: 'its --container-runtime-endpoint, or its --config',
      },
      {
        run: 'ss -xl | grep -E "containerd|dockershim|cri-dockerd|crio"',
        on: 'node',
        note: 'which sockets have a listener',
      },
    ],
    fix: [
      {
        read: 'Start the program that is missing (systemctl start cri-docker, crio): ends nothing.',
        action: 'harmless',
      },
      'Where the endpoint is the old one, correct it in the configuration of the kubelet.',
      restartKubelet,
    ],
    sources: ['kubernetes/kubernetes#72533', 'Mirantis/cri-dockerd#41'],
  },
  {
    code: 'exec-probe-deadline',
    title: 'an exec probe did not end within its timeout',
    layers: ['container', 'shim', 'containerd'],
    scope: null,
    frequency: 'often',
    texts: [
      {
        pattern: /ExecSync[^\n]{0,200}DeadlineExceeded(?: desc = context deadline exceeded)?/,
        example:
          '"ExecSync cmd from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded"',
      },
      {
        pattern: /failed to exec in container: timeout \S{1,20} exceeded/,
        example: 'failed to exec in container: timeout 5s exceeded',
      },
    ],
    traits: { owner: null },
    meaning:
      'Often the command of the probe is slow, or the container is short of CPU; a slow exec path where HTTP probes do well. If even echo hangs there, a layer below is stuck.',
    confirm: [
      { run: ({ pod }) => `kubectl exec-doctor ${pod}`, note: 'is exec itself slow or stuck, and at which layer' },
      {
        run: 'cat /sys/fs/cgroup/CGROUP/cpu.stat',
        on: 'node',
        note: 'nr_throttled grows? (v1: below /sys/fs/cgroup/cpu)',
      },
      { run: 'cat /proc/pressure/cpu /proc/pressure/io /proc/pressure/memory', on: 'node' },
    ],
    fix: [
      'Fewer or cheaper exec probes, a longer timeoutSeconds, or a probe by HTTP or gRPC: replaces the pods of the workload.',
      'More CPU for the container: replaces its pods.',
    ],
    versions:
      'Kubernetes before 1.20 did not enforce the timeout of exec probes with dockershim, so an upgrade brings it to light.',
    sources: ['kubernetes/kubernetes#82987', 'kubernetes/kubernetes#140349', 'kubernetes/kubernetes#94115'],
  },
  {
    code: 'inotify-exhausted',
    title: 'the kubelet cannot watch any more files (inotify)',
    layers: ['kubelet'],
    scope: 'node',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /failed to create fsnotify watcher: too many open files/,
        example: 'failed to create fsnotify watcher: too many open files',
      },
    ],
    traits: { owner: 'node' },
    meaning:
      'The kubelet prints this when a log is to be followed (kubectl logs -f). Its files are not used up: root has reached fs.inotify.max_user_instances, a limit that holds for all programs of the node together, 128 by default. An exec needs none and is not affected.',
    confirm: [
      {
        run: 'ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c inotify; sysctl fs.inotify.max_user_instances',
        on: 'node',
        note: 'in use by all users, and allowed to each',
      },
    ],
    fix: [
      {
        run: 'sysctl -w fs.inotify.max_user_instances=1024',
        on: 'node',
        note: 'at once; ends nothing. Without a file in /etc/sysctl.d it is gone after a reboot',
        action: 'harmless',
      },
    ],
    sources: ['siderolabs/talos#5122', 'derailed/k9s#1399', 'kairos-io/kairos#2071'],
  },
] as const satisfies readonly Entry[];

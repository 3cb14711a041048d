import { kubeletSilent, nodeNotReady } from './detectors/debug-pod.ts';
import { daemonOutOfFiles, stopped } from './detectors/processes.ts';
import type { Entry } from './entry.ts';
import { deletePod, restartContainerd, restartKubelet } from './steps.ts';

/** What the cluster sees of a kubelet that is not well. */
export const kubeletHealthEntries = [
  {
    code: 'kubelet-not-reporting',
    title: 'the kubelet gives no sign of life',
    layers: ['kubelet'],
    scope: 'node',
    met: 'often',
    texts: [{ pattern: /Kubelet stopped posting node status/, example: 'Kubelet stopped posting node status.' }],
    facts: kubeletSilent,
    meaning:
      'It has not renewed its lease, so it is down, stopped or cut off from the API server, or the whole node is. Containers may well go on; nothing can be started or stopped there through Kubernetes.',
    confirm: [
      {
        run: ({ node }) => `kubectl get lease -n kube-node-lease ${node} -o jsonpath={.spec.renewTime}`,
        note: 'renewed every 10 s where all is well',
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
    met: 'rarely',
    texts: [],
    facts: stopped('kubelet'),
    meaning:
      'The kernel does not let it run until it gets SIGCONT. Its port still accepts connections, which proves nothing: the kernel does that. Everything through it hangs; containers go on.',
    confirm: [
      { run: ({ kubelet }) => `grep State /proc/${kubelet}/status`, on: 'node', note: 'T (stopped), t (traced)' },
    ],
    fix: [
      {
        run: ({ kubelet }) => `kill -CONT ${kubelet}`,
        on: 'node',
        note: 'lets it go on; ends nothing. Ask first who stopped it',
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
    met: 'rarely',
    texts: [
      {
        pattern: /unable to upgrade connection: error dialing backend: [^\n]{0,300}: too many open files/,
        example:
          'error: unable to upgrade connection: error dialing backend: dial tcp 127.0.0.1:32923: socket: too many open files',
      },
    ],
    facts: daemonOutOfFiles('kubelet'),
    meaning:
      "It has reached its limit, mostly by a leak, and can dial neither the CRI's stream server nor anything else. Whatever kubectl asks of this node's containers fails; they go on, and the runtime's own clients get in.",
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
    title: 'the kubelet cannot list the containers in time: mostly one of them hangs it',
    layers: ['shim', 'runc', 'dockerd', 'containerd', 'container'],
    scope: 'node',
    met: 'often',
    texts: [
      {
        pattern: /PLEG is not healthy/,
        example: 'PLEG is not healthy: pleg was last seen active 3m7s ago; threshold is 3m0s',
      },
    ],
    meaning:
      'A symptom. The kubelet asks the runtime for every container, and for one of them the answer does not come, so the node goes back and forth between Ready and NotReady. The kubelet is not at fault, and seldom the daemon.',
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
    met: 'often',
    texts: [{ pattern: /status is now: NodeNotReady/, example: 'Node worker-1 status is now: NodeNotReady' }],
    facts: nodeNotReady,
    meaning:
      'Unknown means that the kubelet is not heard of; False means that the kubelet itself says what is wrong (runtime down, PLEG, network plugin). An exec may work all the same, or fail for the same reason.',
    confirm: [
      { run: ({ node }) => `kubectl describe node ${node}`, note: 'reason and message of the condition Ready' },
    ],
    fix: ['Go by the message: kubectl exec-doctor explain takes it as well.', restartContainerd, restartKubelet],
    sources: ['https://kubernetes.io/docs/reference/node/node-status', 'RHsyseng/openshift-checks#37'],
  },
] as const satisfies readonly Entry[];

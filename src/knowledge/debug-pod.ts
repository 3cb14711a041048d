import { podFailure } from './detectors/debug-pod.ts';
import type { Entry } from './entry.ts';

/** Why the debug pod of a diagnosis did not start. None of these accuses a layer by itself. */
export const debugPodEntries = [
  {
    code: 'debug-pod-rejected',
    title: 'the node or the cluster did not take the debug pod',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [
      {
        pattern: /\bOutOf(?:pods|cpu|memory|ephemeral-storage)\b/,
        example: 'OutOfpods: Node did not have enough resource: pods',
      },
    ],
    facts: podFailure('rejected'),
    meaning:
      'The kubelet refused or evicted it: the node is full, under pressure or being drained. That says nothing about exec. The pod has no priority of its own and never evicts anybody.',
    confirm: [{ run: ({ node }) => `kubectl describe node ${node}`, note: 'room for pods, conditions, taints' }],
    fix: [
      'Ask who administers the cluster for what kubectl exec-doctor setup prints, where a quota or policy of the namespace is in the way: a namespace of its own.',
      'Wait until the node has room, or move one pod away: ends that pod here.',
    ],
    sources: ['kubernetes/kubernetes#98253', 'kvaps/kubectl-node-shell#14', 'aptakube/aptakube#479'],
  },
  {
    code: 'debug-pod-image',
    title: 'the image of the debug pod could not be had',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [
      {
        pattern: /\b(?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError)\b/,
        example: 'ImagePullBackOff: Back-off pulling image "busybox:stable"',
      },
    ],
    facts: podFailure('image'),
    meaning:
      "By default it is one that the cluster's own pods run on that node, or the target's, so it is on the node. It may have been removed there meanwhile, or policy always pulls and the registry does not answer.",
    confirm: [{ run: 'crictl images', on: 'node', note: 'which are there' }],
    fix: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} --image=IMAGE`,
        note: 'one that the node can have: ends nothing',
      },
    ],
    sources: [
      'kubernetes/website#48179',
      'kvaps/kubectl-node-shell#62',
      'aylei/kubectl-debug#137',
      'aptakube/aptakube#82',
    ],
  },
  {
    code: 'debug-pod-mount',
    title: 'a folder of the node could not be mounted into the debug pod',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [
      {
        pattern: /hostPath type check failed/,
        example: 'FailedMount: hostPath type check failed: /lib64 is not a directory',
      },
    ],
    facts: podFailure('mount'),
    meaning:
      'The debug pod uses programs of the node: its loader, /bin/sh, /bin/echo, /usr/bin/env and /usr/bin/nsenter, with the libraries in /lib, /lib64 and /usr. This node has not all of them, or a file system of it does not answer. Only events say so, and others may write such: so no other image is pulled for that, unless you name it.',
    confirm: [{ run: ({ node }) => `kubectl get node ${node} -o wide`, note: 'which system it is' }],
    fix: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} --image=IMAGE`,
        note: 'one with its own shell and programs, such as busybox:stable',
      },
    ],
    sources: ['https://kubernetes.io/docs/concepts/storage/volumes/#hostpath', 'kubernetes/kubectl#1230'],
  },
  {
    code: 'debug-pod-shell',
    title: 'neither the node nor the image has the shell for the debug pod',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [
      {
        pattern:
          /OCI runtime create failed[^\n]{0,300}exec: "(?:env|\/bin\/sh|\/exec-doctor-\w{1,40}\/ld)": (?:executable file not found|permission denied|stat \/\S{1,60}: no such file)/,
        example: 'OCI runtime create failed: exec: "env": executable file not found in $PATH: unknown',
      },
    ],
    facts: podFailure('shell'),
    meaning: 'Some systems for containers have no userland at all, and the image of the target neither.',
    confirm: [{ run: ({ node }) => `kubectl get node ${node} -o wide`, note: 'which system it is' }],
    fix: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} --image=IMAGE`,
        note: 'one with a shell, such as busybox:stable',
      },
    ],
    sources: ['kubernetes/kubectl#1230', 'janosmiko/lfk#98'],
  },
  {
    code: 'debug-pod-runtime',
    title: 'the runtime of the node could not start the debug pod',
    layers: [],
    scope: 'node',
    met: 'sometimes',
    texts: [
      {
        pattern: /\bFailedCreatePodSandBox\b|[Ff]ailed to create pod sandbox/,
        example: 'Warning  FailedCreatePodSandBox  9m39s  kubelet  Failed to create pod sandbox',
      },
    ],
    facts: podFailure('runtime'),
    meaning:
      'What hinders exec on this node may well be what hinders new containers. The text of the event often names it: a full /run, a missing runc, a dead containerd, the network plugin.',
    confirm: [
      {
        run: 'kubectl get events -A --field-selector involvedObject.kind=Pod | grep -i failed',
        note: 'the same for other pods?',
      },
      { run: 'kubectl exec-doctor explain -', note: 'paste the text of the event' },
    ],
    fix: ['Go by that text. Until then get in by ssh and the client of the runtime.'],
    sources: ['digitalocean/doks-debug#6', 'k3s-io/k3s#1940'],
  },
  {
    code: 'debug-pod-silent',
    title: 'the debug pod did not start, and nobody said why',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [],
    facts: podFailure('silent'),
    meaning:
      'No event, no state: the kubelet is busy, hangs on the runtime, or is not there. If its lease is not renewed either, it is the kubelet; if it is, something below it hangs.',
    confirm: [
      {
        run: ({ node }) => `kubectl get lease -n kube-node-lease ${node} -o jsonpath={.spec.renewTime}`,
        note: 'less than 10 s ago?',
      },
      { run: ({ node }) => `kubectl describe node ${node}`, note: 'Ready, and its message' },
    ],
    fix: [
      { run: ({ pod }) => `kubectl exec-doctor ${pod} --pod-start-timeout=1m`, note: 'for a slow node: ends nothing' },
      'Look at the node by ssh: kubelet, containerd or dockerd, disk.',
    ],
    sources: ['RHsyseng/openshift-checks#37', 'kubernetes/kubernetes#98253'],
  },
] as const satisfies readonly Entry[];

import { failsByTurns } from './detectors/by-turns.ts';
import { lostOutput } from './detectors/lost-output.ts';
import { moreOutput } from './detectors/more-output.ts';
import { podFailure } from './detectors/node.ts';
import {
  anotherEcho,
  controlFails,
  intermittentProbes,
  notTrustedProbes,
  olderContainersHit,
} from './detectors/probes.ts';
import { shimEnvironmentDiffers } from './detectors/shim-environment.ts';
import { slowLayers } from './detectors/slow-layers.ts';
import type { Entry } from './entry.ts';

/** What a diagnosis says of itself. */
export const selfEntries = [
  // Why the debug pod of a diagnosis did not start. None of these accuses a layer by itself.
  {
    code: 'debug-pod-rejected',
    title: 'the node or the cluster did not take the debug pod',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /\bOutOf(?:pods|cpu|memory|ephemeral-storage)\b/,
        example: 'OutOfpods: Node did not have enough resource: pods',
      },
    ],
    detect: { run: podFailure('rejected'), strength: 'context' },
    meaning:
      'The kubelet refused or evicted it: the node is full, under pressure or being drained. That says nothing about exec. The pod has no priority class and never evicts another.',
    confirm: [{ run: ({ node }) => `kubectl describe node ${node}`, note: 'room for pods, conditions, taints' }],
    fix: [
      'If a quota or policy of the namespace is in the way, have the administrator of the cluster apply what kubectl exec-doctor setup prints: a separate namespace.',
      'Wait until the node has room, or move one pod away: ends that pod here.',
    ],
    sources: ['kubernetes/kubernetes#98253', 'kvaps/kubectl-node-shell#14', 'aptakube/aptakube#479'],
  },
  {
    code: 'debug-pod-image',
    title: 'the image of the debug pod is not available',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /\b(?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)\b/,
        example: 'ImagePullBackOff: Back-off pulling image "busybox:stable"',
      },
    ],
    detect: { run: podFailure('image'), strength: 'context' },
    meaning:
      "By default it is one that the cluster's own pods run on that node, or that of the pods' sandboxes, so it is on the node. It may have been removed there meanwhile, or policy always pulls and the registry does not answer. A kubelet since 1.35 says that it is not present also where the pod has none of the credentials that it was pulled with.",
    confirm: [{ run: 'crictl images', on: 'node', note: 'which are there' }],
    fix: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} --image=IMAGE`,
        note: 'one that the node can have: ends nothing',
      },
    ],
    sources: [
      'kubernetes/enhancements#2535',
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
    frequency: 'sometimes',
    texts: [
      {
        pattern: /hostPath type check failed/,
        example: 'FailedMount: hostPath type check failed: /lib64 is not a directory',
      },
    ],
    detect: { run: podFailure('mount'), strength: 'context' },
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
    frequency: 'sometimes',
    texts: [
      {
        pattern:
          /OCI runtime create failed[^\n]{0,300}exec: "(?:env|\/bin\/sh|\/exec-doctor-\w{1,40}\/ld)": (?:executable file not found|permission denied|stat \/\S{1,60}: no such file)/,
        example: 'OCI runtime create failed: exec: "env": executable file not found in $PATH: unknown',
      },
    ],
    detect: { run: podFailure('shell'), strength: 'context' },
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
    frequency: 'sometimes',
    texts: [
      {
        pattern: /\bFailedCreatePodSandBox\b|[Ff]ailed to create pod sandbox/,
        example: 'Warning  FailedCreatePodSandBox  9m39s  kubelet  Failed to create pod sandbox',
      },
    ],
    detect: { run: podFailure('runtime'), strength: 'context' },
    meaning:
      'What hinders exec on this node may well be what hinders new containers. The text of the event often names it: a full /run, a missing runc, a dead containerd, the network plugin.',
    confirm: [
      {
        run: 'kubectl get events -A --field-selector involvedObject.kind=Pod | grep -i failed',
        note: 'the same for other pods?',
      },
      { run: 'kubectl exec-doctor explain -', note: 'paste the text of the event' },
    ],
    fix: ['Act on that text. Until then get in by ssh and the client of the runtime.'],
    sources: ['digitalocean/doks-debug#6', 'k3s-io/k3s#1940'],
  },
  {
    code: 'debug-pod-silent',
    title: 'the debug pod did not start, and nobody said why',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: podFailure('silent'), strength: 'context' },
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
  // What a diagnosis says of itself: how far its own probes can be trusted.
  {
    code: 'probe-not-trusted',
    title: 'a probe fails although one above it works, so it entered by another way',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: notTrustedProbes, strength: 'context' },
    meaning:
      'A probe that works has passed every layer below it. The one below that fails all the same took another root, socket or program than the node itself does; it says nothing about the node and counts against no layer.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} -o wide`,
        note: 'the commands, whole: which root, socket, program',
      },
    ],
    fix: ['Nothing has to be fixed. If you know what the node really uses, that is worth a bug report.'],
    sources: ['opencontainers/runc#2575', 'kubernetes/node-problem-detector#704', 'kubernetes-sigs/cri-tools#1126'],
  },
  {
    code: 'control-fails',
    title: 'a fresh container on the same node fails as well, or elsewhere',
    layers: [],
    scope: 'node',
    frequency: 'sometimes',
    texts: [],
    detect: { run: controlFails, strength: 'context' },
    meaning:
      'The debug pod itself is the control: known to be good. What fails for it is no fault of your container alone. If it fails at another layer than the target, the node has a second fault, one of new containers.',
    confirm: [{ run: ({ pod }) => `kubectl exec-doctor ${pod}`, note: 'for a container of another pod on that node' }],
    fix: ['Start with the layer that fails for both; then see to the other one.'],
    sources: ['kubernetes/kubernetes#45419', 'awslabs/amazon-eks-ami#1071'],
  },
  {
    code: 'echo-is-another',
    title: 'what is called /bin/echo in the image is no echo',
    layers: [],
    scope: 'container',
    frequency: 'rarely',
    texts: [],
    detect: { run: anotherEcho, strength: 'context' },
    meaning:
      'A probe runs /bin/echo with a word, and this image has something else there: a wrapper, a test double, an applet that is not built in. Every layer started it and brought back its output and success, and each brought back the complaint about a path that cannot exist; so exec works.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- /bin/echo word`, note: 'what does it print' },
      { run: ({ pod }) => `kubectl exec ${pod} -- ls -l /bin/echo`, note: 'what is it' },
    ],
    fix: ['Nothing is to be done for exec. Scripts and probes that rely on echo want an image that has one.'],
    sources: ['https://pubs.opengroup.org/onlinepubs/9799919799/utilities/echo.html'],
  },
  {
    code: 'intermittent',
    title: 'a probe fails, and works when it is tried again or for another container',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: {
      run: (observation, isSameComplaint) => [
        ...intermittentProbes(observation, isSameComplaint),
        ...failsByTurns(observation, isSameComplaint),
      ],
      strength: 'context',
    },
    traits: { degrades: 'it comes and goes', comesAndGoes: true },
    meaning:
      'Something is intermittent: a tunnel with a missing agent, a limit that is just reached, a race under load. One success is no proof of health then, and one failure counts against no layer.',
    confirm: [
      {
        run: ({ pod }) => `for i in $(seq 20); do kubectl exec ${pod} -- true || echo "no. $i"; done`,
        note: 'how many of 20',
      },
    ],
    fix: ['Act on the text of the failures: kubectl exec-doctor explain takes it.'],
    sources: [
      'kubernetes/kubernetes#58076',
      'containerd/containerd#10036',
      'kubernetes-sigs/apiserver-network-proxy#152',
    ],
  },
  {
    code: 'output-lost',
    title: 'execs end well, and now and then nothing comes back',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: lostOutput, strength: 'likely' },
    traits: { degrades: 'now and then its output gets lost' },
    meaning:
      'The exit code is 0, and the expected word did not come. The program ran; what it printed was dropped on the way back, by a proxy before the API of a daemon, or by a race at the end of the stream. A script that checks the exit code alone concludes that there was no output.',
    confirm: [
      {
        run: ({ pod }) => `for i in $(seq 20); do kubectl exec ${pod} -- echo "$i"; done`,
        note: 'the numbers that are missing got lost',
      },
    ],
    fix: [
      {
        run: 'ss -xlp | grep docker.sock',
        on: 'node',
        only: 'docker',
        note: 'who listens there: dockerd, or a proxy before it, which then is what loses it',
      },
      'Until the cause is found, scripts that need the output have to print a last line, look for it, and try again.',
    ],
    sources: ['kubernetes/kubernetes#34256', 'moby/moby#27289'],
  },
  {
    code: 'output-has-more',
    title: 'an exec brings more than its program has printed',
    layers: [],
    scope: null,
    frequency: 'rarely',
    texts: [],
    detect: { run: moreOutput, strength: 'context' },
    meaning:
      'The word that was echoed came back, with other lines beside it: a banner of a kubectl that is a wrapper, a warning that a runtime prints on standard output. Exec works, but whatever takes its output for data gets these lines too: kubectl cp, which is a tar through an exec, and scripts.',
    confirm: [
      { run: ({ pod }) => `kubectl exec ${pod} -- /bin/echo word 2>/dev/null`, note: 'more than word' },
      { run: 'type -a kubectl; file "$(command -v kubectl)"', note: 'is it a wrapper' },
    ],
    fix: ['Whatever adds the lines has to print them on standard error.'],
    sources: ['https://kubernetes.io/docs/reference/kubectl/generated/kubectl_cp/'],
  },
  {
    code: 'slow-layer',
    title: 'a layer answers, and takes far longer than it should',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: slowLayers, strength: 'context' },
    traits: { degrades: 'one layer is slow' },
    meaning:
      'Exec works. The time between this probe and the one below it is spent in that layer: a lock that others hold, a slow disk, too little CPU, a listing that a faulty container slows down. It is measured against the same layer for the control, and against the layer below; of all answers that came through it the quickest counts.',
    confirm: [
      {
        run: 'cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io',
        on: 'node',
        note: 'is the whole node short of CPU, memory or I/O',
      },
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod}`,
        note: 'again: is it always this layer, and for the control too',
      },
    ],
    fix: ['Find out what that layer waits for; until then, raise timeoutSeconds of exec probes above that time.'],
    sources: ['kubernetes/kubernetes#82987', 'kubernetes/kubernetes#140349'],
  },
  {
    code: 'surroundings-differ',
    title: "the target's shim does not run in the same surroundings as what it is compared with",
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [],
    detect: { run: shimEnvironmentDiffers, strength: 'context' },
    meaning:
      'The shim of the target has other mounts, another security label or a lower limit of open files than the runc that was run beside it; or it was started from another version of its program than the shim of the fresh control, mostly since an upgrade in between. Either comparison then proves less, and that difference may be the cause.',
    confirm: [
      {
        run: ({ shim }) => `readlink /proc/${shim}/exe /proc/${shim}/ns/mnt`,
        on: 'node',
        given: 'for both shims',
        note: '(deleted), or another number',
      },
      {
        run: ({ pod }) => `kubectl get pod ${pod} -o yaml | grep runtimeClassName`,
        note: 'another runtime than the default',
      },
    ],
    fix: ['Recreate what is older than the upgrade: ends each of those pods. Drain nodes before upgrades.'],
    sources: ['moby/moby#39432', 'docker/for-linux#486', 'docker/for-linux#374'],
  },
  {
    code: 'older-containers-hit',
    title: 'older containers of the node are affected too, a fresh and privileged one is not',
    layers: ['container', 'shim'],
    scope: 'several-containers',
    frequency: 'sometimes',
    texts: [],
    detect: { run: olderContainersHit, strength: 'likely', beats: ['process-traced'] },
    meaning:
      'Something happened to all containers that ran then: an upgrade in place, a reload of systemd or AppArmor, a cleaned /run or /tmp. Or it concerns what the control lacks: seccomp filter, AppArmor profile, limits.',
    confirm: [
      'What is older than the last upgrade, daemon-reload or reload of AppArmor, and what is not?',
      { run: ({ pod }) => `kubectl exec-doctor ${pod}`, note: 'for an unprivileged pod that was started just now' },
    ],
    fix: [
      'apparmor-profile-gone and pty-not-permitted are the usual ones: kubectl exec-doctor explain with either.',
      'Recreate the older ones: ends each of those pods.',
    ],
    sources: ['moby/moby#25488', 'opencontainers/runc#3551', 'moby/moby#39432'],
  },
] as const satisfies readonly Entry[];

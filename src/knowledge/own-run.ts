import { controlFails, intermittentProbes, notTrustedProbes, olderContainersHit } from './detectors/probes.ts';
import { slowLayers } from './detectors/slow-layers.ts';
import { surroundingsDiffer } from './detectors/surroundings.ts';
import type { Entry } from './entry.ts';

/** What a diagnosis says of itself: how far its own probes can be trusted. */
export const ownRunEntries = [
  {
    code: 'probe-not-trusted',
    title: 'a probe fails although one above it works, so it entered by another way',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [],
    facts: notTrustedProbes,
    meaning:
      'A probe that works has passed every layer below it. The one below that fails all the same took another root, socket or program than the node itself does; it says nothing about the node and accuses nobody.',
    confirm: [
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod} -o wide`,
        note: 'the commands, whole: which root, socket, program',
      },
    ],
    fix: ['Nothing has to be mended. If you know what the node really uses, that is worth a bug report.'],
    sources: ['opencontainers/runc#2575', 'kubernetes/node-problem-detector#704', 'kubernetes-sigs/cri-tools#1126'],
  },
  {
    code: 'control-fails',
    title: 'a fresh container on the same node fails as well, or elsewhere',
    layers: [],
    scope: 'node',
    met: 'sometimes',
    texts: [],
    facts: controlFails,
    meaning:
      'The debug pod itself is the control: known to be good. What fails for it is no fault of your container alone. If it fails at another layer than the target, the node has a second fault, one of new containers.',
    confirm: [{ run: ({ pod }) => `kubectl exec-doctor ${pod}`, note: 'for a container of another pod on that node' }],
    fix: ['Go by the layer that fails for both; then see to the other one.'],
    sources: ['kubernetes/kubernetes#45419', 'awslabs/amazon-eks-ami#1071'],
  },
  {
    code: 'intermittent',
    title: 'a probe failed and worked when it was tried again',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [],
    facts: intermittentProbes,
    meaning:
      'Something comes and goes: a tunnel with a missing agent, a limit that is just reached, a race under load. One success is no proof of health then, and one failure accuses nobody.',
    confirm: [
      {
        run: ({ pod }) => `for i in $(seq 20); do kubectl exec ${pod} -- true || echo "no. $i"; done`,
        note: 'how many of 20',
      },
    ],
    fix: ['Go by the text of the failures: kubectl exec-doctor explain takes it.'],
    sources: [
      'kubernetes/kubernetes#58076',
      'containerd/containerd#10036',
      'kubernetes-sigs/apiserver-network-proxy#152',
    ],
  },
  {
    code: 'slow-layer',
    title: 'a layer answers, and takes far longer than it should',
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [],
    facts: slowLayers,
    meaning:
      'Exec works. The time between this probe and the one below it is spent in that layer: a lock that others hold, a slow disk, too little CPU, a listing that a sick container slows down. It is measured against the same layer for the control, and against the layer below; what took long was asked twice, in both orders, and the better of the two counts.',
    confirm: [
      { run: 'cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io', on: 'node', note: 'is it all of it' },
      {
        run: ({ pod }) => `kubectl exec-doctor ${pod}`,
        note: 'again: is it always this layer, and for the control too',
      },
    ],
    fix: ['Exec probes need a timeoutSeconds above that time, until the reason is found.'],
    sources: ['kubernetes/kubernetes#82987', 'kubernetes/kubernetes#140349'],
  },
  {
    code: 'surroundings-differ',
    title: "the target's shim does not run in the same surroundings as what it is compared with",
    layers: [],
    scope: null,
    met: 'sometimes',
    texts: [],
    facts: surroundingsDiffer,
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
    title: 'older containers of the node are hit too, a fresh and privileged one is not',
    layers: ['container', 'shim'],
    scope: 'several-containers',
    met: 'sometimes',
    texts: [],
    facts: olderContainersHit,
    meaning:
      'Something happened to all containers that ran then: an upgrade in place, a reload of systemd or AppArmor, a cleaned /run or /tmp. Or it hits what the control lacks: seccomp filter, AppArmor profile, limits.',
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

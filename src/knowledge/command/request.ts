import type { Entry } from '../entry.ts';

/** The request asks for what is not there, or not allowed on purpose: no layer is at fault. */
export const requestEntries = [
  {
    code: 'terminal-not-there',
    title: 'a terminal was requested where there is none',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /Unable to use a TTY/,
        example: 'Unable to use a TTY - input is not a terminal or the right kind of file',
      },
      { pattern: /the input device is not a TTY/, example: 'the input device is not a TTY' },
    ],
    meaning:
      'kubectl exec -t (docker exec -t) in a script, in CI or behind a pipe. kubectl only warns and goes on without, so this line is mostly not what failed: look at the next one.',
    confirm: [{ run: 'test -t 0 || echo "no terminal"', note: 'in the same place' }],
    fix: [
      {
        run: ({ pod }) => `kubectl exec -i ${pod} -- sh`,
        note: 'without -t; without -i too where nothing is sent to it',
      },
    ],
    sources: ['kubernetes/kubernetes#37471', 'istio/tools#518'],
  },
  {
    code: 'wrong-container-name',
    title: 'the pod has no container of this name',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /container \S{1,253} is not valid for pod/,
        example: 'Error from server (BadRequest): container foo is not valid for pod bar',
      },
      {
        pattern: /container "?[\w.-]{1,253}"? not found in pod/,
        example: 'error: container foo not found in pod bar',
      },
    ],
    meaning:
      'Init and ephemeral containers have their own names; the name of the pod or of the image is not the name of a container.',
    confirm: [
      {
        run: ({ pod }) =>
          `kubectl get pod ${pod} -o jsonpath="{.spec.containers[*].name} {.spec.initContainers[*].name} {.spec.ephemeralContainers[*].name}"`,
        note: 'which there are',
      },
    ],
    fix: [{ run: ({ pod, container }) => `kubectl exec ${pod} -c ${container} -- sh` }],
    sources: ['kubernetes/kubernetes#27359'],
  },
  {
    code: 'sidecar-chosen',
    title: 'the command ran in another container of the pod than you thought',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /Default(?:ed container|ing container name to) "?[\w.-]{1,253}/,
        example: 'Defaulted container "istio-proxy" out of: istio-proxy, app, istio-init (init)',
      },
    ],
    meaning:
      'Without -c kubectl takes the container of the annotation kubectl.kubernetes.io/default-container, else the first one: a sidecar perhaps, with other programs and files.',
    confirm: ['The line names the container that was taken, and the others.'],
    fix: [
      { run: ({ pod, container }) => `kubectl exec ${pod} -c ${container} -- sh` },
      'Set that annotation in the pod template: replaces the pods of the workload.',
    ],
    sources: [
      'istio/tools#518',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-default-container',
    ],
  },
  {
    code: 'pod-not-found',
    title: 'there is no such pod in this namespace',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [{ pattern: /pods "[^"\n]{1,253}" not found/, example: 'Error from server (NotFound): pods "x" not found' }],
    meaning: 'Another namespace or context, or the pod was replaced meanwhile and its successor has another name.',
    confirm: [
      { run: ({ pod }) => `kubectl get pods -A | grep ${pod}`, note: 'in any namespace' },
      { run: 'kubectl config current-context', note: 'in this cluster' },
    ],
    fix: ['Give -n and --context, or name the workload: kubectl exec deploy/NAME -- sh'],
    sources: ['helm/charts#6856', 'llm-d/llm-d-benchmark#640'],
  },
  {
    code: 'pod-completed',
    title: 'the pod has ended',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /cannot exec into a container in a completed pod/,
        example: 'error: cannot exec into a container in a completed pod; current phase is Succeeded',
      },
    ],
    meaning: 'Nothing runs in it any more: its job is done, it failed, or it was evicted.',
    confirm: [{ run: ({ pod }) => `kubectl describe pod ${pod}`, note: 'reason and exit code' }],
    fix: [
      { run: ({ pod }) => `kubectl logs ${pod}`, note: 'what it said' },
      {
        run: ({ pod, container }) => `kubectl debug ${pod} -it --copy-to=${pod}-debug --container=${container} -- sh`,
        note: 'a copy of it that stays; delete it afterwards',
      },
    ],
    sources: ['kubernetes/website#21383', 'kubernetes/kubernetes#56841', 'nextflow-io/nextflow#833'],
  },
  {
    code: 'pod-not-started',
    title: 'the pod has not been started yet',
    layers: [],
    scope: 'container',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /does not have a host assigned/,
        example: 'Error from server (BadRequest): pod web does not have a host assigned',
      },
    ],
    meaning: 'No node was found for it so far, so there is nothing to exec into.',
    confirm: [{ run: ({ pod }) => `kubectl describe pod ${pod}`, note: 'the events say what it waits for' }],
    fix: ['Give it what it waits for: a node with room, a volume, a toleration.'],
    sources: ['TommyStarK/hyperledger-fabric-kubernetes#7', 'jenkins-x/jx#1107'],
  },
  {
    code: 'container-not-running',
    title: 'the container does not run, or restarts again and again',
    layers: [],
    scope: 'container',
    frequency: 'often',
    texts: [
      {
        pattern: /Container \S{1,100} is not running/i,
        example: 'Error response from daemon: Container X is not running',
      },
      {
        pattern: /is restarting, wait until the container is running/,
        example: 'Error response from daemon: Container X is restarting, wait until the container is running',
      },
      { pattern: /container is in CONTAINER_\w{1,20} state/, example: 'container is in CONTAINER_EXITED state' },
    ],
    meaning: 'There is nothing to exec into at this moment. Why it ends is the question, not exec.',
    confirm: [
      { run: ({ pod }) => `kubectl logs ${pod} --previous`, note: 'its last words' },
      { run: ({ pod }) => `kubectl describe pod ${pod}`, note: 'exit code, OOMKilled, probes that failed' },
    ],
    fix: [
      'Fix what ends it.',
      {
        run: ({ pod, container }) => `kubectl debug ${pod} -it --copy-to=${pod}-debug --container=${container} -- sh`,
        note: 'a copy of it that stays; delete it afterwards',
      },
    ],
    sources: ['moby/moby#19722', 'intel/gprofiler#360', 'ahembree/ansible-hms-docker#67'],
  },
  {
    code: 'exec-switched-off',
    title: 'exec is switched off here on purpose, or was never there',
    layers: [],
    scope: null,
    frequency: 'sometimes',
    texts: [
      {
        pattern: /ExecProcessRequest is (?:blocked|not allowed)/,
        example:
          'failed to exec in container: failed to start exec "8f8abe4a06a9": cannot enter container 830f6da3ed78, with err rpc error: code = Unimplemented desc = ExecProcessRequest is blocked: unknown',
      },
    ],
    traits: { policy: true },
    meaning:
      'A confidential container (Kata with a policy) does not let anybody in, the operator included: that is what it is for. Virtual and serverless nodes may have no exec at all (502, not implemented).',
    confirm: [
      {
        run: ({ pod }) => `kubectl get pod ${pod} -o yaml | grep -E "runtimeClassName|agent.policy"`,
        note: 'a separate class, a policy in an annotation',
      },
      { run: ({ node }) => `kubectl get node ${node} -o wide`, note: 'a virtual kubelet?' },
    ],
    fix: [
      'Use what the provider offers, or logs and metrics.',
      'A policy that permits this very command, where you own the pod: replaces it.',
    ],
    sources: [
      'kata-containers/kata-containers#8270',
      'kyverno/kyverno#2044',
      'confidential-dot-ai/c8s#611',
      'agoda-com/macOS-vz-kubelet#25',
    ],
  },
  {
    code: 'exec-without-dashes',
    title: 'the command was not parted from the flags of kubectl by --',
    layers: [],
    scope: 'client',
    frequency: 'sometimes',
    texts: [
      {
        pattern: /exec \[POD\] \[COMMAND\] is (?:DEPRECATED|not supported)/,
        example: 'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
      },
      {
        pattern: /expected 'exec (?:\(POD|POD_NAME)/,
        example: "error: expected 'exec POD_NAME COMMAND [ARG1] [ARG2] ... [ARGN]'.",
      },
    ],
    meaning: 'Without -- kubectl takes the flags of the command for its own; newer ones refuse it altogether.',
    confirm: ['The command line has no -- before the command.'],
    fix: [
      {
        run: ({ pod, container }) => `kubectl exec ${pod} -c ${container} -- ls -l /`,
        note: 'all flags of kubectl before the --',
      },
    ],
    sources: [
      'ondrejsika/kubernetes-training#102',
      'ministryofjustice/cloud-platform-user-guide#1919',
      'kubernetes/kubernetes#67915',
    ],
  },
] as const satisfies readonly Entry[];

import type { Entry } from '../entry.ts';

/** A client on the node asked at the wrong place: no layer is at fault. */
export const nodeClientEntries = [
  {
    code: 'runc-root-wrong',
    title: 'runc was called with another --root than the node uses',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern:
          /^(?:time="[^"\n]{1,60}" level=\w{1,10} msg="|\w{4}\[\d{4}\] )?container (?:\\{0,3}"[^"\n]{1,100}" )?does not exist/m,
        example: 'container "nginx1" does not exist',
      },
    ],
    meaning:
      'runc by hand looks below /run/runc; docker and containerd give it another root. It needs the id with all its 64 digits. If docker or ctr themselves pass this text on, it is runc-state-missing.',
    confirm: [
      {
        run: ({ id }) => `find /run -maxdepth 6 -name state.json -path "*${id}*"`,
        on: 'node',
        note: 'the root is two folders above it',
      },
      {
        run: ({ id }) => `cat /run/containerd/io.containerd.runtime.v2.task/*/${id}/options.json`,
        on: 'node',
        note: 'its root, to which the namespace is added; none: /run/containerd/runc',
      },
    ],
    fix: [
      { run: ({ id }) => `runc --root /run/containerd/runc/k8s.io exec -t ${id} sh`, on: 'node', only: 'containerd' },
      {
        run: ({ id }) => `runc --root /run/docker/runtime-runc/moby exec -t ${id} sh`,
        on: 'node',
        only: 'docker',
        note: 'older ones: below /var/run/docker',
      },
    ],
    sources: ['opencontainers/runc#1003', 'opencontainers/runc#2575'],
  },
  {
    code: 'container-name-not-found',
    title: 'the client on the node knows no container of this name or id',
    layers: [],
    scope: 'client',
    frequency: 'sometimes',
    texts: [
      { pattern: /No such container: \S{1,253}/, example: 'Error response from daemon: No such container: nginx1' },
      {
        pattern: /container "[^"\n]{1,253}"(?: in namespace "[^"\n]{1,253}")?: not found/,
        example: 'ctr: container "ID" in namespace "default": not found',
      },
      {
        pattern: /container with ID starting with \S{1,100} not found/,
        example: 'container with ID starting with 920eecb8e372 not found: ID does not exist',
      },
    ],
    meaning:
      'containerd has its own namespaces (k8s.io for Kubernetes, moby for docker, default for ctr), docker and containerd may each have a daemon, and the runtime knows ids, not the names of pods. Or the container was replaced meanwhile.',
    confirm: [
      {
        run: ({ pod }) => `kubectl get pod ${pod} -o jsonpath="{.status.containerStatuses[*].containerID}"`,
        note: 'the current id, and which runtime has it: docker or containerd',
      },
      { run: 'ctr namespaces ls', on: 'node' },
    ],
    fix: [
      {
        run: ({ id }) => `ctr -n k8s.io containers info ${id}`,
        on: 'node',
        note: 'with docker: ctr -a /var/run/docker/containerd/containerd.sock -n moby',
      },
    ],
    sources: [
      'k8snetworkplumbingwg/multus-dynamic-networks-controller#69',
      'canonical/microk8s#746',
      'kubernetes/kubernetes#11898',
    ],
  },
  {
    code: 'client-version-mismatch',
    title: 'a client on the node does not fit its daemon, or uses a default socket',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /unknown service runtime\.v1\w{0,10}\.RuntimeService/,
        example: 'rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
      },
      {
        pattern:
          /validate service connection: [^\n]{0,500}(?:no such file or directory|connection refused|RuntimeService)/,
        example:
          'validate service connection: CRI v1 runtime API is not available for endpoint "unix:///var/run/dockershim.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"',
      },
      {
        pattern: /client version \d{1,3}\.\d{1,3} is too (?:new|old)/,
        example: 'Error response from daemon: client version 1.46 is too new. Maximum supported API version is 1.41',
      },
    ],
    meaning:
      'crictl tries one default socket after the other and complains of each; an old or new crictl or docker speaks another version of the API than the daemon. The kubelet speaks its own and is not affected.',
    confirm: [
      { run: 'crictl -r unix:///run/containerd/containerd.sock version', on: 'node', note: 'the socket named' },
      { run: 'docker version', on: 'node', note: 'API version of client and server' },
      { run: 'type -a docker crictl', on: 'node', note: 'more than one?' },
    ],
    fix: [
      {
        read: 'Name the socket: crictl -r, or runtime-endpoint in /etc/crictl.yaml. Ends nothing.',
        action: 'harmless',
      },
      { run: 'DOCKER_API_VERSION=1.41 docker ps', on: 'node', given: 'the version as in the text' },
      'A crictl of the version of the cluster.',
    ],
    sources: [
      'kubernetes/kubernetes#114956',
      'kubernetes-sigs/cri-tools#1041',
      'kubernetes-sigs/cri-tools#1073',
      'cri-o/cri-o#6554',
      'aylei/kubectl-debug#163',
    ],
  },
  {
    code: 'docker-socket-forbidden',
    title: 'this user may not use the socket of docker',
    layers: [],
    scope: 'client',
    frequency: 'often',
    texts: [
      {
        pattern: /permission denied while trying to connect to the Docker daemon socket/,
        example:
          'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get http://%2Fvar%2Frun%2Fdocker.sock/v1.39/version: dial unix /var/run/docker.sock: connect: permission denied',
      },
      {
        pattern: /permission denied while trying to connect to the docker API/,
        example: 'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
      },
    ],
    meaning: 'It belongs to root and the group docker. dockerd is not at fault.',
    confirm: [{ run: 'ls -l /var/run/docker.sock; id', on: 'node', note: 'its group, and yours' }],
    fix: [
      {
        read: 'Run it as root (sudo): ends nothing. Whoever is in the group docker has all the rights of root.',
        action: 'harmless',
      },
    ],
    sources: ['docker/for-linux#705'],
  },
  {
    code: 'invalid-host-header',
    title: 'a client of dockerd was built with a Go that does not take its name for the socket',
    layers: [],
    scope: 'client',
    frequency: 'rarely',
    texts: [
      {
        pattern: /http: invalid Host header/,
        example:
          'error during connect: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/exec/8f8a/start": http: invalid Host header',
      },
    ],
    meaning:
      'The client itself says so (docker, a cri-dockerd or a dockershim, a build tool): it calls the host as it calls the socket, and Go refuses to send that since 1.20.6 and 1.19.11. What attaches a stream fails, such as exec; plain requests may work. dockerd has heard nothing of it.',
    confirm: [
      { run: 'docker version', on: 'node', note: 'Go version and version of the client' },
      'Which client it is: the same with another one works.',
    ],
    fix: [{ read: 'Upgrade that client: docker 24.0.5, 23.0.7 or later. Ends no container.', action: 'harmless' }],
    versions: 'Clients of docker before 24.0.5 that were built with Go 1.20.6, 1.19.11 or later.',
    sources: ['moby/moby#45935', 'docker/cli#4437', 'docker/buildx#1944'],
  },
] as const satisfies readonly Entry[];

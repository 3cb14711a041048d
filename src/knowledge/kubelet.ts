import type { Entry } from './entry.ts';
import { restartKubelet } from './steps.ts';

/** What the kubelet answers to a request for an exec. */
export const kubeletEntries = [
  {
    code: 'container-unknown-to-kubelet',
    title: 'by what the kubelet knows, no container of that name runs',
    layers: ['kubelet', 'cri'],
    scope: 'container',
    met: 'often',
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
    met: 'sometimes',
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
    policy: true,
    meaning:
      'The kubelet does not serve exec at all (enableDebuggingHandlers: false), as on the control-plane nodes of some distributions. A stream server that does not know the path answers 404, too.',
    confirm: [
      {
        run: ({ node }) => `kubectl get --raw /api/v1/nodes/${node}/proxy/configz`,
        note: 'enableDebuggingHandlers; refused where it is off',
      },
      { run: 'grep -r enableDebuggingHandlers /var/lib/kubelet/config.yaml', on: 'node' },
    ],
    fix: [
      {
        read: 'It may be meant so: go in by ssh and the client of the runtime instead. Ends nothing.',
        action: 'harmless',
      },
      'Where policy permits, set enableDebuggingHandlers: true in the configuration of the kubelet.',
      restartKubelet,
    ],
    sources: ['kubernetes/kubernetes#34457', 'k3s-io/k3s#13470'],
  },
  {
    code: 'runtime-endpoint-dead',
    title: 'nobody listens at the socket where the kubelet looks for the runtime',
    layers: ['cri', 'dockerd', 'containerd', 'kubelet'],
    scope: 'node',
    met: 'sometimes',
    texts: [
      {
        pattern:
          /dial unix \S{0,200}(?:dockershim|cri-dockerd|crio)\.sock: connect: (?:no such file or directory|connection refused)/,
        example:
          'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /var/run/dockershim.sock: connect: no such file or directory"',
      },
      { pattern: /container runtime is down/, example: 'container runtime is down' },
    ],
    meaning:
      'The program that owns this socket (cri-dockerd, dockershim, CRI-O) is down, or the kubelet still asks at the old place after a change of runtime. Containers that run go on.',
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
    met: 'often',
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
] as const satisfies readonly Entry[];

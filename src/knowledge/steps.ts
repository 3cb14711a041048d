import type { CommandNames } from './command-names.ts';
import type { Fix } from './entry.ts';

// A step may be read hours later, and a number be another process's by then: whoever is to be killed is looked at first.

/** Fails unless it is still a process of the container. */
export const isStillFirstProcess = ({ id, pid }: CommandNames): string => `grep -q ${id} /proc/${pid}/cgroup`;

/** Fails unless the container's first process is still its child. */
const isStillShim = ({ pid, shim }: CommandNames): string => `grep -q "^PPid:.${shim}$" /proc/${pid}/status`;

/** Fails unless it is still a child of the container's shim. */
export const isStillRuntime = ({ shim, runc }: CommandNames): string =>
  `grep -q "^PPid:.${shim}$" /proc/${runc}/status`;

// What many entries advise, each with what it would end.

export const deletePod = {
  run: ({ pod }) => `kubectl delete pod ${pod}`,
  note: 'ends all of the pod',
  action: 'delete-pod',
} as const satisfies Fix;

/** Where containerd can't stop the container: not before its first process is gone. */
export const deletePodOnDocker = {
  ...deletePod,
  only: 'docker',
  besides: 'with containerd it hangs in Terminating',
} as const satisfies Fix;

export const endsContainer = 'ends this container; the kubelet starts it again, unless its restartPolicy is Never';

/** Of a container that the runtime itself can't stop. */
export const killInit = {
  run: (names) => `${isStillFirstProcess(names)} && kill -KILL ${names.pid}`,
  on: 'node',
  note: endsContainer,
  action: 'kill-init',
} as const satisfies Fix;

export const killShim = {
  run: (names) => `${isStillShim(names)} && kill -9 ${names.shim}`,
  on: 'node',
  action: 'kill-shim',
} as const satisfies Fix;

export const restartKubelet = {
  run: 'systemctl restart kubelet',
  on: 'node',
  note: 'restarts the kubelet only; containers go on',
  action: 'restart-kubelet',
} as const satisfies Fix;

export const restartContainerd = {
  run: 'systemctl restart containerd',
  on: 'node',
  note: 'containers go on under their shims; nothing starts meanwhile',
  action: 'restart-containerd',
} as const satisfies Fix;

export const restartDockerd = {
  run: 'systemctl restart docker',
  on: 'node',
  note: 'with live-restore containers go on; without it every one of them ends: grep live-restore /etc/docker/daemon.json',
  action: 'restart-dockerd',
} as const satisfies Fix;

export const drainNode = {
  run: ({ node }) => `kubectl drain ${node} --ignore-daemonsets`,
  note: 'moves the pods to other nodes, so each of them ends here; then reboot',
  action: 'drain-node',
} as const satisfies Fix;

/** What can be seen of a container that no layer gets into. A shell by nsenter would be the image's own, as root of the node. */
export const fromOutside = {
  run: ({ pid }) => `cat /proc/${pid}/status; nsenter -t ${pid} -n ss -ltnp`,
  on: 'node',
  given: 'by its own programs',
  note: 'what the first process does, and who listens in there',
} as const satisfies Fix;

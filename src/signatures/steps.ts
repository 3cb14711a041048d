// What many entries advise, each with what it would end.

export const deletePod = 'kubectl delete pod POD   # ends all of the pod; a new one comes only from a controller';

/** Of a container that the runtime itself can't stop. */
export const killInit = (before = '', where = 'on the node') =>
  `${before}kill -KILL PID   # ${where}: ends this container; the kubelet starts it anew, unless its restartPolicy is Never`;

/** Where containerd can't stop the container: not before its first process is gone. */
export const deletePodOnDocker =
  'kubectl delete pod POD   # with docker: ends all of the pod; with containerd it hangs in Terminating';

export const restartKubelet = 'systemctl restart kubelet   # on the node: restarts the kubelet only; containers go on';

export const restartContainerd =
  'systemctl restart containerd   # on the node: containers go on under their shims; nothing starts meanwhile';

export const restartDockerd =
  'systemctl restart docker   # on the node: with live-restore containers go on; without it every one of them ends';

export const drainNode =
  'kubectl drain NODE --ignore-daemonsets   # moves the pods to other nodes, so each of them ends here; then reboot';

/** What can be seen of a container that no layer gets into. A shell by nsenter would be the image's own, as root of the node. */
export const fromOutside =
  'cat /proc/PID/status; nsenter -t PID -n ss -ltnp   # on the node, by its own programs: what the first process does, and who listens in there';

import type { StartFailure } from '../debug-pod/start-failure.ts';
import { shellWords } from '../report/shell-words.ts';
import type { Observation } from './observation.ts';

/** What to do where the evidence does not decide: nothing that changes anything. */
export function whatWouldSettle(observation: Observation): readonly string[] {
  const { evidence, target, debugPod } = observation;
  const { namespace, pod, container, node } = target;
  const guard = evidence?.guard;
  switch (guard?.blocked) {
    case 'memory':
      return [
        `cat ${shellWords([`${guard.cgroup}/memory.events`])}   # on node ${node.name} (cgroup v1: memory.failcnt): did it reach the limit?`,
        'Give the container more memory; or, at the risk of its being killed, run this again with --force-probe.',
      ];
    case 'stuck-init':
      return [
        `cat /proc/${guard.stuckInit}/stack /proc/${guard.stuckInit}/wchan   # on node ${node.name}: what it waits for`,
      ];
  }
  if (evidence) {
    return [
      `${shellWords(['kubectl', 'exec', '-n', namespace, pod, '-c', container, '--', '/bin/echo', 'ok'])}   # the way through the API server`,
      'Run it again, with a longer --probe-timeout and --timeout.',
    ];
  }
  return [
    ...(debugPod.failure ? [mendsTheDebugPod[debugPod.failure.kind]] : []),
    `kubectl get events -A --field-selector ${shellWords([`involvedObject.name=${node.name}`])}`,
    `ssh ${shellWords([node.name])}   # and there, as root: crictl ps; journalctl -u kubelet -u containerd -u docker --since -1h`,
  ].filter((step) => step !== '');
}

const mendsTheDebugPod: Readonly<Record<StartFailure['kind'], string>> = {
  image: 'Run it again with --image=IMAGE: one with a shell that the node has, or can pull.',
  shell: 'Run it again with --image=IMAGE: one with a shell that the node has, or can pull.',
  mount: 'Run it again with --image=IMAGE: one with a shell needs none of the folders of the node.',
  rejected: 'Mend what the kubelet says of the debug pod, and run it again.',
  runtime: '',
  silent: '',
};

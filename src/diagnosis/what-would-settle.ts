import type { StartFailure } from '../debug-pod/start-failure.ts';
import { shellWords } from '../report/shell-words.ts';
import type { Observation } from './observation.ts';
import { isProgramsOwn } from './strange-program.ts';

/** Three times the flags' defaults. */
const moreTime = ['--probe-timeout=30s', '--timeout=3m'];

/** What to do where the evidence does not decide: nothing that changes anything. */
export function whatWouldSettle(observation: Observation): readonly string[] {
  const { evidence, target, debugPod } = observation;
  const { namespace, pod, container, containerID, node } = target;
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
  const itself = ['kubectl', 'exec-doctor', '-n', namespace, pod, '-c', container];
  const probes = observation.probes.filter(({ subject }) => subject === 'target');
  if (isProgramsOwn(observation)) {
    const ask = ['kubectl', 'exec', '-n', namespace, pod, '-c', container, '--'];
    return [
      ...(pod === ''
        ? []
        : [`${shellWords([...ask, 'PROGRAM'])}   # PROGRAM is another one of the image: does it run?`]),
      `grep -E ' /(bin)? ' /proc/${evidence?.facts['target.init'] || 'PID'}/mountinfo   # on node ${node.name}: noexec?`,
    ];
  }
  if (evidence) {
    const retried = probes.some(({ name, outcome }) => name === 'kubectl' && outcome.kind !== 'skipped');
    const throughApiServer = `${shellWords(['kubectl', 'exec', '-n', namespace, pod, '-c', container, '--', '/bin/echo', 'ok'])}   # the way through the API server`;
    if (pod === '') return ['Run it again, with a longer --probe-timeout and --timeout.'];
    const again = shellWords([...itself, ...moreTime]);
    return [...(retried ? [] : [throughApiServer]), `${again}   # the same once more, with more time`];
  }
  return [
    ...(debugPod.failure ? [mendsTheDebugPod[debugPod.failure.kind]] : []),
    `${shellWords([...itself, `--ssh-target=root@${node.address || node.name}`])}   # the same by your own ssh: needs no pod`,
    `kubectl-exec_doctor local ${containerID.slice(0, 12)}   # or on node ${node.name} itself, as root: needs no cluster`,
    `kubectl get events -A --field-selector ${shellWords([`involvedObject.name=${node.name}`])}`,
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

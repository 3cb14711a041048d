import type { StartFailure } from '../debug-pod/start-failure.ts';
import { nameOr } from '../model/name-grammar.ts';
import type { Target } from '../model/target.ts';
import { columnOf } from './column.ts';
import type { Observation } from './observation.ts';
import { namesOf, partsOf } from './parts-of-commands.ts';
import { isProgramsOwn } from './strange-program.ts';

/** Three times the flags' defaults. */
const moreTime = '--probe-timeout=30s --timeout=3m';

/** What to do where the evidence does not decide: nothing that changes anything. */
export function whatWouldSettle(observation: Observation): readonly string[] {
  const { evidence, target } = observation;
  const { node } = namesOf(target);
  const guard = evidence?.guard;
  switch (guard?.blocked) {
    case 'memory':
      return [
        `cat ${nameOr('CGROUP', 'path', guard.cgroup)}/memory.events   # on node ${node} (cgroup v1: memory.failcnt): did it reach the limit?`,
        'Give the container more memory; or, at the risk of its being killed, run this again with --force-probe.',
      ];
    case 'stuck-init':
      return [
        `cat /proc/${guard.stuckInit}/stack /proc/${guard.stuckInit}/wchan   # on node ${node}: what it waits for`,
      ];
  }
  if (isProgramsOwn(observation)) return anotherProgram(observation);
  return evidence ? onceMore(observation) : otherWays(observation);
}

function anotherProgram(observation: Observation): readonly string[] {
  const { target } = observation;
  const { init, node } = partsOf(observation);
  return [
    ...(target.pod === ''
      ? []
      : [`${execOf(target, 'PROGRAM')}   # PROGRAM is another one of the image: does it run?`]),
    `grep -E ' /(bin)? ' /proc/${init}/mountinfo   # on node ${node}: noexec?`,
  ];
}

/** What was asked and not answered is no step: it would only be asked again. */
function onceMore({ target, probes }: Observation): readonly string[] {
  if (target.pod === '') return ['Run it again, with a longer --probe-timeout and --timeout.'];
  const asked = columnOf(probes, 'target').filter(({ outcome }) => outcome.kind !== 'skipped');
  const isAsked = asked.some(({ name }) => name === 'kubectl');
  const again = asked.some(({ outcome }) => outcome.kind === 'hang')
    ? `${itself(target)} ${moreTime}   # the same once more, with more time`
    : `${itself(target)} --repeat=10   # the same ten times: does it come and go?`;
  return [...(isAsked ? [] : [`${execOf(target, '/bin/echo ok')}   # the way through the API server`]), again];
}

function otherWays({ target, fromFile, debugPod: { failure } }: Observation): readonly string[] {
  const { node, containerID } = namesOf(target);
  // ssh would ask whom a file names
  const address = fromFile ? 'NODE' : nameOr(node, 'host', target.node.address);
  return [
    ...(failure ? [mendsTheDebugPod[failure.kind]] : []),
    `${itself(target)} --ssh-target=root@${address}   # the same by your own ssh: needs no pod`,
    `kubectl-exec_doctor local ${containerID.slice(0, 12)}   # or on node ${node} itself, as root: needs no cluster`,
    `kubectl get events -A --field-selector involvedObject.name=${node}`,
  ].filter((step) => step !== '');
}

function execOf(target: Target, command: string): string {
  const { namespace, pod, container } = namesOf(target);
  return `kubectl exec -n ${namespace} ${pod} -c ${container} -- ${command}`;
}

function itself(target: Target): string {
  const { namespace, pod, container } = namesOf(target);
  return `kubectl exec-doctor -n ${namespace} ${pod} -c ${container}`;
}

const mendsTheDebugPod: Readonly<Record<StartFailure['kind'], string>> = {
  image: 'Run it again with --image=IMAGE: one with a shell that the node has, or can pull.',
  shell: 'Run it again with --image=IMAGE: one with a shell that the node has, or can pull.',
  mount: 'Run it again with --image=IMAGE: one with a shell needs none of the folders of the node.',
  rejected: 'Mend what the kubelet says of the debug pod, and run it again.',
  runtime: '',
  silent: '',
};

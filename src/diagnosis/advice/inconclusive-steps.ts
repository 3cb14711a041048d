import type { StartFailure } from '../../debug-pod/start-failure.ts';
import { errnoOfTarget, signalOfTarget } from '../../evidence/execve.ts';
import { columnOf, type Observation } from '../../evidence/observation.ts';
import { memoryWaits } from '../../knowledge/detectors/container.ts';
import { ownerOfLimit, tightMemory } from '../../knowledge/detectors/limits.ts';
import { nameOr } from '../../model/name-grammar.ts';
import { onClient, onNode, type Step, toRead } from '../../model/step.ts';
import type { Target } from '../../model/target.ts';
import { isProgramsOwn } from '../verdicts/unusable-program.ts';
import { cgroupFile } from './cgroup-file.ts';
import { namesOf, partsOf } from './command-parts.ts';

/** Three times the flags' defaults. */
const moreTime = '--probe-timeout=30s --timeout=3m';

/** What to do where the evidence does not decide: nothing that changes anything. */
export function inconclusiveSteps(observation: Observation): readonly Step[] {
  const { evidence } = observation;
  const guard = evidence?.guard;
  switch (guard?.blocked) {
    case 'memory':
      return littleMemorySteps(observation);
    case 'stuck-init':
      return [
        onNode(`cat /proc/${guard.stuckInit}/stack /proc/${guard.stuckInit}/wchan`, { note: 'what it waits for' }),
      ];
  }
  if (isProgramsOwn(observation)) return anotherProgram(observation);
  return evidence ? onceMore(observation) : otherWays(observation);
}

/** At the cgroup whose limit is near. */
function littleMemorySteps(observation: Observation): readonly Step[] {
  const limit = tightMemory(observation);
  const owner = limit && ownerOfLimit(observation, limit);
  const isAbove = limit !== null && owner !== 'container';
  const file = isAbove
    ? fileAt(limit.at, observation)
    : (cgroupFile(observation, 'memory', 'memory.events', 'memory.oom_control') ?? 'CGROUP/memory.events');
  const gives = givesMemory(limit?.at ?? '', owner === 'pod' ? 'the pod' : 'the container');
  return [
    onNode(`cat ${file}`, { note: howToRead(file) }),
    toRead(
      owner === 'pods' || owner === 'class'
        ? 'Raise the limit of that cgroup, or find the pod that uses the most of it: more memory for this container helps nothing.'
        : memoryWaits(observation) === null
          ? `${gives}; or, at the risk of its being killed, run this again with --force-probe.`
          : `${gives}: what waits there goes on.`,
    ),
  ];
}

/** A pod of that class has no limit in its spec, so somebody has set it by hand. */
const givesMemory = (at: string, whom: string): string =>
  at.includes('besteffort')
    ? 'Raise the limit in that folder: no spec has it, because the pod is BestEffort'
    : `Give ${whom} more memory in the spec, which replaces the pods of the workload`;

const howToRead = (file: string): string =>
  file.endsWith('memory.oom_control')
    ? 'under_oom 1: what needs memory waits now; oom_kill: how many were killed'
    : 'max: how often it was at the limit; oom_kill: how many were killed';

/** What a file says of the node's paths is not repeated. */
const fileAt = (at: string, { fromFile }: Observation): string =>
  `${fromFile ? 'CGROUP' : nameOr('CGROUP', 'path', at)}/${at.startsWith('/sys/fs/cgroup/memory/') ? 'memory.oom_control' : 'memory.events'}`;

function anotherProgram(observation: Observation): readonly Step[] {
  const { target } = observation;
  const { init } = partsOf(observation);
  return [
    ...(target.pod === ''
      ? []
      : [onClient(execOf(target, 'ls /'), { note: 'does another program of the image run? Any that it has will do' })]),
    ...(mayBeNoexec(observation) ? [onNode(`grep -E ' /(bin)? ' /proc/${init}/mountinfo`, { note: 'noexec?' })] : []),
  ];
}

/** By what execve says, where it says anything. */
function mayBeNoexec({ probes }: Observation): boolean {
  const errno = errnoOfTarget(probes);
  return errno === null ? signalOfTarget(probes) === null : errno === 'permission denied';
}

/** What was asked and not answered is no step: it would only be asked again. */
function onceMore(observation: Observation): readonly Step[] {
  const { target, probes } = observation;
  const throughApiServer = onClient(execOf(target, '/bin/echo ok'), { note: 'the way through the API server' });
  const isAsked = columnOf(probes, 'target').some(
    ({ name, outcome }) => name === 'kubectl' && outcome.kind !== 'skipped',
  );
  return [...(isAsked || target.pod === '' ? [] : [throughApiServer]), again(observation)];
}

/** The same run, in a way that tells what is chance. */
export function again({ target, probes }: Observation): Step {
  if (target.pod === '') return toRead('Run it again, with a longer --probe-timeout and --timeout.');
  return columnOf(probes, 'target').some(({ outcome }) => outcome.kind === 'hang')
    ? onClient(`${itself(target)} ${moreTime}`, { note: 'the same once more, with more time' })
    : onClient(`${itself(target)} --repeat=10`, { note: 'the same ten times: is it intermittent?' });
}

function otherWays({ target, fromFile, debugPod: { failure } }: Observation): readonly Step[] {
  const { node, containerID } = namesOf(target);
  // ssh would ask whom a file names
  const address = fromFile ? 'NODE' : nameOr(node, 'host', target.node.address);
  return [
    ...(failure ? mendsTheDebugPod[failure.kind] : []),
    onClient(`${itself(target)} --ssh-target=root@${address}`, { note: 'the same by your own ssh: needs no pod' }),
    ...looksByWords(failure),
    onNode(`kubectl-exec_doctor local ${containerID.slice(0, 12)}`, { note: 'needs no cluster' }),
    onClient(`kubectl get events -A --field-selector involvedObject.name=${node}`),
  ];
}

/** What is probably short on the node, by the words of what did not start there; nothing is concluded of them. */
const shortages: readonly { readonly words: string; readonly run: string; readonly asks: string }[] = [
  {
    words: 'no space left on device',
    run: 'df -h; df -i',
    asks: 'is a disk of the node full, or /run, or out of inodes?',
  },
  {
    words: 'too many open files',
    run: '(cd /proc/$(pidof -s containerd) && ls fd | wc -l && grep open limits)',
    asks: 'has containerd (or dockerd) as many open as it may?',
  },
];

const looksByWords = (failure: StartFailure | null): readonly Step[] =>
  shortages
    .filter(({ words }) => failure?.kind === 'runtime' && failure.text.includes(words))
    .map(({ words, run, asks }) => onNode(run, { note: `"${words}", says its event: ${asks}` }));

function execOf(target: Target, command: string): string {
  const { namespace, pod, container } = namesOf(target);
  return `kubectl exec -n ${namespace} ${pod} -c ${container} -- ${command}`;
}

function itself(target: Target): string {
  const { namespace, pod, container } = namesOf(target);
  return `kubectl exec-doctor -n ${namespace} ${pod} -c ${container}`;
}

const anotherImage = toRead('Run it again with --image=IMAGE: one with a shell that the node has, or can pull.');

const mendsTheDebugPod: Readonly<Record<StartFailure['kind'], readonly Step[]>> = {
  image: [anotherImage],
  shell: [anotherImage],
  mount: [toRead('Run it again with --image=IMAGE: one with a shell needs none of the folders of the node.')],
  rejected: [toRead('Fix what the kubelet says of the debug pod, and run it again.')],
  runtime: [],
  silent: [],
};

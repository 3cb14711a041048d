import { lossesOf } from '../../evidence/lost-output.ts';
import { columnOf, type Observation } from '../../evidence/observation.ts';
import { streamOf } from '../../evidence/side-probes.ts';
import { runtimeRecordOfAnother } from '../../knowledge/detectors/disagreements.ts';
import { isFailing, isOk, type Probe, type ProbeName } from '../../model/probe.ts';
import { onClient, onNode, type Step } from '../../model/step.ts';
import { isProgramsOwn } from '../verdicts/unusable-program.ts';
import { namesOf, partsOf } from './command-parts.ts';

/**
 * How to get a shell in the container meanwhile: through the highest layer on the node that was seen working, with the
 * rights that the container has.
 */
export function shellAccess(observation: Observation): Step | null {
  if (failsWithTerminalOnly(observation)) return withoutTerminal(observation);
  const working = workingOnNode(observation);
  // nor might its shell run
  if (!working || isProgramsOwn(observation) || leadsElsewhere(observation)) return null;
  const command = shellBy(working, observation);
  return command === null ? null : onNode(command);
}

/** kubectl gets in, and with a terminal it does not. */
const failsWithTerminalOnly = ({ probes, terminals }: Observation): boolean =>
  columnOf(probes, 'target').some((probe) => probe.name === 'kubectl' && isOk(probe)) &&
  columnOf(terminals, 'target').some(isFailing);

function withoutTerminal({ target }: Observation): Step {
  const { namespace, pod, container } = namesOf(target);
  return onClient(`kubectl exec -i -n ${namespace} ${pod} -c ${container} -- sh`, { note: 'without a terminal' });
}

/** Why there is none though a probe works; null where there is one, or nothing works. */
export const noShellAccess = (observation: Observation): string | null =>
  leadsElsewhere(observation)
    ? intoAnother
    : workingOnNode(observation)?.name === 'nsenter' && !isProgramsOwn(observation)
      ? onlyByKernel
      : null;

/** Whatever goes by runc's record enters another process. */
const leadsElsewhere = (observation: Observation): boolean => runtimeRecordOfAnother(observation).length > 0;

/** Where exec is refused on purpose. */
export const noWayRound =
  'None is proposed: exec is blocked here by a decision, and only those who made it may open a way. Ask them.';

const intoAnother =
  'None is proposed: runc has another process on record, and a shell would be in that one, perhaps as root of the node.';

const onlyByKernel =
  'None is proposed: only nsenter got in, which needs no runtime and ran no file of the container. By it a shell would run as root of the node.';

function workingOnNode(observation: Observation): Probe | null {
  // a shell needs crictl's other way, without -s
  const streams = !isFailing(streamOf(observation, 'target'));
  const column = columnOf(observation.probes, 'target');
  const loses = (name: ProbeName) =>
    lossesOf(observation).some((row) => row.name === name && row.subject === 'target' && row.lost > 0);
  const working = column.find((probe) => isOk(probe) && (streams || probe.name !== 'crictl') && !loses(probe.name));
  return working && working.name !== 'kubectl' ? working : null;
}

/** Put together of what was found out, for what a probe has run may be told by a file. */
function shellBy({ name }: Probe, observation: Observation): string | null {
  const { containerID, ctrTasks, docker, crictl, cri, runtime, root } = partsOf(observation);
  switch (name) {
    case 'docker':
      return `${docker} exec -it ${containerID} sh`;
    case 'crictl':
      return `${crictl} ${cri && `-r ${cri} `}exec -it ${containerID} sh`;
    case 'ctr':
      // the exec id of the probe was this run's
      return `${ctrTasks} exec --exec-id shell -t ${containerID} sh`;
    case 'runc':
      return `${runtime} --root ${root} exec ${ownFolder(runtime)}-t ${containerID} sh`;
    default:
      return null;
  }
}

/** crun takes / of the node's where it is not told; runc takes what the container has. */
const ownFolder = (runtime: string): string => (/(?:^|\/)crun$/.test(runtime) ? '--cwd / ' : '');

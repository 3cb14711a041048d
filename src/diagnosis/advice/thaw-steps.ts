import type { Observation } from '../../evidence/observation.ts';
import { nameOr } from '../../model/name-grammar.ts';
import { onNode, type Step, toRead } from '../../model/step.ts';
import { partsToChange } from './command-parts.ts';

const whoFroze = 'a pause, a checkpoint or backup, a security agent';
const askFirst = toRead(`Find out first who froze it: ${whoFroze}.`);
const given = `once it is known who froze it: ${whoFroze}`;

/** The command that thaws that cgroup. What a file says of the node's paths is not repeated. */
export function thaw(cgroup: string, fromFile: boolean): string {
  const path = fromFile ? 'CGROUP' : nameOr('CGROUP', 'path', cgroup);
  return /\/freezer\//.test(cgroup) ? `echo THAWED > ${path}/freezer.state` : `echo 0 > ${path}/cgroup.freeze`;
}

/** How what is frozen goes on; null where nothing is. */
export function thawSteps(observation: Observation): readonly Step[] | null {
  const { target, evidence, fromFile } = observation;
  if (evidence?.guard?.frozen !== 'yes') return null;
  const { frozenAt, cgroup } = evidence.guard;
  const { containerID, ctrTasks, runtime, root } = partsToChange(observation);
  const own = nameOr('CGROUP', 'path', cgroup);
  const byHand = thaw(frozenAt, fromFile);
  if (frozenAt === '')
    return [askFirst, onNode(`grep . ${own}/*freez* ${own}/../*freez*`, { note: 'which one it is' })];
  if (frozenAt !== cgroup)
    return [onNode(byHand, { given, note: 'resumes all that is below it; ends nothing', action: 'thaw' })];
  // dockerd would go on refusing: it keeps that in a record of its own
  if (evidence.answers.some(({ name, out }) => name === 'docker_inspect' && out.startsWith('paused'))) {
    return [onNode(`docker unpause ${containerID}`, { given, note: 'resumes it; ends nothing', action: 'unpause' })];
  }
  // and knows each pause, so none lies behind it
  if (target.runtime === 'docker') {
    return [onNode(byHand, { given, note: 'resumes it; ends nothing', action: 'thaw' })];
  }
  const resume =
    target.runtime === 'cri-o'
      ? `${runtime} --root ${root} resume ${containerID}`
      : `${ctrTasks} resume ${containerID}`;
  return [
    onNode(`${resume} || ${byHand}`, {
      given,
      note: 'resumes it or, where the runtime knows of no pause, thaws it; ends nothing',
      action: 'thaw',
    }),
  ];
}

import type { Observation } from '../../evidence/observation.ts';
import { nameOr } from '../../model/name-grammar.ts';
import { onNode, type Step, toRead } from '../../model/step.ts';
import { partsToChange } from './command-parts.ts';

const askFirst = toRead('Ask first who froze it: a pause, a checkpoint or backup, a security agent.');

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
  const { containerID, ctr, address, runtimeNamespace } = partsToChange(observation);
  const own = nameOr('CGROUP', 'path', cgroup);
  const byHand = thaw(frozenAt, fromFile);
  if (frozenAt === '')
    return [askFirst, onNode(`grep . ${own}/*freez* ${own}/../*freez*`, { note: 'which one it is' })];
  if (frozenAt !== cgroup)
    return [askFirst, onNode(byHand, { note: 'lets all below it go on; ends nothing', action: 'thaw' })];
  // dockerd would go on refusing: it keeps that in a record of its own
  if (evidence.answers.some(({ name, out }) => name === 'docker_inspect' && out.startsWith('paused'))) {
    return [
      askFirst,
      onNode(`docker unpause ${containerID}`, { note: 'lets it go on; ends nothing', action: 'unpause' }),
    ];
  }
  // and knows each pause, so none lies behind it
  if (target.runtime === 'docker') {
    return [askFirst, onNode(byHand, { note: 'lets it go on; ends nothing', action: 'thaw' })];
  }
  const resume = `${ctr} -a ${address} -n ${runtimeNamespace} tasks resume ${containerID}`;
  return [
    askFirst,
    onNode(`${resume} || ${byHand}`, {
      note: 'resumes it or, where the runtime knows of no pause, thaws it; ends nothing',
      action: 'thaw',
    }),
  ];
}

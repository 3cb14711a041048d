import { nameOr } from '../model/name-grammar.ts';
import type { Observation } from './observation.ts';
import { partsToChange } from './parts-of-commands.ts';

const askFirst = 'Ask first who froze it: a pause, a checkpoint or backup, a security agent.';

/** How what is frozen goes on; null where nothing is. */
export function thawSteps(observation: Observation): readonly string[] | null {
  const { target, evidence, fromFile } = observation;
  if (evidence?.guard?.frozen !== 'yes') return null;
  const { frozenAt, cgroup } = evidence.guard;
  const { node, containerID, ctr, address, runtimeNamespace } = partsToChange(observation);
  const onNode = `on node ${node}`;
  const frozen = fromFile ? 'CGROUP' : nameOr('CGROUP', 'path', frozenAt);
  const own = nameOr('CGROUP', 'path', cgroup);
  const byHand = /\/freezer\//.test(frozenAt)
    ? `echo THAWED > ${frozen}/freezer.state`
    : `echo 0 > ${frozen}/cgroup.freeze`;
  if (frozenAt === '') return [askFirst, `grep . ${own}/*freez* ${own}/../*freez*   # ${onNode}: which one it is`];
  if (frozenAt !== cgroup) return [askFirst, `${byHand}   # ${onNode}: lets all below it go on; ends nothing`];
  // dockerd would go on refusing: it keeps that in a record of its own
  if (evidence.answers.some(({ name, out }) => name === 'docker_inspect' && out.startsWith('paused'))) {
    return [askFirst, `docker unpause ${containerID}   # ${onNode}: lets it go on; ends nothing`];
  }
  // and knows each pause, so none lies behind it
  if (target.runtime === 'docker') return [askFirst, `${byHand}   # ${onNode}: lets it go on; ends nothing`];
  const resume = `${ctr} -a ${address} -n ${runtimeNamespace} tasks resume ${containerID}`;
  return [
    askFirst,
    `${resume} || ${byHand}   # ${onNode}: resumes it or, where the runtime knows of no pause, thaws it; ends nothing`,
  ];
}

import { shellWords } from '../report/shell-words.ts';
import type { Observation } from './observation.ts';

const askFirst = 'Ask first who froze it: a pause, a checkpoint or backup, a security agent.';

/** How what is frozen goes on; null where nothing is. */
export function thawSteps({ target, evidence }: Observation): readonly string[] | null {
  if (evidence?.guard?.frozen !== 'yes') return null;
  const { frozenAt, cgroup } = evidence.guard;
  const onNode = `on node ${target.node.name}`;
  const byHand = /\/freezer\//.test(frozenAt)
    ? `echo THAWED > ${frozenAt}/freezer.state`
    : `echo 0 > ${frozenAt}/cgroup.freeze`;
  if (frozenAt === '')
    return [askFirst, `grep . ${cgroup}/*freez* ${cgroup}/../*freez*   # ${onNode}: which one it is`];
  if (frozenAt !== cgroup) return [askFirst, `${byHand}   # ${onNode}: lets all below it go on; ends nothing`];
  // dockerd would go on refusing: it keeps that in a record of its own
  if (evidence.answers.some(({ name, out }) => name === 'docker_inspect' && out.startsWith('paused'))) {
    return [askFirst, `docker unpause ${target.containerID}   # ${onNode}: lets it go on; ends nothing`];
  }
  // and knows each pause, so none lies behind it
  if (target.runtime === 'docker') return [askFirst, `${byHand}   # ${onNode}: lets it go on; ends nothing`];
  const { ctr, 'target.address': address, 'target.ns': namespace } = evidence.facts;
  const resume = shellWords([
    ...[ctr || 'ctr', '-a', address || 'SOCKET', '-n', namespace || 'NAMESPACE'],
    ...['tasks', 'resume', target.containerID],
  ]);
  return [
    askFirst,
    `${resume} || ${byHand}   # ${onNode}: resumes it or, where the runtime knows of no pause, thaws it; ends nothing`,
  ];
}

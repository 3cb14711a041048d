import { type CommandFacts, namesOf, partsOf } from '../../diagnosis/advice/command-parts.ts';
import { thaw } from '../../diagnosis/advice/thaw-steps.ts';
import { speakerOf } from '../../diagnosis/speaker.ts';
import { dockerdNotReached } from '../../model/docker-words.ts';
import { nameOr } from '../../model/name-grammar.ts';
import { opinions, type Probe, subjects } from '../../model/probe.ts';
import type { LeftBehind } from '../../model/report.ts';
import { onClient, onNode } from '../../model/step.ts';
import type { Target } from '../../model/target.ts';
import type { RecordOf } from '../../records/record.ts';

/**
 * What a hung layer still holds of this run, and the command that removes it.
 * @param throughApiServer every exec that was asked for there, by whichever client
 */
export function leftBehind(told: CommandFacts, throughApiServer: readonly Probe[]): readonly LeftBehind[] {
  const { target, evidence } = told;
  const { node } = namesOf(target);
  return [
    ...(evidence?.left ?? []).map((left) => leftOnNode(left, told)),
    ...unseen(told),
    ...queued(target, throughApiServer),
    ...neverStarted(target, throughApiServer),
  ].map((left) => ({ ...left, node }));
}

/** Of the other two a reader knows the ids, by the second opinion. */
const whose = {
  target: 'the target',
  control: 'the control',
  second: "another pod's container",
  third: "another pod's container",
} as const;

type Left = Omit<LeftBehind, 'node'>;

function leftOnNode({ kind, subject, name: told, frozen }: RecordOf<'left'>, by: CommandFacts): Left {
  const fact = (key: 'id' | 'address' | 'ns') => by.evidence?.facts[`${subject}.${key}`] ?? '';
  const { ctr } = partsOf(by);
  const id = nameOr('ID', 'containerID', fact('id'));
  switch (kind) {
    case 'exec-id': {
      const name = nameOr('EXEC-ID', 'execID', told);
      const address = by.fromFile ? 'SOCKET' : nameOr('SOCKET', 'socket', fact('address'));
      const namespace = nameOr('NAMESPACE', 'runtimeNamespace', fact('ns'));
      return {
        what: `exec id ${name} of ${whose[subject]} in containerd; its deletion was not answered`,
        remove: onNode(
          `${ctr} -a ${address} -n ${namespace} tasks delete --exec-id ${name} ${by.fromFile ? 'ID' : id}`,
        ),
      };
    }
    case 'docker-exec':
      return {
        what: `perhaps a docker exec of ${whose[subject]} (/bin/echo), which ends by itself when the hung layer answers again`,
        remove: onNode(`docker inspect -f '{{.ExecIDs}}' ${id}`, { note: 'shows it; nothing removes it' }),
      };
    case 'file': {
      const name = nameOr('FILE', 'dumpFile', told);
      return {
        what: `the file ${name}, which a daemon wrote at our signal and which could not be deleted`,
        remove: onNode(`rm ${by.fromFile ? 'FILE' : name}`),
      };
    }
    case 'process': {
      const name = nameOr('PID', 'pid', told);
      if (frozen !== '') {
        return {
          what: `process ${name} of this run, which was frozen in its container: it was killed, and ends once it is thawed`,
          remove: onNode(thaw(frozen, by.fromFile), { note: 'resumes all below it go on', action: 'thaw' }),
        };
      }
      return {
        what: `process ${name} of this run, in uninterruptible sleep: it was killed, and ends when the kernel lets it go`,
        remove: onNode(`cat /proc/${name}/stack`, { note: 'shows what it waits for' }),
      };
    }
  }
}

/** What is executed in a container can give its shim any number of children: then there is no time to look at all of them. */
const unseen = ({ evidence }: CommandFacts): Left[] =>
  [...subjects, ...opinions]
    .filter((subject) => evidence?.facts[`${subject}.processesUnseen`] === 'yes')
    .map((subject) => ({
      what: `perhaps a process of this run, of ${whose[subject]}: there were more processes than could be looked at`,
      remove: onNode(`pgrep -l -P ${nameOr('PID', 'pid', evidence?.facts[`${subject}.shim`] ?? '')} 'runc|crun'`, {
        note: 'shows what its shim has started of the runtime',
      }),
    }));

/** As a proxy before dockerd answers, which may have been asked for the second request alone: a page where a stream should begin. */
const filtered =
  /Error response from daemon: <html>|error executing command in container: Unrecognized input header: \d+/;

/** The kubelet creates an exec by one request and starts it by another, over a connection of its own. */
const neverStarted = (target: Target, kubectl: readonly Probe[]): Left[] =>
  kubectl
    .filter((probe) => probe.subject === 'target' && speakerOf(probe, target.runtime) === 'layers')
    .filter(
      ({ outcome }) =>
        outcome.kind === 'error' && (dockerdNotReached.test(outcome.text) || filtered.test(outcome.text)),
    )
    .map(() => ({
      what: 'perhaps an exec that the kubelet created in dockerd and could not start: a line in a list, no process',
      remove: onNode(`docker inspect -f '{{.ExecIDs}}' ${namesOf(target).containerID}`, {
        note: 'shows it; it goes with the container',
      }),
    }));

/** All wait in one queue: one line tells of them. */
const queued = (target: Target, asked: readonly Probe[]): Left[] =>
  asked
    .filter(({ subject, outcome }) => subject === 'target' && outcome.kind === 'hang')
    .slice(0, 1)
    .map(() => ({
      what: 'perhaps the exec that was requested through the API server (/bin/echo): a hung layer runs it when it answers again',
      remove: onClient(execAgain(target), { note: 'answers at once when nothing is queued any more' }),
    }));

/** As it was asked for; put together again, for a saved run may say that it was another command. */
function execAgain(target: Target): string {
  const { namespace, pod, container } = namesOf(target);
  return `kubectl exec -n ${namespace} ${pod} -c ${container} -- /bin/echo ok`;
}

import type { Probe } from '../model/probe.ts';
import type { LeftBehind } from '../model/report.ts';
import type { Target } from '../model/target.ts';
import type { Evidence } from '../records/evidence.ts';
import type { RecordOf } from '../records/record.ts';
import { shellWords } from '../report/shell-words.ts';

/**
 * What a hung layer still holds of this run, and the command that removes it.
 * @param throughApiServer every exec that was asked for there, by whichever client
 */
export function leftBehind(
  target: Target,
  evidence: Evidence | null,
  throughApiServer: readonly Probe[],
): readonly LeftBehind[] {
  const facts = evidence?.facts ?? {};
  return [
    ...(evidence?.left ?? []).map((left) => onNode(left, facts, target)),
    ...queued(throughApiServer),
    ...neverStarted(target, throughApiServer),
  ];
}

/** Of the other two a reader knows the ids, by the second opinion. */
const whose = {
  target: 'the target',
  control: 'the control',
  second: "another pod's container",
  third: "another pod's container",
} as const;

function onNode({ kind, subject, name }: RecordOf<'left'>, facts: Evidence['facts'], target: Target): LeftBehind {
  const fact = (key: string) => facts[`${subject}.${key}`] ?? '';
  switch (kind) {
    case 'exec-id': {
      const ctr = [facts.ctr || 'ctr', '-a', fact('address'), '-n', fact('ns')];
      return {
        what: `exec id ${name} of ${whose[subject]} in containerd, whose deletion was not answered`,
        remove: `${shellWords([...ctr, 'tasks', 'delete', '--exec-id', name, fact('id')])}   # on node ${target.node.name}`,
      };
    }
    case 'docker-exec':
      return {
        what: `perhaps a docker exec of ${whose[subject]} (/bin/echo), which ends by itself when the hung layer answers again`,
        remove: `${shellWords(['docker', 'inspect', '-f', '{{.ExecIDs}}', fact('id')])}   # on node ${target.node.name}: shows it; nothing removes it`,
      };
    case 'file':
      return {
        what: `the file ${name}, which a daemon wrote at our signal and which could not be deleted`,
        remove: `${shellWords(['rm', name])}   # on node ${target.node.name}`,
      };
    case 'process':
      return {
        what: `process ${name} of this run, in uninterruptible sleep: it was killed, and ends when the kernel lets it go`,
        remove: `cat /proc/${name}/stack   # on node ${target.node.name}: shows what it waits for`,
      };
  }
}

/** The kubelet creates an exec by one request and starts it by another, over a connection of its own. */
const neverStarted = ({ containerID, node }: Target, kubectl: readonly Probe[]): LeftBehind[] =>
  kubectl
    .filter(({ outcome }) => outcome.kind === 'error' && /cannot connect to the Docker daemon/i.test(outcome.text))
    .filter(({ subject }) => subject === 'target')
    .map(() => ({
      what: 'perhaps an exec that the kubelet created in dockerd and could not start: a line in a list, no process',
      remove: `${shellWords(['docker', 'inspect', '-f', '{{.ExecIDs}}', containerID])}   # on node ${node.name}: shows it; it goes with the container`,
    }));

/** All wait in one queue: one line tells of them. */
const queued = (asked: readonly Probe[]): LeftBehind[] =>
  asked
    .filter(({ subject, outcome }) => subject === 'target' && outcome.kind === 'hang')
    .slice(0, 1)
    .map(({ command }) => ({
      what: 'perhaps the exec that was asked for through the API server (/bin/echo): a hung layer runs it when it answers again',
      remove: `${shellWords(command)}   # answers at once when nothing is queued any more`,
    }));

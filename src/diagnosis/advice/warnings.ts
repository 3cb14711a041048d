import { columnsOf, faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import { columnOf, familyOf, hasExistingControl, type Observation, probeOf } from '../../evidence/observation.ts';
import { isTraced, oldRuntimes, stuckProcesses } from '../../evidence/stuck-processes.ts';
import { runtimeRecordOfAnother } from '../../knowledge/detectors/disagreements.ts';
import { isSocketOfAnother } from '../../knowledge/detectors/docker-socket.ts';
import type { Trait } from '../../knowledge/entry.ts';
import { entryOf, hasTrait } from '../../knowledge/index.ts';
import type { Code } from '../../model/code.ts';
import type { Layer } from '../../model/layer.ts';
import { isOk } from '../../model/probe.ts';
import type { Action, Step } from '../../model/step.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';

interface Seen {
  readonly observation: Observation;
  readonly where: Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope'>;
  readonly cause: Finding | null;
  readonly nextSteps: readonly Step[];
}

/** `exec`: through the API server; `any-exec`: whoever is asked. */
type Execs = 'exec' | 'any-exec';

/** What not to do. */
export interface ActionWarning {
  /** A sentence. */
  readonly text: string;
  /** Steps that it speaks against: by what they do, or by what they run. Beside it none of them is proposed. */
  readonly against: readonly (Action | Execs)[];
  /** It holds on a condition, which such a step tells by itself: beside a remedy that does, it would be told twice. */
  readonly conditional?: true;
  /** For a pod that is deleted would hang in Terminating. */
  readonly deletionHangs?: true;
}

interface Rule extends ActionWarning {
  readonly holds: (seen: Seen) => boolean;
}

const causeIs =
  (trait: Trait) =>
  ({ cause }: Seen): boolean =>
    hasTrait(cause?.code, trait);

const proposes =
  (action: Action) =>
  ({ nextSteps }: Seen): boolean =>
    nextSteps.some((step) => step.action === action);

/** None but these is under suspicion. */
const isAmong =
  (...layers: readonly Layer[]) =>
  ({ where }: Seen): boolean =>
    where.candidates.length > 0 && where.candidates.every((layer) => layers.includes(layer));

const worksForControl = ({ observation }: Seen): boolean => isOk(probeOf(observation, 'control', 'ctr'));

/** The control is our own pod, which this run has started on the node. */
const hasStartedOne = (observation: Observation): boolean =>
  !hasExistingControl(observation) && columnOf(observation.probes, 'control').some(isOk);

/** A layer that is slow answers in the end. */
const hangs = ({ observation, where }: Seen): boolean =>
  where.status !== 'degraded' &&
  faultBoundaryOf(columnsOf(observation).target, familyOf(observation))?.failing.outcome.kind === 'hang';

const worksOnNode = ({ observation }: Seen): boolean =>
  (['docker', 'ctr'] as const).some((name) => isOk(probeOf(observation, 'target', name)));

/** A kill is lost on it. Any process may be in that state for a moment. */
const isUninterruptible = (seen: Seen): boolean => {
  const { evidence } = seen.observation;
  const initIs = evidence?.initState === 'D' && evidence.initStateAfter === 'D' && evidence.guard?.frozen !== 'yes';
  return initIs || (causeIs('takesNoSignal')(seen) && isAmong('shim', 'runc', 'container')(seen));
};

const isFrozen = causeIs('frozen');

const isPolicy = causeIs('policy');

const isDeletedOnDockerOnly = (code: Code): boolean =>
  entryOf(code).fix.some(
    (fix) => typeof fix === 'object' && 'only' in fix && fix.only === 'docker' && fix.action === 'delete-pod',
  );

const restarts = ['restart-dockerd', 'restart-containerd', 'kill-containerd'] as const;

/** What a tired reader might try first, and where that does harm or mends nothing. */
const rules: readonly Rule[] = [
  {
    text: 'Do not restart anything: exec is refused on purpose, and nothing is broken.',
    against: [...restarts, 'restart-kubelet', 'restart-container', 'delete-pod'],
    holds: isPolicy,
  },
  {
    text: 'Do not thaw it before it is known who froze it: a pause, a checkpoint or backup, a security agent.',
    against: ['thaw', 'unpause'],
    conditional: true,
    holds: isFrozen,
  },
  {
    text: 'Do not exec into it before it is thawed: each exec hangs until then, and cannot be ended.',
    against: ['exec'],
    holds: isFrozen,
  },
  {
    text: 'Do not exec into it, and do not stop or delete it while runc has that record: what enters or gets a signal is another process, perhaps one of the node.',
    against: ['any-exec', 'delete-pod', 'restart-container'],
    deletionHangs: true,
    holds: ({ observation }) => runtimeRecordOfAnother(observation).length > 0,
  },
  {
    text: 'Do not exec into it: there is so little memory left for it that an exec may get it killed.',
    against: ['exec'],
    holds: causeIs('execMayKill'),
  },
  {
    text: 'Do not exec into it: each exec hangs, and keeps the memory that it has.',
    against: ['exec'],
    holds: causeIs('execWaits'),
  },
  {
    text: 'Do not kill or restart what is frozen or in uninterruptible sleep (D): the signal only waits.',
    against: [...restarts, 'restart-kubelet', 'kill-shim'],
    holds: ({ observation, where }) =>
      stuckProcesses(observation.evidence).some(
        ({ layer, state }) =>
          (state === 'frozen' || state === 'uninterruptible') && where.candidates.some((one) => one === layer),
      ),
  },
  {
    text: 'Do not kill or restart what a debugger or strace holds: it goes on when that one lets go, and nothing ends.',
    against: [...restarts, 'restart-kubelet', 'kill-shim', 'delete-pod'],
    holds: ({ observation, where }) =>
      stuckProcesses(observation.evidence).some(
        (process) => isTraced(process) && where.candidates.some((one) => one === process.layer),
      ),
  },
  {
    text: 'Do not delete the pod: a process in uninterruptible sleep (D) takes no signal, and the pod would hang in Terminating.',
    against: ['delete-pod'],
    deletionHangs: true,
    holds: isUninterruptible,
  },
  {
    text: 'Do not delete the pod first: containerd cannot stop this container, and the pod would hang in Terminating.',
    against: ['delete-pod'],
    conditional: true,
    deletionHangs: true,
    holds: ({ cause, observation: { target } }) =>
      cause !== null && target.runtime === 'containerd' && isDeletedOnDockerOnly(cause.code),
  },
  {
    text: 'Do not delete the pod before the stopped runc below its shim was ended: dockerd waits for it, and no other pod may start on the node meanwhile.',
    against: ['delete-pod'],
    conditional: true,
    deletionHangs: true,
    holds: ({ observation: { target, evidence } }) =>
      target.runtime === 'docker' && oldRuntimes(evidence).some(({ process }) => process.state === 'T'),
  },
  {
    text: 'Do not restart containerd or dockerd: others are served by them.',
    against: restarts,
    holds: (seen) =>
      isAmong('shim', 'container')(seen) &&
      (seen.where.scope === 'container' || seen.where.scope === 'pod') &&
      worksForControl(seen),
  },
  {
    text: 'Do not restart dockerd: another process listens at docker.sock, and goes on to do so.',
    against: ['restart-dockerd'],
    holds: ({ observation, where }) =>
      isSocketOfAnother(observation) && where.candidates.some((layer) => layer === 'dockerd'),
  },
  {
    text: 'Do not restart dockerd unless live-restore is on: without it every container of the node ends.',
    against: ['restart-dockerd'],
    conditional: true,
    holds: proposes('restart-dockerd'),
  },
  {
    text: 'Do not delete pods of this node: while its kubelet is silent they hang in Terminating.',
    against: ['delete-pod'],
    deletionHangs: true,
    holds: causeIs('kubeletSilent'),
  },
  {
    text: 'Do not restart the pod or its runtime: on the node exec works.',
    against: [...restarts, 'restart-container', 'delete-pod', 'kill-init', 'kill-shim'],
    holds: (seen) => isAmong('client-path', 'api-server', 'kubelet')(seen) && worksOnNode(seen) && !isPolicy(seen),
  },
  {
    text: 'Do not delete or restart pods of this node: none starts there meanwhile.',
    against: ['delete-pod', 'restart-container'],
    holds: (seen) =>
      seen.where.scope === 'node' &&
      causeIs('nothingStartsMeanwhile')(seen) &&
      // what hangs may have begun after that
      (hangs(seen) || !hasStartedOne(seen.observation)),
  },
  {
    text: 'Do not repeat kubectl exec: each one queues behind what hangs.',
    against: ['exec'],
    holds: (seen) => isAmong('cri', 'dockerd', 'containerd', 'shim', 'runc')(seen) && hangs(seen),
  },
];

/** What not to do about it, what does most harm first. */
export const actionWarnings = (seen: Seen): readonly ActionWarning[] => rules.filter(({ holds }) => holds(seen));

/** Is that step one of those that it speaks against? */
export const speaksAgainst = ({ against }: ActionWarning, { action, command }: Step): boolean =>
  against.some((one) => (one === 'exec' || one === 'any-exec' ? runs[one](command ?? '') : one === action));

const runs: Readonly<Record<Execs, (command: string) => boolean>> = {
  exec: (command) => command.startsWith('kubectl exec '),
  'any-exec': (command) => command.includes(' exec '),
};

/** The warnings whose sentences these are. */
export const actionWarningsIn = (sentences: readonly string[]): readonly ActionWarning[] =>
  rules.filter(({ text }) => sentences.includes(text));

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
import type { Avoidance, Finding, Verdict } from '../../model/verdict.ts';

interface Seen {
  readonly observation: Observation;
  readonly where: Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope'>;
  readonly cause: Finding | null;
  readonly nextSteps: readonly Step[];
}

/** `exec`: through the API server; `any-exec`: whoever is asked. */
type Execs = 'exec' | 'any-exec';

/** What not to do. */
export interface ActionWarning extends Avoidance {
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

const isCrio = ({ observation: { target } }: Seen): boolean => target.runtime === 'cri-o';

const worksForControl = (seen: Seen): boolean =>
  isOk(probeOf(seen.observation, 'control', isCrio(seen) ? 'crictl' : 'ctr'));

/** What is wrong is this container's, and the runtime works. */
const isThisOneAlone = (seen: Seen): boolean =>
  isAmong('shim', 'container')(seen) &&
  (seen.where.scope === 'container' || seen.where.scope === 'pod') &&
  worksForControl(seen);

const isEachRuncHanging = (seen: Seen): boolean => isAmong('runc')(seen) && seen.where.scope === 'node' && hangs(seen);

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

/** Layers that somebody may restart there. */
const onNode: readonly Layer[] = ['cri', 'dockerd', 'containerd'];

const restarts = ['restart-dockerd', 'restart-containerd', 'kill-containerd'] as const;

/** What a tired reader might try first, and where that does harm or mends nothing. */
const rules: readonly Rule[] = [
  {
    what: 'restart anything',
    why: 'exec is refused on purpose, and nothing is broken',
    against: [...restarts, 'restart-kubelet', 'restart-container', 'delete-pod'],
    holds: isPolicy,
  },
  {
    what: 'remove or relax what reviews exec to get in',
    why: 'it may guard more than exec',
    against: [],
    holds: causeIs('guards'),
  },
  {
    what: 'thaw it before it is known who froze it',
    why: 'a pause, a checkpoint or backup, a security agent',
    against: ['thaw', 'unpause'],
    conditional: true,
    holds: isFrozen,
  },
  {
    what: 'exec into it before it is thawed',
    why: 'each exec hangs until then, and cannot be ended',
    against: ['exec'],
    holds: isFrozen,
  },
  {
    what: 'exec into it, stop or delete it while runc has that record',
    why: 'what enters or gets a signal is another process, perhaps one of the node',
    against: ['any-exec', 'delete-pod', 'restart-container'],
    deletionHangs: true,
    holds: ({ observation }) => runtimeRecordOfAnother(observation).length > 0,
  },
  {
    what: 'exec into it',
    why: 'there is so little memory left for it that an exec may get it killed',
    against: ['exec'],
    holds: causeIs('execMayKill'),
  },
  {
    what: 'exec into it',
    why: 'each exec hangs, and keeps the memory that it has',
    against: ['exec'],
    holds: causeIs('execWaits'),
  },
  {
    what: 'kill or restart what is frozen or in uninterruptible sleep (D)',
    why: 'the signal only waits',
    against: [...restarts, 'restart-kubelet', 'kill-shim'],
    holds: ({ observation, where }) =>
      stuckProcesses(observation.evidence).some(
        ({ layer, state }) =>
          (state === 'frozen' || state === 'uninterruptible') && where.candidates.some((one) => one === layer),
      ),
  },
  {
    what: 'kill or restart what a debugger or strace holds',
    why: 'it goes on when that one lets go, and nothing ends',
    against: [...restarts, 'restart-kubelet', 'kill-shim', 'delete-pod'],
    holds: ({ observation, where }) =>
      stuckProcesses(observation.evidence).some(
        (process) => isTraced(process) && where.candidates.some((one) => one === process.layer),
      ),
  },
  {
    what: 'delete the pod',
    why: 'a process of it takes no signal, and the pod would hang in Terminating',
    against: ['delete-pod'],
    deletionHangs: true,
    holds: isUninterruptible,
  },
  {
    what: 'delete the pod first',
    why: 'containerd cannot stop this container, and the pod would hang in Terminating',
    against: ['delete-pod'],
    conditional: true,
    deletionHangs: true,
    holds: ({ cause, observation: { target } }) =>
      cause !== null && target.runtime === 'containerd' && isDeletedOnDockerOnly(cause.code),
  },
  {
    what: 'delete the pod before the stopped runc below its shim was ended',
    why: 'dockerd waits for it, and no other pod may start on the node meanwhile',
    against: ['delete-pod'],
    conditional: true,
    deletionHangs: true,
    holds: ({ observation: { target, evidence } }) =>
      target.runtime === 'docker' && oldRuntimes(evidence).some(({ process }) => process.state === 'T'),
  },
  {
    what: 'restart containerd or dockerd before there is room on /run',
    // dockerd ends: failed to start daemon: open /var/run/docker.pid: no space left on device
    why: 'they write there when they start, and may not come up again',
    against: restarts,
    holds: causeIs('noRoomInRun'),
  },
  {
    what: 'delete folders of containers below /run to make room',
    why: 'what runs could then not be entered, stopped or removed',
    against: [],
    holds: causeIs('noRoomInRun'),
  },
  {
    what: 'restart containerd or dockerd',
    why: 'other containers depend on them',
    against: restarts,
    holds: (seen) => !isCrio(seen) && isThisOneAlone(seen),
  },
  {
    what: 'restart CRI-O',
    why: 'nothing on the node starts or ends meanwhile, and it works for others',
    against: restarts,
    holds: (seen) => isCrio(seen) && isThisOneAlone(seen),
  },
  {
    what: 'restart containerd or dockerd',
    why: 'each runc that they start hangs as well',
    against: restarts,
    holds: (seen) => !isCrio(seen) && isEachRuncHanging(seen),
  },
  {
    what: 'restart CRI-O',
    why: 'each runtime that it starts hangs as well',
    against: restarts,
    holds: (seen) => isCrio(seen) && isEachRuncHanging(seen),
  },
  {
    what: 'restart dockerd',
    why: 'another process listens at docker.sock, and goes on to do so',
    against: ['restart-dockerd'],
    holds: ({ observation, where }) =>
      isSocketOfAnother(observation) && where.candidates.some((layer) => layer === 'dockerd'),
  },
  {
    what: 'restart what is only stopped',
    why: 'one signal resumes it, and a restart may end containers',
    against: restarts,
    holds: ({ observation, where }) =>
      stuckProcesses(observation.evidence).some(
        ({ layer, state }) =>
          state === 'stopped' && (layer === 'dockerd' || layer === 'containerd') && where.layer === layer,
      ),
  },
  {
    what: 'restart dockerd unless live-restore is on',
    why: 'without it every container of the node ends',
    against: ['restart-dockerd'],
    conditional: true,
    holds: (seen) =>
      proposes('restart-dockerd')(seen) ||
      (seen.where.layer === 'dockerd' && seen.where.scope === 'node' && !isPolicy(seen)),
  },
  {
    what: 'delete pods of this node',
    why: 'while its kubelet is silent they hang in Terminating',
    against: ['delete-pod'],
    deletionHangs: true,
    holds: causeIs('kubeletSilent'),
  },
  {
    what: 'restart the pod or its runtime',
    why: 'on the node exec works',
    against: [...restarts, 'restart-container', 'delete-pod', 'kill-init', 'kill-shim'],
    holds: (seen) => isAmong('client-path', 'api-server', 'kubelet')(seen) && worksOnNode(seen) && !isPolicy(seen),
  },
  {
    what: 'delete or restart pods of this node',
    why: 'none starts there meanwhile',
    against: ['delete-pod', 'restart-container'],
    holds: (seen) =>
      seen.where.scope === 'node' &&
      causeIs('nothingStartsMeanwhile')(seen) &&
      // what hangs may have begun after that
      (hangs(seen) || !hasStartedOne(seen.observation)),
  },
  {
    what: 'restart dockerd, containerd or CRI-O on suspicion',
    why: 'nothing was examined below the API server, and containers may end',
    against: restarts,
    holds: ({ observation: { evidence }, where }) =>
      where.status === 'inconclusive' && evidence === null && where.candidates.some((layer) => onNode.includes(layer)),
  },
  {
    what: 'repeat kubectl exec',
    why: 'each one queues behind what hangs',
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

/** The rules that made these warnings. */
export const actionWarningsIn = (avoid: readonly Avoidance[]): readonly ActionWarning[] =>
  rules.filter((rule) => avoid.some(({ what, why }) => rule.what === what && rule.why === why));

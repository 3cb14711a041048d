import { columnOf, hasExistingControl, isOfOthers, type Observation } from '../../evidence/observation.ts';
import { isOk, type Probe } from '../../model/probe.ts';
import type { SecondOpinion } from '../../model/report.ts';
import type { Facts } from '../../records/facts.ts';
import type { Detection } from '../entry.ts';
import { saidByProbes } from './probes.ts';

const factsOf = ({ evidence }: Observation): Facts => evidence?.facts ?? {};

/** Is what is frozen the container's own cgroup? That of crun is one below the scope that is named after the container. */
export const frozenItself = ({ frozenAt, cgroup }: { frozenAt: string; cgroup: string }, id: string): boolean =>
  frozenAt === cgroup || (frozenAt.includes(id) && cgroup.startsWith(`${frozenAt}/`));

/** Frozen by itself, or with a cgroup above it. */
export const frozen =
  (by: 'itself' | 'parent') =>
  ({ evidence, target }: Observation): readonly Detection[] => {
    const guard = evidence?.guard;
    if (guard?.frozen !== 'yes') return [];
    if ((guard.frozenAt === '' || frozenItself(guard, target.containerID)) !== (by === 'itself')) return [];
    return [
      {
        summary:
          by === 'itself'
            ? "The container's cgroup is frozen."
            : "A cgroup above the container's is frozen, and the container with it.",
        evidence: [`cgroup: ${guard.cgroup}`, `frozen at: ${guard.frozenAt || 'not found'}`],
      },
    ];
  };

/** dockerd itself has paused it. */
export function pausedByDocker({ evidence }: Observation): readonly Detection[] {
  const paused = evidence?.answers.some(({ name, out }) => name === 'docker_inspect' && out.startsWith('paused'));
  return paused ? [{ summary: 'dockerd has the container as paused.', evidence: ['docker inspect: paused'] }] : [];
}

/** Close to its limit, and the kernel is told to kill nothing there: whatever needs more waits. */
export const memoryWaits = ({ evidence }: Observation): 'yes' | 'now' | null => {
  const waits = evidence?.guard?.blocked === 'memory' && evidence.facts['target.memoryWaits'];
  return waits === 'yes' || waits === 'now' ? waits : null;
};

export function oomKillDisabled(observation: Observation): readonly Detection[] {
  const waits = memoryWaits(observation);
  if (waits === null) return [];
  return [
    {
      summary: `The container is ${waits === 'now' ? 'at' : 'close to'} its memory limit, where the kernel is set to kill nothing (oom_kill_disable): what needs more waits${waits === 'now' ? ', and something does' : ''}.`,
      evidence: [`bytes left: ${observation.evidence?.guard?.headroom}`, `waiting: ${waits}`],
    },
  ];
}

/** A cgroup that the container has made below its own, with its first process in it. */
export function childFrozen(observation: Observation): readonly Detection[] {
  const child = factsOf(observation)['target.childFrozen'];
  if (!child) return [];
  return [
    {
      summary:
        "The container's first process is in a cgroup below the container's own, and that is frozen: it stands still, while an exec comes in beside it.",
      evidence: [`frozen: ${child}`],
    },
  ];
}

export function runcInitStuck({ evidence }: Observation): readonly Detection[] {
  const pid = evidence?.guard?.stuckInit ?? null;
  if (pid === null) return [];
  return [{ summary: 'A runc init is in uninterruptible sleep inside the container.', evidence: [`process: ${pid}`] }];
}

/** Nothing in the container may be executed; so says the mount of its root file system. */
export const isRootNoexec = ({ evidence }: Pick<Observation, 'evidence'>): boolean =>
  evidence?.facts['target.noexec'] === 'yes';

export const rootNoexec = (observation: Observation): readonly Detection[] =>
  isRootNoexec(observation)
    ? [
        {
          summary: "The container's root file system is mounted noexec: nothing in it may be executed.",
          evidence: [`mount table: /proc/${factsOf(observation)['target.init'] ?? 'PID'}/mountinfo`],
        },
      ]
    : [];

export function processGone({ evidence }: Observation): readonly Detection[] {
  const pid = evidence?.noProcess && evidence.facts['target.init'];
  if (!pid) return [];
  return [
    {
      summary: "The container's first process has ended, and the runtime has not noticed.",
      evidence: [`process: ${pid}`],
    },
  ];
}

/** Before the probes and after them. */
export const firstProcessLives = ({ evidence }: Observation): boolean =>
  [evidence?.initState, evidence?.initStateAfter].every((state) => typeof state === 'string' && !'ZX'.includes(state));

const inBrackets = (fact: string | undefined): string => (fact === undefined ? '' : ` (${fact})`);

/** Its first process has ended, and what is left of it has not been collected: nothing can enter its namespaces. */
export function processDying({ evidence }: Observation): readonly Detection[] {
  if (evidence?.initState !== 'Z' && evidence?.initState !== 'X') return [];
  return [
    {
      summary: `The container's first process${inBrackets(evidence.facts['target.init'])} is a zombie: it has ended, and the kernel still holds it.`,
      evidence: [`state: ${evidence.initState}`],
    },
  ];
}

/** Of cgroup v1, in which by those words a cgroup is missing. */
const hierarchyIn = ({ outcome }: Pick<Probe, 'outcome'>): string | undefined =>
  outcome.kind === 'error'
    ? /\/sys\/fs\/cgroup\/((?:(?:blkio|cpu|cpuacct|cpuset|devices|freezer|hugetlb|memory|misc|net_cls|net_prio|perf_event|pids|rdma|systemd)[,/])+)[^\n]{1,800}cgroup\.procs`?: no such file or directory/i.exec(
        outcome.text,
      )?.[1]
    : undefined;

/**
 * Two others miss theirs in the same hierarchy as the target: nobody removes one cgroup of each. Of the target's own owner one may be,
 * who can do that to what is its own, where nobody older was seen to be served.
 */
export function isHierarchyGone(observation: Observation): boolean {
  const { probes, secondOpinions } = observation;
  const missed = columnOf(probes, 'target').flatMap((probe) => hierarchyIn(probe) ?? []);
  const older = hasExistingControl(observation) ? [controlOf(observation), ...secondOpinions] : secondOpinions;
  const others = hasExistingControl(observation) ? older : [controlOf(observation), ...older];
  const missesAlike = (probe: Pick<Probe, 'outcome'>) => missed.some((hierarchy) => hierarchy === hierarchyIn(probe));
  const missing = others.filter((other) => other.probes.some(missesAlike));
  const ofOthers = missing.filter(({ containerID }) => isOfOthers(observation, containerID));
  const isAnyServed = older.some((one) => one.probes.some((probe) => probe.name !== 'nsenter' && isOk(probe)));
  return ofOthers.length >= 2 || (ofOthers.length === 1 && missing.length >= 2 && !isAnyServed);
}

/** By the words of the target's failures; perhaps where they name none. */
export const lacksHierarchy =
  (name: RegExp) =>
  ({ probes }: Observation): boolean | 'perhaps' => {
    const missed = columnOf(probes, 'target').flatMap((probe) => hierarchyIn(probe)?.replace(/\/.*/, '') ?? []);
    return missed.length === 0 ? 'perhaps' : missed.some((one) => name.test(one));
  };

const controlOf = (observation: Observation): Pick<SecondOpinion, 'containerID' | 'probes'> => ({
  containerID: factsOf(observation)['control.id'] ?? '',
  probes: columnOf(observation.probes, 'control'),
});

/** What was started after that has no cgroup there to miss, and is served. */
export const isHierarchyGoneForOlder = (observation: Observation): boolean =>
  isHierarchyGone(observation) &&
  !hasExistingControl(observation) &&
  columnOf(observation.probes, 'control').some(({ name, outcome }) => name !== 'nsenter' && outcome.kind === 'ok');

/** What the runtime recorded as the container's cgroup is not there any more. */
export function cgroupMissing(observation: Observation): readonly Detection[] {
  const missing = isHierarchyGone(observation) ? '' : factsOf(observation)['target.cgroupMissing'];
  return missing
    ? [
        {
          summary: 'The cgroup that the runtime recorded for the container does not exist.',
          evidence: [`cgroup: ${missing}`],
        },
      ]
    : [];
}

/**
 * The first process stands in a directory that was removed, and an exec begins in the same: unless somebody has made
 * another of that name since.
 */
export function workdirGone(observation: Observation): readonly Detection[] {
  const { 'target.cwd': asked = '', 'target.initCwd': seen = '' } = factsOf(observation);
  if (asked === '' || seen !== `${asked} (deleted)` || execWorksSomewhere(observation)) return [];
  return [
    {
      summary: `The container's working directory ${asked} was removed: its first process stands in what is left of it${workdirIsNone(observation) ? ', and something else stands in its place' : ''}.`,
      evidence: [`working directory: ${seen}`],
    },
  ];
}

/** What stands there is no directory. */
export const workdirIsNone = saidByProbes('not a directory');

/** By no word it is there, and cannot be entered for another reason. */
export const workdirIsAway = (observation: Observation): boolean =>
  !otherReasons.some((words) => saidByProbes(words)(observation));

const otherReasons = [
  'not a directory',
  'too many levels of symbolic links',
  'permission denied',
  'stale file handle',
  'transport endpoint is not connected',
  'input/output error',
];

/** nsenter begins elsewhere. */
const execWorksSomewhere = ({ probes }: Observation) =>
  probes.some((probe) => probe.subject === 'target' && probe.name !== 'nsenter' && isOk(probe));

/** Nothing but an exec with a terminal needs it. */
export function noTerminals(observation: Observation): readonly Detection[] {
  if (factsOf(observation)['target.devpts'] !== 'no') return [];
  return [
    {
      summary: 'The container lacks a mount at /dev/pts, so an exec with a terminal (-t) fails.',
      evidence: ['missing: a mount at /dev/pts'],
    },
  ];
}

/** An ordinary container cannot enter a profile that the kernel no longer has. */
export function profileGone(observation: Observation): readonly Detection[] {
  const facts = factsOf(observation);
  if (facts['target.profileLoaded'] !== 'no') return [];
  return [
    {
      summary: `The kernel no longer has the AppArmor profile of the container${inBrackets(facts['target.label'])}.`,
      evidence: [`label: ${facts['target.label'] ?? 'not known'}`],
    },
  ];
}

/** containerd's folder of it, where its containers have theirs; that of the control is there. */
export function bundleMissing(observation: Observation): readonly Detection[] {
  const facts = factsOf(observation);
  const { 'target.bundle': bundle, 'target.shim': shim, 'target.ns': ns = '' } = facts;
  const ofTheControl = facts['control.bundle'] ?? '';
  if (bundle !== '' || !shim || observation.evidence?.initState === null) return [];
  if (ofTheControl === '' || facts['control.ns'] !== ns || facts['control.address'] !== facts['target.address'])
    return [];
  return [
    {
      summary: 'The folder that containerd made for the container below /run, its bundle, is gone, and its shim lives.',
      evidence: [`shim: ${shim}`, `folder of the control: ${ofTheControl}`],
    },
  ];
}

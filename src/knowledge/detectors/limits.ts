import { columnOf, type Observation, probeOf } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import { isFailing, type Probe } from '../../model/probe.ts';
import { saysRuncFailed } from '../../model/runc-words.ts';
import type { Scope } from '../../model/verdict.ts';
import type { Evidence } from '../../records/evidence.ts';
import type { RecordOf } from '../../records/record.ts';
import type { Detection } from '../entry.ts';

type Limit = RecordOf<'limit'>;

export const pidsAtLimit = (observation: Observation): readonly Detection[] =>
  limitsOf(observation)
    .filter((limit) => !isAbovePods(limit))
    .flatMap((limit) => pidsOf(observation, limit).map((detection) => ofPod(observation, limit, detection)));

export const memoryAtLimit = (observation: Observation): readonly Detection[] =>
  limitsOf(observation)
    .filter((limit) => !isAbovePods(limit))
    .flatMap((limit) => memoryOf(observation, limit).map((detection) => ofPod(observation, limit, detection)));

/** That is of all pods of the node, or of all of one class. */
export const podsAtLimit = (observation: Observation): readonly Detection[] =>
  limitsOf(observation).flatMap((limit) => {
    if (!isAbovePods(limit)) return [];
    const at = { layers: ['container'], scope: scopeOfLimit[ownerOfLimit(observation, limit)] } as const;
    return [...pidsOf(observation, limit), ...memoryOf(observation, limit)].map((detection) => ({ ...detection, at }));
  });

/** Below which memory limit there is little room: the guard tells how little, and that nothing was executed. Null: not known, or of several. */
export function tightMemory(observation: Observation): Limit | null {
  if (observation.evidence?.guard?.blocked !== 'memory') return null;
  const [only, ...others] = limitsOf(observation).filter(
    ({ what, at, used, max }) =>
      what === 'memory' && at.startsWith('/') && used !== null && max - used < limits.memoryOfAnExec,
  );
  return only && others.length === 0 ? only : null;
}

/** Close to its memory limit is the container or its pod, or something that is not known. */
export function littleMemory(observation: Observation): readonly Detection[] {
  const { evidence } = observation;
  if (evidence?.guard?.blocked !== 'memory') return [];
  const limit = tightMemory(observation);
  const owner = limit && ownerOfLimit(observation, limit);
  if (owner === 'pods' || owner === 'class') return [];
  return [
    {
      summary: `${owner === 'pod' ? 'The pod of the container' : 'The container'} is close to its memory limit.`,
      evidence: [
        `bytes left: ${evidence.guard.headroom}`,
        ...(limit && owner === 'pod' ? [`cgroup: ${limit.at}`] : []),
      ],
    },
  ];
}

/** The cgroup of all pods is, or that of one class. */
export function podsLittleMemory(observation: Observation): readonly Detection[] {
  const limit = tightMemory(observation);
  if (!limit || !isAbovePods(limit)) return [];
  return [
    {
      summary: `${whose(observation, limit)} is close to its memory limit.`,
      evidence: [`bytes left: ${observation.evidence?.guard?.headroom}`, `cgroup: ${limit.at}`],
    },
  ];
}

/** Whose limit it is: of one class of pods, of a cgroup that is none of the kubelet's. */
type LimitOwner = 'container' | 'pod' | 'class' | 'pods' | 'other';

export function ownerOfLimit({ target }: Observation, { at }: Limit): LimitOwner {
  const above = abovePods.exec(at);
  if (above) return above[1] ? 'class' : 'pods';
  if (at.includes(target.containerID)) return 'container';
  return cgroupOfPod.test(at) ? 'pod' : 'other';
}

/** Who is hit where it is reached; null where that is not known. */
export const scopeOfLimit: Readonly<Record<LimitOwner, Scope | null>> = {
  container: 'container',
  pod: 'pod',
  class: 'several-containers',
  pods: 'node',
  other: null,
};

/** A static pod's UID has no dashes; systemd writes them as underscores. */
export const cgroupOfPod = /[/-]pod[0-9a-f]{8}[0-9a-f_-]*(\.slice)?$/;

/** All containers of the pod share it. */
const ofPod = (observation: Observation, limit: Limit, detection: Detection): Detection =>
  ownerOfLimit(observation, limit) === 'pod'
    ? { ...detection, at: { layers: ['container'], scope: 'pod' } }
    : detection;

/** As the kubelet names the cgroup of all pods, and those of the two classes below it. */
const abovePods = /(?:^|[/-])kubepods(?:[/-](burstable|besteffort))?(?:\.slice)?$/;

const isAbovePods = ({ at }: Limit): boolean => abovePods.test(at);

/** `echo` may still get through where every shell that forks fails. */
function pidsOf(observation: Observation, limit: Limit): readonly Detection[] {
  const asked = columnOf([...observation.probes, ...observation.terminals], 'target');
  const isHit = limit.hits !== 0 && asked.some((probe) => isFailing(probe) || mayHaveMet(probe));
  // forks that were refused before: an exec needs more room than is left, and gets through by luck
  const isNear = (limit.hits ?? 0) > 0 || columnOf(observation.probes, 'target').some(isFailing);
  const free = limit.max - (limit.used ?? 0);
  if (limit.what !== 'pids' || free > (isNear || isHit ? limits.pidsOfAnExec : limits.pidsOfAPipe)) return [];
  return [
    {
      summary: `${whose(observation, limit)} has ${limit.used} of at most ${limit.max} processes and threads: ${free <= limits.pidsOfAPipe ? 'what forks in it fails' : 'runc takes more for a moment, so an exec fails there at times'}.`,
      evidence: evidenceOf(limit),
      // what is executed is one, and may still fork once
      ...(free < limits.pidsOfAPipe || isHit ? {} : { mild: true }),
    },
  ];
}

/** The one of the container, or of its pod, that is reached; null where none was seen. */
export const limitOfPids = (observation: Observation): Limit | null =>
  limitsOf(observation).find((limit) => !isAbovePods(limit) && pidsOf(observation, limit).length > 0) ?? null;

export const isLimitOfPidsKnown = (observation: Observation): boolean | 'perhaps' =>
  limitOfPids(observation) !== null || 'perhaps';

/** What it ends with is no leak. */
export const hasOthersThanFirst = (observation: Observation): boolean => (limitOfPids(observation)?.used ?? 2) > 1;

/** It failed at first, and no other words of that are known than those of a runc. */
const mayHaveMet = ({ name, flaky, atFirst }: Probe): boolean =>
  flaky && (atFirst === undefined || name === 'runc' || saysRuncFailed({ outcome: atFirst }));

/** At the limit, and the kernel has killed for it. */
function memoryOf(observation: Observation, limit: Limit): readonly Detection[] {
  if (limit.what !== 'memory' || (limit.used ?? 0) < limit.max * limits.nearlyShare || !limit.hits) return [];
  return [
    {
      summary: `${whose(observation, limit)} is at its memory limit, and the kernel has killed ${limit.hits} of its processes for it.`,
      evidence: evidenceOf(limit),
    },
  ];
}

/** No such limit of the container is near, nor was in the way before: what sounds like it is something else. */
export const hasRoom =
  (what: Limit['what']) =>
  (observation: Observation): boolean => {
    const { evidence } = observation;
    const isRead = evidence?.complete === true && evidence.guard !== null && evidence.guard.cgroup !== '';
    const ofKind = limitsOf(observation).filter((limit) => limit.what === what);
    return isRead && ofKind.every((limit) => limit.hits === 0 && hasRoomBelow[what](limit));
  };

const hasRoomBelow: Readonly<Record<Limit['what'], (limit: Limit) => boolean>> = {
  pids: ({ used, max }) => used !== null && used + limits.pidsOfAnExec < max * limits.nearlyShare,
  memory: ({ used, max }) => used !== null && used < max * limits.nearlyShare,
};

/** Held up by its CPU quota in most periods while it was examined. */
export function cpuThrottled(observation: Observation): readonly Detection[] {
  const { evidence } = observation;
  const [before, after] = (['before', 'after'] as const).map((when) => evidence?.cpu.find((row) => row.when === when));
  if (!before || !after) return [];
  const periods = (after.periods ?? 0) - (before.periods ?? 0);
  const throttled = (after.throttled ?? 0) - (before.throttled ?? 0);
  if (periods < limits.cpuPeriodsWorthAWord || throttled < periods / 2) return [];
  return [
    {
      summary: `The container's CPU quota held it up in ${throttled} of ${periods} periods while it was examined: what runs in it is slow, an exec too.`,
      evidence: [
        `quota: ${after.quota} of every ${after.period ?? 'unknown'} microseconds`,
        `throttled: ${throttled} of ${periods} periods`,
        `cgroup: ${after.at}`,
      ],
      ...(isHeldUp(observation) ? {} : { mild: true }),
    },
  ];
}

/** An exec takes far longer than one of a container that has CPU enough. */
const isHeldUp = (observation: Observation): boolean =>
  columnOf(observation.probes, 'target').some(({ name, outcome }) => {
    const beside = probeOf(observation, 'control', name)?.outcome;
    return (
      outcome.kind === 'hang' ||
      (outcome.kind === 'ok' &&
        outcome.durationMs - (beside?.kind === 'ok' ? beside.durationMs : 0) >= limits.slowLayerMs)
    );
  });

const limitsOf = ({ evidence }: Observation): readonly Limit[] =>
  (evidence?.limits ?? []).filter(({ subject }) => subject === 'target');

const whose = (observation: Observation, limit: Limit): string => holders[ownerOfLimit(observation, limit)];

const holders: Readonly<Record<LimitOwner, string>> = {
  container: 'The container',
  pod: 'The cgroup of the pod, which all its containers share,',
  class: 'The cgroup of a class of pods',
  pods: 'The cgroup of the pods',
  other: 'A cgroup above the container',
};

const evidenceOf = ({ what, used, max, at, hits }: Limit): readonly string[] => [
  `${what}: ${used ?? 'unknown'} of ${max}`,
  `cgroup: ${at}`,
  ...(hits === null ? [] : [`${what === 'pids' ? 'refused forks' : 'killed'}: ${hits}`]),
];

/** A line of df(1). */
interface Space {
  readonly path: string;
  readonly mount: string;
  readonly total: number;
  readonly used: number;
  readonly free: number;
}

/** Runtimes write their state and the pipes of every exec below /run. */
export const runFull = (observation: Observation): readonly Detection[] =>
  full(observation, 'df_blocks', ({ path }) => path === '/run', 'of its space');

export const runInodesExhausted = (observation: Observation): readonly Detection[] =>
  full(observation, 'df_inodes', ({ path }) => path === '/run', 'of its inodes');

/** Not nearly full, but with no room left for the next exec: a sentence; null where there is. */
export function noRoomInRun({ evidence }: Observation): string | null {
  const left = (name: 'df_blocks' | 'df_inodes') =>
    spaces(evidence, name).find(({ path, total }) => path === '/run' && total > 0)?.free ?? Number.POSITIVE_INFINITY;
  const [space, inodes] = [left('df_blocks'), left('df_inodes')];
  if (space <= limits.runOfAnExec.KiB) return `/run of the node is full: ${space} KiB are left.`;
  return inodes <= limits.runOfAnExec.inodes ? `/run of the node is full: ${inodes} inodes are left.` : null;
}

/** The shim writes a file there for each exec: is there a /tmp, and room in it? */
export const tmpUnusable = (observation: Observation): readonly Detection[] => [
  ...tmpMissing(observation),
  ...full(observation, 'df_blocks', isTmp, 'of its space'),
  ...full(observation, 'df_inodes', isTmp, 'of its inodes'),
];

export const diskFull = (observation: Observation): readonly Detection[] => [
  ...full(observation, 'df_blocks', isDisk, 'of its space'),
  ...full(observation, 'df_inodes', isDisk, 'of its inodes'),
];

/** The shim has a mount namespace of its own, and no /tmp in it. */
export const tmpIsGone = ({ evidence }: Observation): boolean => evidence?.facts['target.shim.tmp'] === 'no';

function tmpMissing(observation: Observation): readonly Detection[] {
  if (!tmpIsGone(observation)) return [];
  return [
    {
      summary: "The container's shim has no /tmp, where it writes a file for each exec.",
      evidence: [`shim: process ${observation.evidence?.facts['target.shim'] ?? 'unknown'}`],
    },
  ];
}

const isTmp = ({ path }: Space) => path === '/tmp' || path.endsWith('/root/tmp');
const isDisk = ({ path }: Space) => path.startsWith('/var/lib/');

function full(
  { evidence }: Observation,
  name: 'df_blocks' | 'df_inodes',
  concerns: (space: Space) => boolean,
  ofWhat: string,
): readonly Detection[] {
  const seen = new Set<string>();
  return spaces(evidence, name)
    .filter(
      (space) => concerns(space) && space.total > 0 && space.used >= (space.used + space.free) * limits.nearlyShare,
    )
    .filter(({ mount }) => !seen.has(mount) && seen.add(mount))
    .map(({ path, mount, used, free }) => {
      const share = Math.floor((100 * used) / (used + free));
      return {
        summary: `${path} of the node is ${free === 0 ? 'full' : 'nearly full'}: ${share} % ${ofWhat} are used.`,
        evidence: [`path: ${path}`, `mount: ${mount}`, `free: ${free}${name === 'df_blocks' ? ' KiB' : ' inodes'}`],
      };
    });
}

/** What `df -P PATH…` printed: a line a path, in the order of its arguments. */
function spaces(evidence: Evidence | null, name: string): readonly Space[] {
  const answer = evidence?.answers.find((row) => row.name === name);
  const paths = answer?.command.filter((word) => word.startsWith('/')).slice(1) ?? [];
  const lines = answer?.out.split('\n').slice(1) ?? [];
  return lines.flatMap((line, index) => {
    const [, total, used, free, , mount] = line.trim().split(/\s+/);
    const path = paths[index];
    if (path === undefined || mount === undefined || ![total, used, free].every((word) => /^\d+$/.test(word ?? '')))
      return [];
    return [{ path, mount, total: Number(total), used: Number(used), free: Number(free) }];
  });
}

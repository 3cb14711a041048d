import { columnsOf, faultBoundaryOf } from '../../evidence/fault-boundary.ts';
import { execWorks, familyOf, type Observation } from '../../evidence/observation.ts';
import {
  daemons,
  hangingRuntime,
  isTraced,
  oldRuntimes,
  runtimesFromBefore,
  type StuckProcess,
  spellStuck,
  stuckProcesses,
} from '../../evidence/stuck-processes.ts';
import { limits } from '../../limits.ts';
import type { Layer } from '../../model/layer.ts';
import type { RecordOf } from '../../records/record.ts';
import type { Detection } from '../entry.ts';

type Process = RecordOf<'process'>;

/** Those of one layer's processes that are stopped by a signal. */
export const stopped =
  (layer: StuckProcess['layer']) =>
  (observation: Observation): readonly Detection[] =>
    stuckProcesses(observation.evidence)
      .filter((process) => process.layer === layer && process.state === 'stopped')
      .map(detected);

export const inFrozenCgroup = ({ evidence }: Observation): readonly Detection[] =>
  stuckProcesses(evidence)
    .filter(({ state }) => state === 'frozen')
    .map((process) => ({ ...detected(process), layer: process.layer }));

export const traced = ({ evidence }: Observation): readonly Detection[] =>
  stuckProcesses(evidence).filter(isTraced).map(detected);

/** It is what the target hangs on, or may be: then whoever waited for it was not told why. */
export const tracedForTarget = ({ evidence }: Observation): boolean =>
  stuckProcesses(evidence).some((process) => isTraced(process) && process.certain);

/** Any busy process may be for a moment, so where exec works it is no word worth. */
export function uninterruptible(observation: Observation): readonly Detection[] {
  if (execWorks(observation)) return initStuck(observation);
  const daemons = stuckProcesses(observation.evidence).filter(({ state }) => state === 'uninterruptible');
  return [
    ...daemons.map(detected),
    ...insideStuck(observation)
      .filter((process) => !waitsForStorage(process))
      .map(inside),
  ];
}

/** Before and after the probes: that is no moment. Execs get in all the same. */
function initStuck({ evidence }: Observation): readonly Detection[] {
  if (evidence?.initState !== 'D' || evidence.initStateAfter !== 'D' || evidence.guard?.frozen === 'yes') return [];
  if (evidence.facts['target.childFrozen']) return [];
  const pid = evidence.facts['target.init'];
  return [
    {
      layer: 'container',
      summary: `The container's first process (${pid}) is in uninterruptible sleep (D), and was all the time that this took: it does nothing, and cannot be stopped.`,
      evidence: [`process: ${pid}`],
    },
  ];
}

/** Processes of the container that wait for a file system of the network or of user space. */
export const hungVolume = (observation: Observation): readonly Detection[] =>
  insideStuck(observation).filter(waitsForStorage).map(inside);

/** The innermost function is often one that all of the kernel waits in. */
const waitsForStorage = ({ waitsIn, stack }: Process) =>
  /nfs|rpc_|fuse|ceph|cifs|smb|blk_|io_schedule|xfs|ext4|jbd2/.test(`${waitsIn} ${stack}`);

/** A frozen process of cgroup v1 is in uninterruptible sleep too, and the freezer says more. */
const insideStuck = ({ evidence }: Observation) =>
  evidence?.guard?.frozen === 'yes'
    ? []
    : (evidence?.processes ?? []).filter(({ role, state }) => role === 'inside' && state === 'D');

const inside = (process: Process): Detection => ({
  layer: 'container',
  summary: `${process.name} (process ${process.pid}) of the container is in uninterruptible sleep (D)${process.waitsIn && `, in ${process.waitsIn}`}.`,
  evidence: evidenceOf(process),
});

function detected(process: StuckProcess): Detection {
  const moment = process.state === 'uninterruptible' ? ' when it was looked at; any process may be, for a moment' : '';
  const { layer, pid } = process;
  return { layer, summary: `${spellStuck(process)}${moment}.`, evidence: [`process: ${pid}`] };
}

/** A runtime that has run for long below the target's shim, which may wait for it; or one that holds it up in this run. */
export function oldRuntime(observation: Observation): readonly Detection[] {
  const old = oldRuntimes(observation.evidence).map(({ process, ageMs }) => ({
    summary: `${process.name} (process ${process.pid}) ${ageMs > 0 ? `has run for ${Math.round(ageMs / 1000)} s` : 'was started in this run'} for this container${process.state === 'T' ? ', is stopped (SIGSTOP)' : ''}, and its shim may wait for it.`,
    evidence: evidenceOf(process),
  }));
  const hanging = hangingRuntime(observation);
  if (old.length > 0 || !hanging || hanging.state === 'R') return old;
  const summary = `The shim waits for ${hanging.name} (process ${hanging.pid}), which it has started in this run instead of the runtime: that does not end, and nothing of it has come into the container.`;
  return [{ summary, evidence: evidenceOf(hanging) }];
}

/**
 * It is from before this run, so what came later waited for it: one of this run's own is as the next will be. And the control is not
 * hit as well: then it is more than that one runtime.
 */
export const isOnlyHere = (observation: Observation): boolean =>
  runtimesFromBefore(observation.evidence).length > 0 &&
  faultBoundaryOf(columnsOf(observation).control, familyOf(observation)) === null;

/** The target's shim may open hardly any more files: an exec needs a few. */
export const shimOutOfFiles = ({ evidence }: Observation): readonly Detection[] =>
  (evidence?.processes ?? []).filter(({ role, of }) => role === 'shim' && of === 'target').flatMap(outOfFiles);

/** Likewise a daemon of that layer. */
export const daemonOutOfFiles =
  (layer: Layer) =>
  ({ evidence }: Observation): readonly Detection[] =>
    (evidence?.processes ?? [])
      .filter(({ role, name }) => role === 'daemon' && daemons[name] === layer)
      .flatMap(outOfFiles);

function outOfFiles(process: Process): readonly Detection[] {
  const { name, pid } = process;
  if (!hasNoFilesLeft(process)) return [];
  return [
    {
      summary: `${name} (process ${pid}) has ${process.files} files open of at most ${process.filesMax}: an exec needs more.`,
      evidence: evidenceOf(process),
    },
  ];
}

/** Fewer than an exec opens. */
const hasNoFilesLeft = ({ files, filesMax }: Process): boolean =>
  files !== null && filesMax !== null && files + limits.filesOfAnExec > filesMax;

const evidenceOf = ({ pid, state, waitsIn, stack, files, filesMax }: Process): readonly string[] => [
  `process: ${pid}`,
  `state: ${state}${waitsIn && `, in ${waitsIn}`}`,
  ...(stack === '' ? [] : [`kernel stack: ${stack}`]),
  ...(files === null ? [] : [`files: ${files} of ${filesMax ?? 'unknown'}`]),
];

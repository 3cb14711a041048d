import { inventoryOf } from '../../evidence/inventory.ts';
import { familyOf, type Observation, probeOf } from '../../evidence/observation.ts';
import type { Layer } from '../../model/layer.ts';
import { isFailing, isOk } from '../../model/probe.ts';
import type { InventoryRow } from '../../model/report.ts';
import type { Detection } from '../entry.ts';

/** What each layer believes of the target, by layer. */
function believed(observation: Observation): (layer: Layer) => InventoryRow['state'] | null {
  const rows = inventoryOf(observation);
  return (layer) => rows.find((row) => row.layer === layer)?.state ?? null;
}

/** containerd has forgotten a container whose process lives. */
export function taskMissing(observation: Observation): readonly Detection[] {
  const state = believed(observation);
  if (state('containerd') !== 'missing' || !lives(state('container'))) return [];
  return [
    {
      summary: "containerd has no task of the container, and the container's first process lives.",
      evidence: rows(observation),
    },
  ];
}

/** dockerd has not noticed that the container ended. */
export function dockerUpProcessGone(observation: Observation): readonly Detection[] {
  const state = believed(observation);
  if (state('dockerd') !== 'running' || (state('container') !== 'missing' && state('container') !== 'stopped'))
    return [];
  return [
    {
      summary: "dockerd has the container as running, and the container's first process has ended.",
      evidence: rows(observation),
    },
  ];
}

/** The runtime has lost its record of a container that lives. */
export function runtimeStateMissing(observation: Observation): readonly Detection[] {
  const state = believed(observation);
  if (state('runc') !== 'missing' || !lives(state('container'))) return [];
  return [
    {
      summary: "The runtime has no record of the container, and the container's first process lives.",
      evidence: rows(observation),
    },
  ];
}

/** It is no matter of one container: what lies above all of the records is gone or hidden. */
export const othersHaveNoRecord = ({ evidence }: Observation): boolean =>
  (['control', 'second', 'third'] as const).some(
    (subject) => evidence?.facts[`${subject}.bundle`] && evidence.facts[`${subject}.root`] === '',
  );

/** The container lives, and the shim that started it does not. */
export function shimMissing(observation: Observation): readonly Detection[] {
  const state = believed(observation);
  if (state('shim') !== 'missing' || !lives(state('container'))) return [];
  return [
    { summary: "The container's first process lives, and the shim above it is gone.", evidence: rows(observation) },
  ];
}

/** The runtime's record names a process that lives, and that is not the container's first. */
export function runtimeRecordOfAnother(observation: Observation): readonly Detection[] {
  const inventory = inventoryOf(observation);
  const living = (layer: Layer) => inventory.find((row) => row.layer === layer && lives(row.state))?.pid ?? null;
  const [recorded, first] = [living('runc'), living('container')];
  const isAgreed = inventory.some(({ layer, pid }) => (layer === 'dockerd' || layer === 'containerd') && pid === first);
  if (recorded === null || first === null || recorded === first) return [];
  // containerd may have it of that very record: the processes of the cgroup that this names
  if (!isAgreed && !isMadeForAnother(observation) && !isInItsOwnCgroup(observation)) return [];
  return [
    {
      summary: `The runtime enters process ${recorded} for this container, and its first process is ${first}.`,
      evidence: rows(observation),
    },
  ];
}

/** The record names the bundle of another container. */
function isMadeForAnother({ evidence, target }: Observation): boolean {
  const said = evidence?.answers.find(({ name }) => name === 'runc_state')?.out ?? '';
  const [, bundlesID] = /"bundle": *"[^"\n]{0,400}\/([0-9a-f]{64})"/.exec(said) ?? [];
  return bundlesID !== undefined && bundlesID !== target.containerID;
}

/** Its first process is in a cgroup that is called after the container, and that is not the one on record. */
const isInItsOwnCgroup = ({ evidence, target }: Observation): boolean =>
  evidence?.facts['target.cgroupMoved']?.includes(target.containerID) === true;

/** Any other disagreement: which process it is, or whether it runs at all. */
export function otherDisagreement(observation: Observation): readonly Detection[] {
  const known = [taskMissing, dockerUpProcessGone, runtimeStateMissing, shimMissing, runtimeRecordOfAnother];
  if (known.some((named) => named(observation).length > 0)) return [];
  // the API server knows what the kubelet told it, and no pause
  const inventory = inventoryOf(observation).filter(({ layer }) => layer !== 'shim' && layer !== 'api-server');
  // who still has one that has ended, and who has it no more, agree
  const states = new Set(
    inventory
      .map(({ state }) => (state === 'stopped' ? 'missing' : state))
      .filter((state) => state !== 'no-answer' && state !== 'unknown'),
  );
  const pids = new Set(inventory.map(({ pid }) => pid).filter((pid) => pid !== null));
  if (states.size < 2 && pids.size < 2) return [];
  const layers = keepers.filter((layer) => familyOf(observation).layers.includes(layer));
  return [
    {
      summary: 'The layers do not agree on the state of the container.',
      evidence: rows(observation),
      at: { layers, scope: 'container' },
    },
  ];
}

/** Who keeps a state of it, of those that the node's runtime has. */
const keepers = ['dockerd', 'containerd', 'shim'] as const;

const lives = (state: InventoryRow['state'] | null) => state === 'running' || state === 'paused';

const rows = (observation: Observation): readonly string[] =>
  inventoryOf(observation).map(({ layer, says }) => `${layer}: ${says}`);

/** https://github.com/containerd/containerd/issues/10036: an exec's end is lost, and its caller hangs. */
const losesEndsOfExecs = ['1.6.29', '1.6.30', '1.7.14'];

/** A containerd of those versions, whose exec hangs where runc itself works. */
export function exitEventsLost(observation: Observation): readonly Detection[] {
  const version = containerdVersion(observation);
  const ctr = probeOf(observation, 'target', 'ctr');
  const hangs = isFailing(ctr) && ctr?.outcome.kind === 'hang' && isOk(probeOf(observation, 'target', 'runc'));
  if (!version || !hangs || !losesEndsOfExecs.includes(version)) return [];
  return [
    {
      summary: `This node has containerd ${version}, whose shim loses the end of an exec at times.`,
      evidence: [`containerd: ${version}`],
    },
  ];
}

/** Of the daemon, without what a distribution adds to it; null where nobody told. */
function containerdVersion({ evidence, target }: Observation): string | null {
  const said = evidence?.answers.find(({ name }) => name === 'ctr_version')?.out ?? '';
  const [, version] =
    /Server:\s+Version: +v?(\d+\.\d+\.\d+)/.exec(said) ??
    /^containerd:\/\/v?(\d+\.\d+\.\d+)/.exec(target.node.runtimeVersion) ??
    [];
  return version ?? null;
}

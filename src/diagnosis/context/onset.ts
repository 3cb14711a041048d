import type { Observation } from '../../evidence/observation.ts';
import { runtimesFromBefore, standsStill, stuckProcesses } from '../../evidence/stuck-processes.ts';
import { hasTrait } from '../../knowledge/index.ts';
import type { Layer } from '../../model/layer.ts';
import type { Moment, Onset } from '../../model/onset.ts';
import { isoSecond } from '../../model/time.ts';
import type { Verdict } from '../../model/verdict.ts';
import { nodeNow, timeOfTicks } from '../../records/evidence.ts';
import { isExec, stacksOf } from './stacks.ts';

type Where = Pick<Verdict, 'status' | 'layer' | 'candidates' | 'scope' | 'cause'>;

/** Between which times it began; null where nothing is broken, and where nothing tells. */
export function onsetOf(observation: Observation, verdict: Where): Onset | null {
  if (verdict.status === 'healthy') return null;
  const early = (a: Moment, b: Moment) => Date.parse(a.at) - Date.parse(b.at);
  const [atTheLatest = null] = [
    ...unready(observation, verdict),
    ...(verdict.candidates.some((layer) => ofContainer.includes(layer))
      ? [...oldProcesses(observation), ...waitingRequests(observation)]
      : []),
  ].toSorted(early);
  const notBefore =
    [...startOfContainer(observation, verdict), ...lease(observation, verdict), ...startOfStopped(observation, verdict)]
      .toSorted(early)
      .at(-1) ?? null;
  // the clocks of two machines may contradict each other
  if (atTheLatest && notBefore && early(notBefore, atTheLatest) > 0) return { atTheLatest, notBefore: null };
  return atTheLatest || notBefore ? { atTheLatest, notBefore } : null;
}

function unready({ target: { node } }: Observation, { cause }: Where): Moment[] {
  const at = node.ready?.status === 'True' ? null : node.ready?.lastTransitionTime;
  // a network plugin that is not ready keeps nobody from an exec
  const isOther = /network|cni/i.test(node.ready?.message ?? '');
  return at && !isOther && hasTrait(cause, 'makesNodeNotReady')
    ? [{ at, restsOn: `node ${node.name} is not Ready since then` }]
    : [];
}

/** What should have been done in a moment. */
function oldProcesses(observation: Observation): Moment[] {
  const { evidence } = observation;
  const stuckInit = evidence?.processes.filter(({ pid }) => pid === evidence.guard?.stuckInit) ?? [];
  return [...runtimesFromBefore(evidence), ...stuckInit].flatMap(({ name, pid, start }) => {
    const at = timeOfTicks(start, evidence);
    return at ? [{ at, restsOn: `${name} (process ${pid}) runs for this container since then` }] : [];
  });
}

/** Execs that wait for somebody, which Go tells in whole minutes. */
function waitingRequests({ evidence }: Observation): Moment[] {
  const now = nodeNow(evidence);
  return stacksOf(evidence).daemons.flatMap(({ of, waiting }) =>
    waiting.flatMap((group) => {
      const { waitsFor, minutes } = group;
      if (now === null || minutes === 0 || !isExec(group) || waitsFor === null || waitsFor === 'command') return [];
      const what = waitsFor === 'containerd' ? waitsFor : `a ${waitsFor}`;
      const at = isoSecond(now - minutes * 60_000);
      return at ? [{ at, restsOn: `an exec in ${of} waits for ${what} since then` }] : [];
    }),
  );
}

const ofContainer: readonly Layer[] = ['dockerd', 'containerd', 'shim', 'runc', 'container'];

/** What is broken of one container was not there before the container was. */
function startOfContainer({ target }: Observation, { layer, scope }: Where): Moment[] {
  return target.startedAt && scope === 'container' && layer && ofContainer.includes(layer)
    ? [{ at: target.startedAt, restsOn: `container ${target.container} started then` }]
    : [];
}

/** A kubelet that renews its lease is alive. To the minute that says nothing of what happens so often. */
function lease({ target: { node }, kubeletSilent }: Observation, { cause }: Where): Moment[] {
  if (!node.lease || !hasTrait(cause, 'kubeletSilent')) return [];
  const at = node.lease.renewTime;
  const second = isoSecond(Date.parse(at))?.slice(11, 19);
  const words =
    second === undefined ? '' : ` (${second}), as it does every 10 s${kubeletSilent ? ', and not again' : ''}`;
  return [{ at, restsOn: `the kubelet renewed its lease then${words}` }];
}

/** A process that is stopped was started before. A shim starts with its container. */
function startOfStopped({ evidence }: Observation, { layer }: Where): Moment[] {
  return stuckProcesses(evidence)
    .filter((stuck) => standsStill(stuck) && stuck.shared && stuck.layer === layer)
    .flatMap(({ name, pid }) => {
      const start = evidence?.processes.find((process) => process.pid === pid)?.start;
      const at = start === undefined ? null : timeOfTicks(start, evidence);
      return at ? [{ at, restsOn: `${name} (process ${pid}) started then` }] : [];
    });
}

import type { StartFailure } from '../../debug-pod/start-failure.ts';
import { pressures } from '../../evidence/node-pressure.ts';
import type { Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { FactOf } from '../../records/facts.ts';
import type { Detection } from '../entry.ts';

const fact = ({ evidence }: Observation, name: FactOf<'node'>): string => evidence?.facts[`node.${name}`] ?? '';
const number = (observation: Observation, name: FactOf<'node'>): number => Number.parseInt(fact(observation, name), 10);

/** The fourth field of /proc/loadavg: threads that run, of all that there are. */
export function outOfProcesses(observation: Observation): readonly Detection[] {
  const [, all] = (fact(observation, 'loadavg').split(' ')[3] ?? '').split('/');
  const threads = Number(all);
  return (['pid_max', 'threads-max'] as const).flatMap((name) => {
    const most = number(observation, name);
    if (!(threads >= most * limits.nearlyShare)) return [];
    return [
      {
        summary: `The node has ${threads} processes and threads, of at most ${most} (${name}).`,
        evidence: [`threads: ${threads}`, `${name}: ${most}`],
      },
    ];
  });
}

export function outOfMemory(observation: Observation): readonly Detection[] {
  const [total, available] = (['MemTotal', 'MemAvailable'] as const).map((name) => number(observation, name));
  if (!total || available === undefined || !(available <= total * (1 - limits.nearlyShare))) return [];
  return [
    {
      summary: `The node has ${Math.round(available / 1024)} MiB of memory left, of ${Math.round(total / 1024)}.`,
      evidence: [`MemAvailable: ${available} KiB`, `MemTotal: ${total} KiB`],
    },
  ];
}

export function outOfTerminals(observation: Observation): readonly Detection[] {
  const [used, most] = (['pty/nr', 'pty/max'] as const).map((name) => number(observation, name));
  if (used === undefined || !most || !(used >= most)) return [];
  return [
    {
      summary: `The node has ${used} terminals open, of at most ${most}: an exec with a terminal (-t) fails.`,
      evidence: [`kernel.pty.nr: ${used}`, `kernel.pty.max: ${most}`],
    },
  ];
}

export const underPressure = (observation: Observation): readonly Detection[] =>
  pressures(observation).map(({ of, percent, line }) => ({
    summary: `For ${percent} % of ten seconds something on the node waited for ${of === 'io' ? 'the disk' : of === 'cpu' ? 'a CPU' : 'memory'}: whatever is slow may be slow for that.`,
    evidence: [`${of}: ${line}`],
  }));

/** The debug pod did not start, for a reason of that kind. */
export const podFailure =
  (kind: StartFailure['kind']) =>
  ({ debugPod: { failure }, target }: Observation): readonly Detection[] => {
    if (failure?.kind !== kind) return [];
    return [
      {
        summary: `The debug pod did not start on node ${target.node.name}${failure.text ? `: ${failure.text}` : ', and nobody said why.'}`,
        evidence: failure.text ? [failure.text] : [],
      },
    ];
  };

export function nodeNotReady({ target: { node } }: Observation): readonly Detection[] {
  const { name, ready } = node;
  if (!ready || ready.status === 'True') return [];
  return [
    {
      summary: `Node ${name} is not Ready (${ready.status}): ${ready.message}`,
      evidence: [`Ready: ${ready.status}`, `reason: ${ready.reason}`],
    },
  ];
}

/** It gave no sign of life during the whole run, and has run no debug pod meanwhile. */
export function kubeletSilent({
  kubeletSilent: silent,
  evidence,
  debugPod,
  target,
}: Observation): readonly Detection[] {
  const hasRun = evidence !== null && debugPod.logReadable !== null;
  if (!silent || hasRun) return [];
  return [
    {
      summary: `The kubelet of node ${target.node.name} gave no sign of life while this ran.`,
      evidence: [`lease: not renewed since ${target.node.lease?.renewTime ?? 'an unknown time'}`],
    },
  ];
}

import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isFailing, isOk, type Probe, type ProbeName, type Subject, subjects } from '../model/probe.ts';
import type { RuntimeFamily } from '../model/runtime-family.ts';
import { columnOf, type Observation, probeOf } from './observation.ts';

/** Where one column of the matrix goes from working to failing. */
export interface FaultBoundary {
  /** The lowest probe that fails above the working ones. */
  readonly failing: Probe;
  /** The highest probe that works; null where none does. */
  readonly working: Probe | null;
  /** The layers in between, from the top to the bottom. */
  readonly suspects: readonly Layer[];
}

/**
 * The whole interval between the lowest failing probe and the highest working one below it. A skipped probe widens it.
 * A working probe acquits everything below it, so a failure there is not looked at; one that failed at first acquits nobody.
 * @param column the probes of one subject, from the top to the bottom
 * @returns null where nothing fails above a working probe
 */
export function faultBoundaryOf(column: readonly Probe[], family: RuntimeFamily): FaultBoundary | null {
  const top = column.findIndex((probe) => isOk(probe) && !probe.flaky);
  const above = top === -1 ? column : column.slice(0, top);
  const failing = above.findLast(isFailing);
  if (!failing) return null;
  const working = column[top] ?? null;
  const from = layers.indexOf(entryLayer[failing.name]);
  // nsenter joins namespaces only: what else runc puts around a process, limits and confinement, is the container's
  const proven = working && working.name !== 'nsenter' ? entryLayer[working.name] : null;
  const to = proven ? layers.indexOf(proven) : layers.length;
  const between = layers.slice(from, to).filter((layer) => family.layers.includes(layer));
  return { failing, working, suspects: withStreamServer(failing.name, between) };
}

/** `crictl exec -s` asks the runtime itself; kubectl goes through the CRI's stream server, which that does not test. */
const withStreamServer = (failing: ProbeName, between: readonly Layer[]): readonly Layer[] =>
  failing === 'kubectl' && !between.includes('cri') ? [...between, 'cri'] : between;

/** Probes that fail although one above them works: a wrong root, another program than the shim's. They accuse nobody. */
export const notTrusted = (column: readonly Probe[]): readonly Probe[] =>
  failingBelow(column).filter((probe) => !isAnswered(probe));

/**
 * Those of them that brought the word and did not end. Not all clients wait for whoever holds the output of an exec open, so
 * where one above them ended, it is a process of the container that does, and no layer.
 */
export const heldOpen = (column: readonly Probe[]): readonly Probe[] => failingBelow(column).filter(isAnswered);

function failingBelow(column: readonly Probe[]): readonly Probe[] {
  const top = column.findIndex(isOk);
  return top === -1 ? [] : column.slice(top).filter(isFailing);
}

const isAnswered = ({ outcome }: Probe): boolean => outcome.kind === 'hang' && outcome.answered === true;

/** It fails for target and control alike. */
export const nsenterFailsForBoth = (observation: Observation): boolean =>
  subjects.every((subject) => isFailing(probeOf(observation, subject, 'nsenter')));

/** It fails for the target alone, below a runc that fails for both: that runc is more than what one probe has met. */
export const nsenterFailsBesides = (observation: Observation): boolean =>
  subjects.every((subject) => isFailing(probeOf(observation, subject, 'runc'))) &&
  isFailing(probeOf(observation, 'target', 'nsenter')) &&
  isOk(probeOf(observation, 'control', 'nsenter'));

/**
 * What the rule looks at. nsenter goes where it fails for target and control alike: it is no sign of a sick container
 * then, and parts nothing. The target's goes where what fails above it fails for both.
 */
export function columnsOf(observation: Observation): Readonly<Record<Subject, readonly Probe[]>> {
  const both = nsenterFailsForBoth(observation);
  const besides = nsenterFailsBesides(observation);
  const [target, control] = subjects.map((subject) =>
    columnOf(observation.probes, subject).filter(
      ({ name }) => name !== 'nsenter' || !(both || (besides && subject === 'target')),
    ),
  );
  return { target: target ?? [], control: control ?? [] };
}

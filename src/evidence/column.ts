import { type Probe, type ProbeName, type Subject, subjects } from '../model/probe.ts';
import { type RuntimeFamily, runtimeFamilies } from '../model/runtime-family.ts';
import { isFailing, isOk } from './break.ts';
import type { Observation } from './observation.ts';

export function familyOf({ target }: Observation): RuntimeFamily {
  const family = runtimeFamilies.find((row) => row.name === target.runtime);
  if (!family) throw new Error(`no runtime family ${target.runtime}`);
  return family;
}

export const columnOf = (probes: readonly Probe[], subject: Subject): readonly Probe[] =>
  probes.filter((probe) => probe.subject === subject);

export const probeOf = ({ probes }: Observation, subject: Subject, name: ProbeName): Probe | undefined =>
  probes.find((probe) => probe.subject === subject && probe.name === name);

/** It fails for target and control alike. */
export const nsenterPartsNothing = (observation: Observation): boolean =>
  subjects.every((subject) => isFailing(probeOf(observation, subject, 'nsenter')));

/**
 * What the rule looks at. nsenter goes where it fails for target and control alike: it is no sign of a sick container
 * then, and parts nothing.
 */
export function columnsOf(observation: Observation): Readonly<Record<Subject, readonly Probe[]>> {
  const both = nsenterPartsNothing(observation);
  const [target, control] = subjects.map((subject) =>
    columnOf(observation.probes, subject).filter(({ name }) => !both || name !== 'nsenter'),
  );
  return { target: target ?? [], control: control ?? [] };
}

/** A run on the node itself, or from saved records, asks no cluster: its matrix has no row for kubectl. */
export const isClusterAsked = (observation: Observation): boolean =>
  probeOf(observation, 'target', 'kubectl') !== undefined;

/**
 * The entry that all else lies below: that of kubectl; of a run which asked no cluster, the runtime's own, for not every
 * node has crictl.
 */
export const topOf = (observation: Observation): Probe | undefined =>
  probeOf(observation, 'target', 'kubectl') ??
  columnOf(observation.probes, 'target').find(({ name }) => name !== 'crictl');

/** Exec works for the target, whatever else was seen. */
export const execWorks = (observation: Observation): boolean => isOk(topOf(observation));

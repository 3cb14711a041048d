import type { Probe } from '../model/probe.ts';
import type { Core } from './diagnose.ts';
import type { Location } from './locate.ts';
import type { Observation } from './observation.ts';

/** execve's own complaint about the harmless program: every layer has passed the request on, and the kernel refuses it. */
const refusal =
  /\/bin\/echo\\*[`"]?:? (?:\S[^\n]*: )?(exists but it is not executable|permission denied|operation not permitted|exec format error)/i;

/** What the kernel says of /bin/echo, which is there and is not executed; null where it was not asked, or runs. */
export const refusalOf = ({ outcome }: Probe): string | null =>
  outcome.kind === 'error' ? (refusal.exec(outcome.text)?.[1]?.toLowerCase() ?? null) : null;

/** Nothing in the container may be executed; so says the mount of its root file system. */
export const isRootNoexec = ({ evidence }: Pick<Observation, 'evidence'>): boolean =>
  evidence?.facts['target.noexec'] === 'yes';

/**
 * The container's kernel refuses to execute what is asked for: that is no fault of a layer above. Whether it would execute
 * anything else, only the mount tells. Null where exec breaks otherwise.
 */
export function refusedProgram(observation: Observation, { at }: Location): Core | null {
  const { container } = observation.target;
  const says = refusalOf(at.failing);
  if (says === null || (at.working !== null && at.working.name !== 'nsenter')) return null;
  const because = `${at.failing.name} came through to execve, which says of /bin/echo: ${says}.`;
  if (isRootNoexec(observation)) {
    return {
      status: 'fault',
      layer: 'container',
      candidates: ['container'],
      scope: 'container',
      confidence: 'high',
      summary: `Exec reaches container ${container}, and nothing in it may be executed: its root file system is mounted noexec.`,
      because: [because, 'The mount table of its first process has noexec at /.'],
    };
  }
  return {
    status: 'inconclusive',
    layer: null,
    candidates: ['container'],
    scope: null,
    confidence: 'low',
    summary: `Exec reaches container ${container}, and /bin/echo may not be executed there: ${says}. Whether other programs may, was not tried.`,
    because: [because],
  };
}

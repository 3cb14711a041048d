import type { Observation } from '../../evidence/observation.ts';
import { limits } from '../../limits.ts';
import type { Evidence } from '../../records/evidence.ts';
import type { Detection } from '../entry.ts';

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

export const tmpIsReadOnly = (observation: Observation): boolean => hasSaid(observation, 'read-only file system');
export const tmpIsFull = (observation: Observation): boolean => hasSaid(observation, 'no space left');

const hasSaid = ({ probes }: Observation, words: string): boolean =>
  probes.some(({ outcome }) => outcome.kind === 'error' && outcome.text.includes(words));

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

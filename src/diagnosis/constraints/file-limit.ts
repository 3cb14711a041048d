import type { Narrowing } from './constraint.ts';
import { daemonOutOfFiles } from '../sightings/processes.ts';

/** A daemon that may open no more files fails whoever needs one: all containers of the node, unless some were seen served. */
export const byFileLimit: Narrowing = (observation, _at, left) => {
  if (left.scope !== null && left.scope !== 'node') return null;
  const full = left.suspects.flatMap((layer) =>
    daemonOutOfFiles(layer)(observation).map(({ summary }) => ({ layer, summary })),
  );
  const [only, ...others] = full;
  if (!only || others.length > 0) return null;
  return { suspects: [only.layer], scope: 'node', because: only.summary, witness: true };
};

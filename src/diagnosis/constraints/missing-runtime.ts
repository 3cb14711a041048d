import { basename } from 'node:path/posix';
import { probeOf } from '../../evidence/observation.ts';
import { hasTrait } from '../../knowledge/index.ts';
import { entriesIn, plainQuotes } from '../../knowledge/match-text.ts';
import { isOk } from '../../model/probe.ts';
import type { Constraint } from './constraint.ts';

/** The program that a shim was to start, and that is not there. */
const notThere =
  /exec: "?(?:[^"\s]{1,200}\/)?([\w.-]{1,60})"?: executable file not found|fork\/exec \S{0,200}\/([\w.-]{1,60}): no such/;

/**
 * The shim names the program of a runtime that is not there, and it is the one which the node has on record for the container:
 * who was made with it is hit, whatever becomes of runc.
 */
export const missingRuntime: Constraint = {
  id: 'missing-runtime',
  after: ['control', 'second-opinion'],
  read: (observation, { failing: { outcome, name } }, { layers }) => {
    if (outcome.kind !== 'error' || !layers.includes('runc') || isOk(probeOf(observation, 'target', 'runc')))
      return null;
    const text = plainQuotes(outcome.text);
    if (!hasTrait(entriesIn(text)[0]?.code, 'ofItsRuntime')) return null;
    const [, byName, byPath] = notThere.exec(text) ?? [];
    const program = byName ?? byPath;
    const facts = observation.evidence?.facts ?? {};
    if (program === undefined || basename(facts['target.runtime'] ?? '') !== program) return null;
    const isOnlyIts = facts['control.sameRuntime'] === 'no' && isOk(probeOf(observation, 'control', name));
    return {
      weight: 'evidence',
      leaves: ['runc'],
      ...(isOnlyIts ? { scope: 'several-containers' } : {}),
      because: `The container was made with the runtime ${program}, and by the words of its shim that program is not there${isOnlyIts ? '; the control was made with another, and is served' : ''}.`,
    };
  },
};
